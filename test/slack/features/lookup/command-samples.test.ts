import { expect, test } from 'vitest';
import { simulatedEvents } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { start } from '../../../support/start.ts';

const ask = { user: people.member, channel: channels.security, command: '/hec-event' };

test.each(simulatedEvents)('Slack accepts the card that /hec-event shows: $title', async ({ id }) => {
  const { slack } = await start();
  await slack.command({ ...ask, text: id });
  const card = await slack.until(() => slack.messages(channels.security)[0]);
  expect(card.text).not.toBe('');
});
