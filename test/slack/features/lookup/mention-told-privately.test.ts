/** `@HEC …` where the thread gets no card, or gets it late: what only the person who asked is told, and who is told nothing. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { mentionInThread } from '../../../support/mention.ts';
import { cardsUnder } from '../../../support/modals.ts';
import { privateAnswers, shownAnywhere, textOf } from '../../../support/read.ts';
import { impatientWithHec, start, untilCleared } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const channel = channels.security;
const user = people.member;

describe('mentions without an id', () => {
  test.each(['@hec', '@hec what is this?', '@hec https://evil.example/login'])(
    'a mention without an id is answered privately with how to ask, and HEC is not asked (%j)',
    async (text) => {
      const started = await start();
      const { slack, hec } = started;
      const first = await mentionInThread(started, text);
      const [answer] = await privateAnswers(slack, user);
      await started.quiet();
      expect(answer?.threadTs).toBe(first.ts);
      expect(answer?.text).toContain('Mention me with an event id or a portal link');
      expect(answer?.text).toMatch(/@HEC [0-9a-f]{32}/);
      expect(hec.requests).toEqual([]);
      expect(slack.thread(channel, first.ts)).toHaveLength(2);
    },
  );

  test('a mention without an id ignores what others wrote in the thread', async () => {
    const started = await start();
    const { slack, hec } = started;
    const first = await slack.post({ user: people.otherMember, channel, text: `look at ${phishing}` });
    await slack.post({ user, channel, text: '@hec show it', threadTs: first.ts });
    const [answer] = await privateAnswers(slack, user);
    expect(answer?.text).toContain('I read only the message that mentions me');
    expect(hec.requests).toEqual([]);
  });
});

describe('mentions that cannot be answered', () => {
  test.each<[string, string, Fault | undefined, RegExp]>([
    ['the id is unknown', unknown, undefined, /No event with this id/],
    ['HEC fails', phishing, { kind: 'status', status: 500 }, /HEC reported an internal error/],
    ['HEC cannot be reached', phishing, { kind: 'reset' }, /can’t reach HEC/],
    ['HEC hangs', phishing, { kind: 'hang' }, /didn’t answer in time/],
  ])('when %s, a mention is answered privately in the thread with the reason', async (_title, id, fault, sentence) => {
    const started = await start(fault?.kind === 'hang' ? { timeouts: { hec: impatientWithHec } } : {});
    const { slack, hec } = started;
    if (fault !== undefined) hec.faults.set({ ...fault, path: '/event/' });
    const first = await mentionInThread(started, `@hec ${id}`);
    const [answer] = await privateAnswers(slack, user);
    await started.quiet();
    expect(answer).toMatchObject({ text: expect.stringMatching(sentence), threadTs: first.ts });
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
    expect(slack.thread(channel, first.ts)).toHaveLength(2);
  });

  test('a slow answer to a mention is announced privately, and then everyone gets the card', async () => {
    const started = await start({ timeouts: { noticeAfterMs: 20 } });
    const { slack, hec } = started;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    const first = await mentionInThread(started, `@hec ${phishing}`);
    const [notice] = await privateAnswers(slack, user);
    expect(notice).toMatchObject({ text: expect.stringContaining('longer than usual'), threadTs: first.ts });
    expect(cardsUnder(slack, first)).toEqual([]);
    hec.faults.clear();
    await slack.until(() => cardsUnder(slack, first).length === 1);
  });

  test('a failed mention at the top level is answered privately in the channel, where the person sees it', async () => {
    const { slack } = await start();
    await slack.post({ user, channel, text: `@hec ${unknown}` });
    const [answer] = await privateAnswers(slack, user);
    expect(answer?.text).toContain('No event');
    expect(answer?.threadTs).toBeUndefined();
  });
});

describe('who mentions the app', () => {
  test.each([
    ['under its own name', {}],
    ['in the name of a person', { user }],
  ])('a mention by another app %s is not answered, and HEC is not asked', async (_title, author) => {
    const started = await start();
    const { slack, hec } = started;
    const text = `<@${slack.app.botUserId}> ${phishing}`;
    const mention = { type: 'app_mention', bot_id: 'B0OTHERAPP', channel, ts: '1763900000.000100', text };
    await slack.sendEvent({ ...mention, ...author });
    await started.quiet();
    expect(hec.requests).toEqual([]);
    expect(shownAnywhere(slack)).toEqual([]);
  });

  test('a guest’s mention is refused privately with the reason, and HEC is not asked', async () => {
    const started = await start();
    const { slack, hec } = started;
    await slack.post({ user: people.singleChannelGuest, channel, text: `@hec ${phishing}` });
    const [answer] = await privateAnswers(slack, people.singleChannelGuest);
    await started.quiet();
    expect(answer?.text).toContain('Guests');
    expect(hec.requests).toEqual([]);
    expect(slack.messages(channel)).toHaveLength(1);
  });
});

test.each([
  ['is shared with another organisation', channels.sharedPartner, undefined, /shared with another organisation/],
  ['is about to be shared', channels.pendingShared, undefined, /shared with another organisation/],
  ['is not on the list', channels.security, channels.incident, /HEC_CHANNELS/],
])(
  'if the conversation %s, only the person sees the answer to a mention, with the reason',
  async (_title, where, listed, reason) => {
    const started = await start({ env: listed === undefined ? {} : { HEC_CHANNELS: listed } });
    const { slack } = started;
    const first = await mentionInThread(started, `@hec ${phishing}`, where);
    const [answer] = await privateAnswers(slack, user, where);
    await started.quiet();
    expect(answer?.threadTs).toBe(first.ts);
    expect(JSON.stringify(answer?.blocks ?? [])).toContain(phishing);
    expect(textOf(answer?.blocks ?? [])).toMatch(reason);
    expect(slack.messages(where)).toHaveLength(2);
  },
);

test.each([
  ['is locked', 'restricted_action_thread_locked', /this thread is locked/],
  ['is in a channel without threads', 'restricted_action_non_threadable_channel', /doesn’t allow replies in threads/],
])('if the thread %s, only the person sees the answer to a mention, with the reason', async (_title, error, reason) => {
  const started = await start();
  const { slack } = started;
  slack.faults.add({ method: 'chat.postMessage', kind: 'error', error });
  const first = await mentionInThread(started, `@hec ${phishing}`);
  const [answer] = await privateAnswers(slack, user);
  await started.quiet();
  expect(answer?.threadTs).toBe(first.ts);
  expect(JSON.stringify(answer?.blocks ?? [])).toContain(phishing);
  expect(textOf(answer?.blocks ?? [])).toMatch(reason);
  expect(slack.ephemerals(channel, user)).toHaveLength(1);
});
