/**
 * Slack's faults against what people do, over HTTP, and a socket that closes. Commands whose card Slack refuses, limits or
 * loses are in test/app/slack-failures, shares in test/slack/features/share, "More actions…" and "Show HEC event" beside their rules.
 *
 * Not here, because it can't happen: a conversation's refusals (`not_in_channel` and its kin) and `msg_too_long` to modals,
 * and `expired_trigger_id` to messages. A shortcut from nowhere has no address for an answer: when Slack does not open its
 * modal, only the log can say so.
 */
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../playground/slack/faults.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { impatience } from '../support/faults/hec-faults.ts';
import { failedJobs, tryAgain, untilJobsShow } from '../support/faults/jobs.ts';
import { type Row, titled } from '../support/faults/rows.ts';
import { privateAnswers, shownAnywhere, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const env = { HEC_RESPONDERS: people.responder, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };
const member = { user: people.member, channel: channels.security };
const dismissed = `Dismissed by <@${people.responder}>`;

const { slack: slackPatience } = impatience;
/** Impatient with what is late only: everything else may take its time on a busy machine. */
const startFor = ({ kind }: FaultKind) =>
  start({ env, ...(kind === 'hang' && { timeouts: { slack: slackPatience } }) });
const linkTo = (eventId: string) => `https://acme.avanan.net/#/events/${eventId}`;
const error = (code: string): FaultKind => ({ kind: 'error', error: code });
const limited = (retryAfterSeconds: number): FaultKind => ({ kind: 'rate_limited', retryAfterSeconds });

interface SlackFault extends Row {
  fault: FaultKind;
}

/** Slack works again, and has waited as long as it asked to. */
async function recover({ slack, store }: Started): Promise<void> {
  slack.faults.clear();
  await store.db.execute(sql`delete from rate_limits`);
}

/** What passes, or may have been taken, or is about the app and not about a conversation. */
const passing: SlackFault[] = [
  { title: 'limits the rate for 30 seconds', fault: limited(30) },
  { title: 'answers 500', fault: { kind: 'http_error', status: 500 } },
  { title: 'does not answer', fault: { kind: 'hang' } },
  { title: 'breaks the connection', fault: { kind: 'reset' } },
  { title: 'says token_revoked', fault: error('token_revoked') },
];
const tooLong: SlackFault = { title: 'says msg_too_long', fault: error('msg_too_long') };
/** The conversation does not take it. */
const refused = ['not_in_channel', 'channel_not_found', 'is_archived'].map(
  (code): SlackFault => ({ title: `says ${code}`, fault: error(code) }),
);

const sends = ({ hec }: Started) => hec.requests.filter(({ path }) => path.endsWith('/action/event'));
const callsOf = ({ slack }: Started, name: string) => slack.calls.filter(({ method }) => method === name);

describe('a command', () => {
  test('a command whose card is too long for Slack, even when short, posts nothing, and the person sees the event alone', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const text = hec.world.addEvent().eventId;
    slack.faults.add({ method: 'chat.postMessage', ...error('msg_too_long') });
    await slack.command({ ...member, command: '/hec-event', text });
    const [answer] = await privateAnswers(slack, people.member);
    await started.quiet();
    const shown = textOf(answer?.blocks ?? []);
    expect(shown).toContain(`Event ${text.slice(0, 8)}…`);
    expect(shown).toMatch(/Only you can see this: Slack didn’t accept the event’s card/);
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test('a command does nothing and says so while the app’s token is revoked, and works once it is valid again', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const text = hec.world.addEvent().eventId;
    slack.installation.revoked = true;
    await slack.command({ ...member, command: '/hec-event', text });
    const [answer] = await privateAnswers(slack, people.member);
    await started.quiet();
    expect(answer?.text).toContain('Slack didn’t say who you are or which user groups you’re in, so nothing was done');
    expect(hec.requests).toEqual([]);

    slack.installation.revoked = false;
    await slack.command({ ...member, command: '/hec-event', text });
    await slack.until(() => slack.messages(channels.security).length === 1);
  });
});

describe('a mention', () => {
  const hint = /Only you can see this/;
  const unconfirmed = /didn’t confirm/;

  const rows: (SlackFault & { told: RegExp; posted?: number })[] = [
    { title: 'limits the rate for 30 seconds', fault: limited(30), told: /slow down.*30 seconds/ },
    { title: 'answers 500', fault: { kind: 'http_error', status: 500 }, told: unconfirmed },
    { title: 'does not answer', fault: { kind: 'hang' }, told: unconfirmed },
    { title: 'breaks the connection', fault: { kind: 'reset' }, told: unconfirmed },
    { title: 'takes it but its answer is lost', fault: { kind: 'lost_answer' }, told: unconfirmed, posted: 1 },
    ...refused.map((row) => ({ ...row, told: hint })),
    { ...tooLong, told: /Slack didn’t accept the event’s card/ },
  ];
  const tried = titled(rows);

  test.each(tried)(
    'a mention is answered privately, and its card is sent only once, when Slack %s',
    async (_title, row) => {
      const { fault, told, posted = 0 } = row;
      const started = await startFor(fault);
      const { slack, hec } = started;
      const { eventId } = hec.world.addEvent();
      slack.faults.add({ method: 'chat.postMessage', ...fault });
      const mention = await slack.post({ ...member, text: `@hec ${eventId}` });
      const [answer] = await privateAnswers(slack, people.member);
      await started.quiet();
      expect(textOf(answer?.blocks ?? [])).toMatch(told);
      expect(JSON.stringify(answer?.blocks ?? []).includes(eventId)).toBe(told === hint || fault === tooLong.fault);
      expect(slack.ephemerals(channels.security, people.member)).toHaveLength(1);
      expect(callsOf(started, 'chat.postMessage')).toHaveLength(1);
      expect(slack.thread(channels.security, mention.ts).slice(1)).toHaveLength(posted);
    },
  );

  test('a mention gets its card once after Slack limits the rate for a moment', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    slack.faults.add({ method: 'chat.postMessage', ...limited(0), times: 1 });
    const mention = await slack.post({ ...member, text: `@hec ${hec.world.addEvent().eventId}` });
    await slack.until(() => slack.thread(channels.security, mention.ts).length === 2);
    await started.quiet();
    expect(slack.thread(channels.security, mention.ts)).toHaveLength(2);
    expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
  });

  test('a mention is not answered while the token is revoked, and the next one after that is', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const text = `@hec ${hec.world.addEvent().eventId}`;
    slack.installation.revoked = true;
    await slack.post({ ...member, text });
    await started.quiet();
    expect(shownAnywhere(slack)).toEqual([]);

    slack.installation.revoked = false;
    const mention = await slack.post({ ...member, text });
    await slack.until(() => slack.thread(channels.security, mention.ts).length === 2);
  });
});

describe('a pasted link', () => {
  const tried = titled([...passing, ...refused, tooLong]);

  test.each(tried)(
    'a link gets no preview and is not remembered when Slack %s, and the next one gets its preview',
    async (_title, row) => {
      const { fault } = row;
      const started = await startFor(fault);
      const { slack, hec, store } = started;
      const { eventId } = hec.world.addEvent();
      slack.faults.add({ method: 'chat.unfurl', ...fault });
      await slack.post({ ...member, text: linkTo(eventId) });
      await started.quiet();
      expect(callsOf(started, 'chat.unfurl').length).toBeGreaterThan(0);
      expect(shownAnywhere(slack)).toEqual([]);
      expect(await shownMessagesOf(store.db, eventId)).toEqual([]);

      await recover(started);
      const { channel, ts } = await slack.post({ ...member, text: linkTo(eventId) });
      await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
      await started.quiet();
      expect(await shownMessagesOf(store.db, eventId)).toHaveLength(1);
    },
  );

  test.each<[string, FaultKind]>([
    ['limits the rate for a moment', limited(0)],
    ['takes it but its answer is lost', { kind: 'lost_answer' }],
  ])('a link gets its preview even if Slack %s', async (_title, fault) => {
    const started = await startFor(fault);
    const { slack, hec, store } = started;
    const { eventId } = hec.world.addEvent();
    slack.faults.add({ method: 'chat.unfurl', ...fault, times: 1 });
    const { channel, ts } = await slack.post({ ...member, text: linkTo(eventId) });
    await started.quiet();
    expect(slack.message(channel, ts)?.unfurls).toHaveLength(1);
    expect(await shownMessagesOf(store.db, eventId)).toHaveLength(1);
  });
});

describe('an action', () => {
  const whoIsIt = titled(passing);

  test.each(whoIsIt)(
    'an action is not sent if Slack %s when asked who pressed it; the person is told, and can press again',
    async (_title, row) => {
      const { fault } = row;
      const started = await startFor(fault);
      const { slack, hec } = started;
      hec.world.taskId = 'none';
      const card = await showEvent(started);
      slack.faults.add({ method: 'users.info', ...fault });
      await card.press('Dismiss');
      const [answer] = await privateAnswers(slack, people.responder);
      expect(answer?.text).toContain(
        'Slack didn’t say who you are or which user groups you’re in, so nothing was done',
      );
      expect(sends(started)).toEqual([]);

      await recover(started);
      await card.press('Dismiss');
      await slack.until(() => card.text().includes(dismissed) && card.replies().length === 1);
      expect(sends(started)).toHaveLength(1);
    },
  );

  // Slack has a reply already where its answer is lost; where it answers 500 or not at all it may have one, so that no
  // second one is tried: the card tells how it ended in any case.
  const replying: (SlackFault & { during: number; after: number })[] = [
    ...passing.map((row) => ({ ...row, during: 0, after: /limits|token_revoked/.test(row.title) ? 1 : 0 })),
    { title: 'takes it but its answer is lost', fault: { kind: 'lost_answer' }, during: 1, after: 1 },
    ...refused.map((row) => ({ ...row, during: 0, after: 0 })),
    { ...tooLong, during: 0, after: 0 },
  ];

  test.each(titled(replying))(
    'an action is sent once, shown on its card and announced at most once if Slack %s when the outcome is posted',
    async (_title, { fault, during, after }) => {
      const started = await startFor(fault);
      const { slack, hec, store } = started;
      hec.world.taskId = 'none';
      const card = await showEvent(started);
      slack.faults.add({ method: 'chat.postMessage', ...fault });
      await card.press('Dismiss');
      await slack.until(() => card.text().includes(dismissed) && callsOf(started, 'chat.postMessage').length > 1);
      await started.quiet();
      expect(card.replies()).toHaveLength(during);

      await recover(started);
      await tryAgain(store, 'announce');
      await started.quiet();
      expect(card.replies()).toHaveLength(after);
      expect([sends(started).length, hec.world.appliedActions.length]).toEqual([1, 1]);
    },
  );

  test('an outcome whose blocks Slack doesn’t take is posted as plain text', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    slack.faults.add({ method: 'chat.postMessage', ...error('invalid_blocks'), times: 1 });
    await card.press('Dismiss');
    await slack.until(() => card.text().includes(dismissed) && card.replies().length > 0);
    await started.quiet();
    expect(card.replies().map(({ text, blocks }) => [text, blocks])).toEqual([
      [expect.stringContaining('is done'), []],
    ]);
  });

  test('an outcome is posted in its thread once Slack can describe the conversation again', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack, hec, store } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    time += 61_000;
    slack.faults.add({ method: 'conversations.info', kind: 'http_error', status: 500 });
    await card.press('Dismiss');
    await slack.until(() => hec.world.appliedActions.length === 1);
    await expect.poll(() => failedJobs(store, 'announce'), { interval: 20 }).toBe(1);
    expect(card.replies()).toEqual([]);

    await recover(started);
    await untilJobsShow(store, ['refresh', 'announce'], () => card.text().includes(dismissed));
    await slack.until(() => card.replies().length > 0);
    await started.quiet();
    expect([card.replies().length, sends(started).length]).toEqual([1, 1]);
  });
});

describe('cards and previews', () => {
  /** A card and a preview, and what HEC says of their event has changed since. */
  async function showTwice(started: Started) {
    const { slack, hec } = started;
    const card = await showEvent(started);
    const { eventId } = card;
    const { channel, ts } = await slack.post({
      user: people.member,
      channel: channels.incident,
      text: linkTo(eventId),
    });
    const preview = () => textOf(slack.message(channel, ts)?.unfurls[0]?.blocks ?? []);
    await slack.until(() => preview().includes(eventId));
    await started.quiet();
    Object.assign(hec.world.events.get(eventId) ?? {}, { state: 'dismissed' });
    return { card, eventId, preview };
  }

  const fatal: SlackFault = { title: 'says fatal_error', fault: error('fatal_error') };
  const later = titled([...passing, fatal, tooLong]);

  test.each(later)(
    'if Slack %s when a card is updated, the preview changes all the same, and the card catches up by itself',
    async (_title, row) => {
      const { fault } = row;
      const started = await startFor(fault);
      const { slack, store } = started;
      const { card, eventId, preview } = await showTwice(started);
      slack.faults.add({ method: 'chat.update', ...fault });
      await store.jobs.send(store.db, 'refresh', { eventId });
      await slack.until(() => preview().includes('Dismissed'));
      await expect.poll(() => failedJobs(store, 'refresh_others'), { interval: 20 }).toBe(1);
      expect(card.text()).not.toContain('Dismissed');

      await recover(started);
      await untilJobsShow(store, ['refresh_others'], () => card.text().includes('Dismissed'));
      await started.quiet();
      expect(await shownMessagesOf(store.db, eventId)).toHaveLength(2);
      expect(slack.messages(channels.security)).toHaveLength(1);
    },
  );

  const gone = [...refused, { title: 'says message_not_found', fault: error('message_not_found') }];

  test.each(titled(gone))(
    'a card is forgotten if Slack %s when it is updated, and the preview changes all the same',
    async (_title, row) => {
      const started = await startFor(row.fault);
      const { slack, store } = started;
      const { card, eventId, preview } = await showTwice(started);
      slack.faults.add({ method: 'chat.update', ...row.fault });
      await store.jobs.send(store.db, 'refresh', { eventId });
      await slack.until(() => preview().includes('Dismissed'));
      await tryAgain(store, 'refresh_others');
      expect(card.text()).not.toContain('Dismissed');
      expect((await shownMessagesOf(store.db, eventId)).map(({ channelId }) => channelId)).toEqual([channels.incident]);
      expect(callsOf(started, 'chat.update')).toHaveLength(1);
    },
  );

  test('a card is updated after Slack limits the rate for a moment', async () => {
    const started = await start({ env });
    const { slack, store } = started;
    const { card, eventId } = await showTwice(started);
    slack.faults.add({ method: 'chat.update', ...limited(0), times: 1 });
    await store.jobs.send(store.db, 'refresh', { eventId });
    await slack.until(() => card.text().includes('Dismissed'));
    expect(callsOf(started, 'chat.update')).toHaveLength(2);
  });
});

describe('a modal', () => {
  const told = ({ title }: SlackFault): RegExp => {
    if (title.startsWith('limits')) return /slow down.*30 seconds/;
    return title.includes('token') ? /can’t sign in to Slack/ : /no clear answer from Slack/;
  };
  const always = passing.map((row) => ({ ...row, told: told(row) }));
  const late = { title: 'says expired_trigger_id', fault: error('expired_trigger_id'), told: /Press the button again/ };

  test.each([
    ...titled([...always, late]).map((row) => ['views.open', ...row] as const),
    ...titled(always).map((row) => ['views.update', ...row] as const),
  ])(
    'if %s fails because Slack %s, the person is told privately, and the modal opens at the next click',
    async (method, _title, row) => {
      const { fault, told } = row;
      const started = await startFor(fault);
      const { slack } = started;
      const card = await showEvent(started);
      slack.faults.add({ method, ...fault });
      await card.press('Details', people.member);
      const [answer] = await privateAnswers(slack, people.member);
      expect(answer?.text).toMatch(told);
      expect(slack.views(people.member)).toHaveLength(method === 'views.open' ? 0 : 1);

      await recover(started);
      await card.press('Details', people.member);
      await slack.until(() =>
        JSON.stringify(slack.views(people.member).at(-1)?.content.blocks ?? []).includes(card.eventId),
      );
    },
  );

  test.each(['Send to admin', 'Share…'])(
    'the person who presses “%s” is told if its modal comes too late, and nothing is sent',
    async (label) => {
      const started = await start({ env });
      const { slack } = started;
      const offer = [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }];
      const card = await showEvent(started, { availableEventActions: offer });
      slack.faults.add({ method: 'views.open', ...error('expired_trigger_id') });
      await card.press(label);
      const [answer] = await privateAnswers(slack, people.responder);
      await started.quiet();
      expect(answer?.text).toMatch(/Press the button again/);
      expect(sends(started)).toEqual([]);
    },
  );

  test('a modal that Slack fails to fill once is filled on the second try', async () => {
    const started = await start({ env });
    const { slack } = started;
    const card = await showEvent(started);
    slack.faults.add({ method: 'views.update', kind: 'http_error', status: 500, times: 1 });
    await card.press('Details', people.member);
    await slack.until(() =>
      JSON.stringify(slack.views(people.member).at(-1)?.content.blocks ?? []).includes(card.eventId),
    );
    expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
  });
});

describe('a socket that closes', () => {
  const startOnSocket = () => start({ env, transport: 'socket' });

  test('a command’s card is posted once even if the socket closes while it is handled', async () => {
    const started = await startOnSocket();
    const { slack, hec } = started;
    hec.faults.set({ kind: 'slow', ms: 150, path: '/event/' });
    await slack.command({ ...member, command: '/hec-event', text: hec.world.addEvent().eventId });
    slack.cutSockets();
    await slack.until(() => slack.messages(channels.security).length === 1);
    await started.quiet();
    expect(slack.socketCount()).toBe(0);
    expect(slack.messages(channels.security)).toHaveLength(1);
  });

  test('an action is sent once, changes its card and has its outcome posted even if the socket closes meanwhile', async () => {
    const started = await startOnSocket();
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    hec.faults.set({ kind: 'slow', ms: 150, path: '/action/' });
    await card.press('Dismiss');
    slack.cutSockets();
    await slack.until(() => card.text().includes(dismissed) && card.replies().length === 1);
    expect(slack.socketCount()).toBe(0);
    await started.quiet();
    expect([sends(started).length, hec.world.appliedActions.length, card.replies().length]).toEqual([1, 1, 1]);
  });

  test('a mention is answered once if the socket closes before it is acknowledged and Slack sends it again', async () => {
    const started = await startOnSocket();
    const { slack, hec } = started;
    hec.faults.set({ kind: 'slow', ms: 150, path: '/event/' });
    const posting = slack.post({ ...member, text: `@hec ${hec.world.addEvent().eventId}` });
    await slack.until(() => slack.deliveries.some(({ kind }) => kind === 'event'));
    const restore = slack.cutSockets();
    const mention = await posting;
    restore();
    await slack.until(() => slack.socketCount() > 0);
    await slack.redeliver();
    await slack.until(() => slack.thread(channels.security, mention.ts).length === 2);
    await started.quiet();
    expect(slack.thread(channels.security, mention.ts)).toHaveLength(2);
  });
});
