/** `@HEC <id or portal link>`: what the thread shows, and what only the person who asked is told. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { cardsUnder, eventShownBy, isCompact } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers, shownAnywhere, textOf } from '../../../support/read.ts';
import { impatientWithHec, type Started, start, untilCleared } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const channel = channels.security;
const user = people.member;

/** Somebody reports an incident, and somebody else mentions the app in its thread. */
async function mentionInThread({ slack }: Started, text: string) {
  const first = await slack.post({ user: people.otherMember, channel, text: 'Has anybody seen this?' });
  await slack.post({ user, channel, text, threadTs: first.ts });
  return first;
}

function addEvents({ hec }: Started, count: number): string[] {
  return Array.from({ length: count }, () => hec.world.addEvent().eventId);
}

describe('mentions with an id', () => {
  test('a mention in a thread is answered in that thread with a compact card', async () => {
    const started = await start();
    const { slack } = started;
    const first = await mentionInThread(started, `@hec ${phishing}`);
    const [card] = await slack.until(() => {
      const cards = cardsUnder(slack, first);
      return cards.length > 0 && cards;
    });
    await started.quiet();
    expect(card && [eventShownBy(card), isCompact(card)]).toEqual([phishing, true]);
    expect(slack.thread(channel, first.ts)).toHaveLength(3);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('a mention at the top level is answered in a thread under it', async () => {
    const started = await start();
    const { slack } = started;
    const mention = await slack.post({ user, channel, text: `what about ${phishing}, @hec?` });
    await slack.until(() => cardsUnder(slack, mention).length === 1);
    await started.quiet();
    expect(slack.messages(channel).map(({ ts, threadTs }) => threadTs ?? ts)).toEqual([mention.ts, mention.ts]);
  });

  test('a mention with a portal link shows the event that the link leads to', async () => {
    const started = await start();
    const { slack, hec } = started;
    const entityId = hec.world.events.get(phishing)?.entityId ?? '';
    const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
    const link = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
    const first = await mentionInThread(started, `@hec ${link}`);
    await slack.until(() => cardsUnder(slack, first).length === 1);
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual([phishing]);
  });

  test('a mention is recorded as a lookup, with the thread', async () => {
    const started = await start();
    const first = await mentionInThread(started, `@hec ${phishing}`);
    await started.slack.until(() => cardsUnder(started.slack, first).length === 1);
    expect(await recordOf(started.store.db, phishing, 10)).toMatchObject([
      { kind: 'lookup', userId: user, channelId: channel, threadTs: first.ts },
    ]);
  });

  test('a mention that Slack delivers twice is answered once', async () => {
    const started = await start();
    const { slack } = started;
    const first = await mentionInThread(started, `@hec ${phishing}`);
    await slack.until(() => cardsUnder(slack, first).length === 1);
    await slack.redeliver();
    await started.quiet();
    expect(cardsUnder(slack, first)).toHaveLength(1);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('the card under a mention changes when someone acts on the event', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { eventId } = hec.world.addEvent();
    const first = await mentionInThread(started, `@hec ${eventId}`);
    const card = await slack.until(() => cardsUnder(slack, first)[0]);
    const now = () => slack.message(channel, card.ts) ?? card;
    expect(textOf(now().blocks)).toContain('New');
    const dismiss = buttonsOf(card.blocks).find(({ text }) => text.text === 'Dismiss');
    await slack.click({ user: people.responder, message: card, actionId: dismiss?.action_id ?? '' });
    await slack.until(() => textOf(now().blocks).includes('Dismissed'));
    expect(textOf(now().blocks)).not.toContain('New');
    expect(isCompact(now())).toBe(true);
  });
});

describe('mentions with several ids', () => {
  test('a mention with several ids gets a compact card for each, in their order', async () => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, 3);
    const first = await mentionInThread(started, `@hec ${ids.join(', ')} and again ${ids[0]}`);
    await slack.until(() => cardsUnder(slack, first).length === 3);
    await started.quiet();
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual(ids);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test.each([
    [6, 'One more event wasn’t shown'],
    [7, '2 more events weren’t shown'],
  ])('a mention of %i events gets five cards, and the person is told how many are missing', async (count, sentence) => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, count);
    const first = await mentionInThread(started, `@hec ${ids.join(' ')}`);
    const [told] = await privateAnswers(slack, user);
    await started.quiet();
    expect(told).toMatchObject({ text: expect.stringContaining(sentence), threadTs: first.ts });
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual(ids.slice(0, 5));
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
  });

  test('a mention with one unknown id gets the other cards, and a private sentence for that one', async () => {
    const started = await start();
    const { slack } = started;
    const [one, other] = addEvents(started, 2);
    const first = await mentionInThread(started, `@hec ${one} ${unknown} ${other}`);
    await slack.until(() => cardsUnder(slack, first).length === 2);
    await started.quiet();
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual([one, other]);
    expect(slack.ephemerals(channel, user).map(({ text }) => text)).toEqual([expect.stringContaining('No event')]);
  });
});

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
    const first = await slack.post({ user: people.otherMember, channel: where, text: 'an incident' });
    await slack.post({ user, channel: where, text: `@hec ${phishing}`, threadTs: first.ts });
    const [answer] = await privateAnswers(slack, user, where);
    await started.quiet();
    expect(answer?.threadTs).toBe(first.ts);
    expect(textOf(answer?.blocks ?? [])).toContain(phishing);
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
  expect(textOf(answer?.blocks ?? [])).toContain(phishing);
  expect(textOf(answer?.blocks ?? [])).toMatch(reason);
  expect(slack.ephemerals(channel, user)).toHaveLength(1);
});

describe('edited mentions', () => {
  const edit = ({ slack }: Started, { ts }: { ts: string }, text: string) =>
    slack.editMessage({ user, channel, ts, text });

  test('a mention edited to fix a typo is not answered again', async () => {
    const started = await start();
    const { slack } = started;
    const [one, other] = addEvents(started, 2);
    const mention = await slack.post({ user, channel, text: `@hec pelase show ${one} ${other}` });
    await slack.until(() => cardsUnder(slack, mention).length === 2);
    await started.quiet();
    await edit(started, mention, `@hec please show ${one} ${other}`);
    await started.quiet();
    expect(slack.message(channel, mention.ts)?.text).toContain('please');
    expect(cardsUnder(slack, mention).map(eventShownBy)).toEqual([one, other]);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('an edited mention without an id gets no second help', async () => {
    const started = await start();
    const { slack } = started;
    const mention = await slack.post({ user, channel, text: '@hec helo' });
    await privateAnswers(slack, user);
    await started.quiet();
    await edit(started, mention, '@hec hello');
    await started.quiet();
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
  });

  test('a mention edited to correct a wrong id gets the card of the right one', async () => {
    const started = await start();
    const { slack } = started;
    const [one, other] = addEvents(started, 2);
    const first = await slack.post({ user: people.otherMember, channel, text: 'an incident' });
    const mention = await slack.post({ user, channel, text: `@hec ${one} ${unknown}`, threadTs: first.ts });
    await privateAnswers(slack, user);
    await started.quiet();
    await edit(started, mention, `@hec ${one} ${other}`);
    await slack.until(() => cardsUnder(slack, first).length === 2);
    await started.quiet();
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual([one, other]);
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
  });

  test('an edited mention gets its card even if one stands elsewhere in the channel', async () => {
    const started = await start();
    const { slack } = started;
    const [id] = addEvents(started, 1);
    await slack.command({ user, channel, command: '/hec-event', text: `${id}` });
    await slack.until(() => slack.messages(channel).length === 1);
    const mention = await slack.post({ user, channel, text: `@hec ${unknown}` });
    await privateAnswers(slack, user);
    await started.quiet();
    await edit(started, mention, `@hec ${id}`);
    const [card] = await slack.until(() => cardsUnder(slack, mention).length === 1 && cardsUnder(slack, mention));
    expect(card && eventShownBy(card)).toBe(id);
  });

  test('a mention edited to name many events gets five more cards, and the person is told of the rest', async () => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, 8);
    const mention = await slack.post({ user, channel, text: `@hec ${ids[0]} ${ids[1]}` });
    await slack.until(() => cardsUnder(slack, mention).length === 2);
    await started.quiet();
    await edit(started, mention, `@hec ${ids.join(' ')}`);
    const [told] = await privateAnswers(slack, user);
    await started.quiet();
    expect(told?.text).toContain('One more event wasn’t shown');
    expect(cardsUnder(slack, mention).map(eventShownBy)).toEqual(ids.slice(0, 7));
  });
});
