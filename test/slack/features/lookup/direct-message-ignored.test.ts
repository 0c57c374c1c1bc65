import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { addEvents, answersIn, channel, user, write } from '../../../support/direct-message.ts';
import { eventShownBy } from '../../../support/modals.ts';
import { start } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';

describe('what is not for the app', () => {
  const { botUserId, botId } = { botUserId: 'U0HECBOT00', botId: 'B0HEC00000' };
  const im = { type: 'message', channel, channel_type: 'im', ts: '1763900000.000100' };
  const asks = { ...im, user, text: phishing };
  const was = { user, text: 'hello', ts: im.ts };
  test.each<[string, object, { sharedExternally?: boolean }?]>([
    ['the app’s own message', { ...asks, user: botUserId, bot_id: botId }],
    ['another app’s message', { ...asks, user: people.bot, bot_id: 'B0OTHERAPP' }],
    ['an older bot’s message', { ...asks, user: undefined, subtype: 'bot_message', bot_id: 'B0OTHERAPP' }],
    ['what an app says in the name of a person', { ...asks, bot_id: 'B0OTHERAPP' }],
    ['Slackbot’s message', { ...asks, user: 'USLACKBOT' }],
    ['a deleted message', { ...im, subtype: 'message_deleted', previous_message: { ...was, text: phishing } }],
    [
      'a deleted message with replies',
      {
        ...im,
        subtype: 'message_changed',
        message: { ...was, user: 'USLACKBOT', subtype: 'tombstone', text: phishing },
        previous_message: was,
      },
    ],
    [
      'a change of the app’s own message',
      {
        ...im,
        subtype: 'message_changed',
        message: { user: botUserId, bot_id: botId, text: phishing, ts: im.ts },
        previous_message: { user: botUserId, bot_id: botId, text: 'hello', ts: im.ts },
      },
    ],
    ['an edit of nobody knows what', { ...im, subtype: 'message_changed', message: { ...was, text: phishing } }],
    ['an edit without a message', { ...im, subtype: 'message_changed' }],
    ['a join', { ...asks, subtype: 'channel_join' }],
    ['a changed topic', { ...asks, subtype: 'channel_topic' }],
    ['a kind of message that nobody knows yet', { ...asks, subtype: 'something_new' }],
    ['a message in a channel', { ...asks, channel: channels.security, channel_type: 'channel' }],
    ['a message in a private channel', { ...asks, channel: channels.privateWithApp, channel_type: 'group' }],
    ['a message among several people', { ...asks, channel: 'G0SEVERAL0', channel_type: 'mpim' }],
    ['a message that another organisation can read', asks, { sharedExternally: true }],
  ])('%s is not answered, and HEC is not asked', async (_title, event, envelope) => {
    const lines: string[] = [];
    const started = await start({ log: (line) => void lines.push(line) });
    const { slack, hec } = started;
    await slack.sendEvent({ ...event }, envelope);
    await started.quiet();
    expect(hec.requests).toEqual([]);
    expect(slack.calls.filter(({ method }) => method.startsWith('chat.'))).toEqual([]);
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  test.each([['file_share'], ['me_message'], ['thread_broadcast']])('a person’s %s is answered', async (subtype) => {
    const started = await start();
    await started.slack.sendEvent({ ...asks, subtype, files: [{ id: 'F0' }] });
    await started.quiet();
    expect(answersIn(started.slack).map(eventShownBy)).toEqual([phishing]);
  });

  test('without the optional scope only a mention of the app in its direct message is answered', async () => {
    const started = await start();
    const { slack } = started;
    slack.installation.grantedScopes = slack.installation.grantedScopes.filter((scope) => scope !== 'im:history');
    await write(started, phishing);
    expect(answersIn(slack)).toEqual([]);
    await write(started, `@hec ${phishing}`);
    expect(answersIn(slack).map(eventShownBy)).toEqual([phishing]);
  });
});

describe('once', () => {
  test('a direct message that Slack delivers twice is answered once', async () => {
    const started = await start();
    await write(started, phishing);
    await started.slack.redeliver(
      started.slack.deliveries.find(({ payload }) => JSON.stringify(payload).includes('"channel_type":"im"')),
    );
    await started.quiet();
    expect(answersIn(started.slack)).toHaveLength(1);
  });

  test.each([`@hec ${phishing}`, '@hec hello'])(
    'a mention in a direct message, of which Slack tells twice, is answered once (%j)',
    async (text) => {
      const started = await start();
      await write(started, text);
      expect(answersIn(started.slack)).toHaveLength(1);
    },
  );

  test('an edit that names another event gets that one’s card, and any other edit gets nothing', async () => {
    const started = await start();
    const { slack } = started;
    const [one = '', other = ''] = await addEvents(started, 2);
    const { ts } = await write(started, `pelase show ${one}`);
    for (const text of [`please show ${one}`, `please show ${one} and ${other}`, `@hec show ${other} and ${one}`]) {
      await slack.editMessage({ user, channel, ts, text });
      await started.quiet();
    }
    expect(answersIn(slack).map(eventShownBy)).toEqual([one, other]);
  });

  test('an edited message without an id gets no second help', async () => {
    const started = await start();
    const { ts } = await write(started, 'helo');
    await started.slack.editMessage({ user, channel, ts, text: 'hello' });
    await started.quiet();
    expect(answersIn(started.slack)).toHaveLength(1);
  });

  test('the preview of a link in a direct message, which changes the message, is not answered again', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId } = hec.world.addEvent();
    const message = await write(started, `https://acme.avanan.net/#/events/${eventId}`);
    expect(slack.message(channel, message.ts)?.unfurls).toHaveLength(1);
    expect(answersIn(slack).map(eventShownBy)).toEqual([eventId]);
  });
});
