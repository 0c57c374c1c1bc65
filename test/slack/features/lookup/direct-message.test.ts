/** What people write to the app itself: who is answered, with what, and what they are told if Slack refuses. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { addEvents, answersIn, channel, user, write } from '../../../support/direct-message.ts';
import { eventShownBy, isCompact } from '../../../support/modals.ts';
import { textOf } from '../../../support/read.ts';
import { start, testTimeouts, untilCleared } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);

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
        expect.stringMatching(/Send me an event id or a portal link.*[0-9a-f]{32}.*search from:/),
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
