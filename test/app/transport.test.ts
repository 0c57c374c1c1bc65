import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { buttonsOf } from '../support/read.ts';
import { start } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };

describe.each(['http', 'socket'] as const)('%s', (transport) => {
  test(`a command, a click and a link are handled over ${transport}`, async () => {
    const { slack } = await start({ transport });
    expect(await slack.command(ask)).toMatchObject({ outcome: 'acknowledged' });
    const card = await slack.until(() => slack.messages(channels.security)[0]);
    const [button] = buttonsOf(card.blocks);
    const click = await slack.click({ user: people.member, message: card, actionId: button?.action_id ?? '' });
    expect(click).toMatchObject({ outcome: 'acknowledged' });
    await slack.until(() =>
      slack.ephemerals(channels.security, people.member).some(({ text }) => text.includes('HEC_RESPONDERS')),
    );

    const text = `https://acme.avanan.net/#/events/${phishing}`;
    const { ts } = await slack.post({ user: people.member, channel: channels.incident, text });
    await slack.until(() => slack.message(channels.incident, ts)?.unfurls.length === 1);
  });
});
