/** What people write to the app itself: what is answered, with what, and what is passed over in silence. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people, type SlackSimulator } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { eventShownBy, isCompact } from '../../../support/modals.ts';
import { textOf } from '../../../support/read.ts';
import { type Started, start, testTimeouts, untilCleared } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const user = people.member;
const channel = appDirectMessage(user);

/** What the app wrote there, oldest first. */
const answersIn = (slack: SlackSimulator, where = channel) =>
  slack.messages(where).filter((message) => message.user === slack.app.botUserId);

async function write(started: Started, text: string, threadTs?: string) {
  const message = await started.slack.post({ user, channel, text, ...(threadTs !== undefined && { threadTs }) });
  await started.quiet();
  return message;
}

async function addEvents({ hec }: Started, count: number): Promise<string[]> {
  return Array.from({ length: count }, () => hec.world.addEvent().eventId);
}

describe('messages with an id', () => {
  test('an id written to the app is answered there with the full card', async () => {
    const started = await start();
    const { slack } = started;
    await write(started, phishing);
    const [card, ...others] = answersIn(slack);
    expect(card && [eventShownBy(card), isCompact(card), card.threadTs]).toEqual([phishing, false, undefined]);
    expect(others).toEqual([]);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('an id written in a thread with the app is answered in the thread with a compact card', async () => {
    const started = await start();
    const { slack } = started;
    const first = await slack.post({ user, channel, text: 'for later' });
    await started.quiet();
    await write(started, `and ${phishing}`, first.ts);
    const card = answersIn(slack).at(-1);
    expect(card && [eventShownBy(card), isCompact(card), card.threadTs]).toEqual([phishing, true, first.ts]);
  });

  test('a message to the app with several ids gets five compact cards, and says how many are missing', async () => {
    const started = await start();
    const { slack } = started;
    const ids = await addEvents(started, 7);
    await write(started, ids.join(' '));
    const answers = answersIn(slack);
    expect(answers.slice(0, 5).map((card) => [eventShownBy(card), isCompact(card)])).toEqual(
      ids.slice(0, 5).map((id) => [id, true]),
    );
    expect(answers.slice(5).map(({ text }) => text)).toEqual([expect.stringContaining('2 more events weren’t shown')]);
  });

  test('a message to the app with as many ids as a message holds gets five cards, too', async () => {
    const started = await start();
    const { slack } = started;
    const shown = await addEvents(started, 5);
    const others = Array.from({ length: 1_000 }, () => randomUUID().replaceAll('-', ''));
    await write(started, [...shown, ...others].join(' '));
    expect(answersIn(slack).slice(0, 5).map(eventShownBy)).toEqual(shown);
    expect(answersIn(slack).at(-1)?.text).toContain('1000 more events weren’t shown');
  });

  test('a message to the app is recorded as a lookup, without its words', async () => {
    const started = await start();
    const { ts } = await write(started, `please look at ${phishing}`);
    const record = await recordOf(started.store.db, phishing, 10);
    expect(record).toMatchObject([{ kind: 'lookup', userId: user, channelId: channel, messageTs: ts }]);
    expect(JSON.stringify(record)).not.toContain('please');
  });

  test('HEC_CHANNELS does not keep an event from the person who asks the app for it', async () => {
    const started = await start({ env: { HEC_CHANNELS: channels.incident } });
    await write(started, phishing);
    const [card, ...others] = answersIn(started.slack);
    expect(card && eventShownBy(card)).toBe(phishing);
    expect(textOf(card?.blocks ?? [])).not.toContain('Only you can see this');
    expect(others).toEqual([]);
  });

  test('a slow answer to a direct message is announced in passing, and only the card stays', async () => {
    const started = await start({ timeouts: { noticeAfterMs: 20 } });
    const { slack, hec } = started;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await slack.post({ user, channel, text: phishing });
    const [notice] = await slack.until(() => {
      const seen = slack.ephemerals(channel, user);
      return seen.length > 0 && seen;
    });
    expect(notice?.text).toContain('longer than usual');
    hec.faults.clear();
    await slack.until(() => answersIn(slack).length === 1);
    await started.quiet();
    expect(answersIn(slack).map(eventShownBy)).toEqual([phishing]);
  });
});

describe('messages without an id', () => {
  test.each(['hello', 'help', 'https://evil.example/login', '@hec'])(
    'a message to the app without an id is answered there with how to ask, and HEC is not asked (%j)',
    async (text) => {
      const started = await start();
      await write(started, text);
      expect(answersIn(started.slack).map((answer) => answer.text)).toEqual([
        expect.stringMatching(/Send me an event id or a portal link.*[0-9a-f]{32}/),
      ]);
      expect(started.hec.requests).toEqual([]);
    },
  );

  test('a message to the app with an unknown id says so there, and shows the others', async () => {
    const started = await start();
    await write(started, `${unknown} ${phishing}`);
    const [sentence, card] = answersIn(started.slack);
    expect(sentence?.text).toContain('No event with this id');
    expect(card && eventShownBy(card)).toBe(phishing);
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

describe('who writes to the app', () => {
  test.each([
    ['a guest', people.singleChannelGuest, /Guests/],
    ['somebody from another organisation', people.stranger, /organisation/],
    ['a member who is not on the list', people.member, /HEC_VIEWERS/],
  ])(
    'a direct message from %s is refused there with the reason, and HEC is not asked',
    async (_title, asker, reason) => {
      const started = await start({ env: { HEC_VIEWERS: people.responder } });
      const { slack, hec } = started;
      await slack.post({ user: asker, channel: appDirectMessage(asker), text: phishing });
      await started.quiet();
      expect(answersIn(slack, appDirectMessage(asker)).map(({ text }) => text)).toEqual([
        expect.stringMatching(reason),
      ]);
      expect(hec.requests).toEqual([]);
    },
  );
});

describe('Slack’s refusals', () => {
  test('if Slack refuses the card in a direct message, the person sees it in passing, with the reason', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'restricted_action' });
    await write(started, phishing);
    const [seen] = slack.ephemerals(channel, user);
    expect(JSON.stringify(seen?.blocks ?? [])).toContain(phishing);
    expect(textOf(seen?.blocks ?? [])).toContain('only certain people can post');
    expect(answersIn(slack)).toEqual([]);
  });

  test('if Slack limits the rate in a direct message for long, the person is told so in passing', async () => {
    const started = await start({ timeouts: { budget: { ...testTimeouts.budget, personMs: 300 } } });
    const { slack } = started;
    slack.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 3_600 });
    await write(started, phishing);
    expect(slack.ephemerals(channel, user).map(({ text }) => text)).toEqual([
      expect.stringContaining('Slack has asked this app to slow down'),
    ]);
    expect(answersIn(slack)).toEqual([]);
  });
});
