/** What an action did is judged by what HEC showed before it, and looked at again before anybody reads that it did nothing. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import type { Looks } from '../../src/services/finish-run.ts';
import { buttonsOf, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type StartOptions, start } from '../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const responder = `<@${people.responder}>`;

/** Looks until the test lets HEC show it. */
const untilShown: Looks = { beforeSeconds: Array.from({ length: 1_000 }, () => 0.02), afterSeconds: [] };
const twice: Looks = { beforeSeconds: [0, 0], afterSeconds: [] };

/** HEC is done at once. `later` moves the clock of the app and of HEC. */
async function startActing(looks: Looks, options: StartOptions = {}) {
  let ahead = 0;
  const started = await start({ env, timeouts: { looks }, now: () => Date.now() + ahead * 1_000, ...options });
  started.hec.world.taskSeconds = 0;
  return {
    ...started,
    later(seconds: number) {
      ahead += seconds;
    },
  };
}

type Card = Awaited<ReturnType<typeof showEvent>>;

const told = (card: Card) => card.replies().map(({ blocks }) => textOf(blocks));

const looking = 'HEC reports it as done, but doesn’t show it yet';
const changedNothing = /changed nothing\. HEC reports it as done, but the event is still/;

describe('before anybody reads that nothing changed', () => {
  test.each(['string', 'none'] as const)(
    'an effect that HEC shows 8 s after it reported it as done ends as done, and nothing else is told (task: %s)',
    async (taskId) => {
      const started = await startActing(untilShown);
      const { hec, slack, later } = started;
      Object.assign(hec.world, { taskId, shownAfterSeconds: { effect: 8, history: 0 } });
      const card = await showEvent(started);
      await card.press('Quarantine');
      await slack.until(() => card.text().includes(looking));
      expect(card.text()).toContain(`is running, requested by ${responder}`);
      expect(card.replies()).toEqual([]);
      later(8);
      await slack.until(() => card.text().includes(`Quarantined by ${responder}`));
      await slack.until(() => card.replies().length > 0);
      await started.quiet();
      expect(told(card)).toEqual([expect.stringMatching(/is done\. The event is now Remediated/)]);
      expect(hec.world.appliedActions).toHaveLength(1);
    },
  );

  test('while HEC is looked at again, nobody else can act on the event', async () => {
    const started = await startActing(untilShown);
    const { hec, slack } = started;
    hec.world.shownAfterSeconds.effect = 8;
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.text().includes(looking));
    expect(card.buttons().some(({ action_id: id }) => id.startsWith('event_action'))).toBe(false);
  });

  test('an action that changes nothing is announced so after as many looks as there are pauses, with HEC’s words and a button to check again', async () => {
    const started = await startActing(twice);
    const { hec, slack } = started;
    hec.world.outcome = 'nothing';
    const card = await showEvent(started);
    const reads = () => hec.requests.filter(({ path }) => path.endsWith(`/event/${card.eventId}`)).length;
    await card.press('Quarantine');
    await slack.until(() => card.replies().length > 0);
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(changedNothing)]);
    expect(told(card)[0]).toContain('Message is not quarantined');
    expect(buttonsOf(card.replies()[0]?.blocks ?? []).map(({ text }) => text.text)).toEqual(['Check again']);
    // Shown, drawn and checked besides.
    expect(reads()).toBeGreaterThanOrEqual(5);
  });
});

describe('an action that HEC reports as done while its effect can’t be read', () => {
  async function doneUnread(looks: Looks, outcome: 'applied' | 'nothing') {
    const started = await startActing(looks);
    const { hec, slack } = started;
    Object.assign(hec.world, { outcome, taskSeconds: 60 });
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.text().includes('is running'));
    hec.faults.set({ kind: 'status', status: 403, path: `/event/${card.eventId}` });
    started.later(60);
    return { ...started, card };
  }

  test('it is looked at again, and ends by what HEC shows then', async () => {
    const { hec, slack, card, quiet } = await doneUnread(untilShown, 'applied');
    const unread = () => hec.requests.filter(({ path, status }) => path.endsWith(card.eventId) && status === 403);
    await expect.poll(() => unread().length).toBeGreaterThan(3);
    expect(card.replies()).toEqual([]);
    hec.faults.clear();
    await slack.until(() => card.replies().length > 0);
    await quiet();
    expect(told(card)).toEqual([expect.stringMatching(/is done\. The event is now Remediated/)]);
  });

  test('it is not told as done if it can’t be read for long, and what is told is corrected', async () => {
    const { hec, slack, card, quiet } = await doneUnread(twice, 'nothing');
    await slack.until(() => card.replies().length > 0);
    await quiet();
    expect(told(card)).toEqual([
      expect.stringMatching(/may have been applied: HEC reports it as done, but couldn’t be asked what it shows\./),
    ]);
    expect(card.text()).not.toContain('Quarantined by');
    const [message] = card.replies();
    if (message === undefined) throw new Error('nothing was told');
    await slack.click({ user: people.member, message, actionId: 'check_again' });
    await quiet();
    expect(card.replies()).toHaveLength(1);
    hec.faults.clear();
    await slack.click({ user: people.member, message, actionId: 'check_again' });
    await slack.until(() => card.replies().length === 2);
    expect(told(card)[1]).toMatch(/changed nothing after all.*Reported earlier: it may have been applied/s);
  });
});

describe('whatever the clocks say', () => {
  test.each([-420, 420, 86_400])('an action ends as done if HEC’s clock is %i seconds ahead', async (ahead) => {
    const started = await startActing(twice);
    const { hec, slack } = started;
    hec.world.clockAheadSeconds = ahead;
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.replies().length > 0);
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(/is done\. The event is now Remediated/)]);
    expect(card.text()).toContain(`Quarantined by ${responder}`);
    expect(card.text()).not.toContain('Email quarantined');
  });

  test('an entry of the same kind that stood there 90 s before the press does not make an action done', async () => {
    const started = await startActing(twice);
    const { hec, slack } = started;
    hec.world.outcome = 'nothing';
    const createTime = new Date(Date.now() - 90_000).toISOString();
    const card = await showEvent(started, {
      availableEventActions: [{ actionName: 'restore', actionParameter: {} }],
      actions: [{ actionType: 'restore_email', createTime, relatedEntityId: null }],
    });
    await card.press('Restore');
    await slack.until(() => card.replies().length > 0);
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(changedNothing)]);
    expect(card.text()).toContain(`Restore by ${responder} changed nothing`);
  });

  test('a state that changes makes an action done even if HEC never records it', async () => {
    const started = await startActing(twice);
    const { hec, slack } = started;
    hec.world.shownAfterSeconds.history = 86_400;
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.replies().length > 0);
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(/is done\. The event is now Remediated/)]);
  });
});

describe('an outcome that is corrected', () => {
  const corrected = /is done after all\. The event is now Remediated.*Reported earlier: it changed nothing/s;

  async function toldThatNothingChanged(looks: Looks) {
    const started = await startActing(looks);
    const { hec, slack } = started;
    hec.world.shownAfterSeconds.effect = 60;
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => told(card).some((text) => changedNothing.test(text)));
    return { ...started, card };
  }

  test('an outcome that a later look corrects is announced once more, and the card shows it', async () => {
    const later: Looks = { beforeSeconds: [0], afterSeconds: untilShown.beforeSeconds };
    const started = await toldThatNothingChanged(later);
    const { slack, card } = started;
    started.later(60);
    await slack.until(() => card.replies().length === 2);
    await slack.until(() => card.text().includes(`Quarantined by ${responder}`));
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(changedNothing), expect.stringMatching(corrected)]);
  });

  test('an outcome that “Check again” corrects is announced once more, and replaced where it was said', async () => {
    const started = await toldThatNothingChanged({ beforeSeconds: [0], afterSeconds: [] });
    const { slack, card } = started;
    started.later(60);
    const [message] = card.replies();
    if (message === undefined) throw new Error('nothing was told');
    await slack.click({ user: people.member, message, actionId: 'check_again' });
    await slack.until(() => card.replies().length === 2);
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(corrected), expect.stringMatching(corrected)]);
    expect(card.text()).toContain(`Quarantined by ${responder}`);
    expect(card.replies().flatMap(({ blocks }) => buttonsOf(blocks))).toEqual([]);
  });

  test('an outcome that the next lookup corrects is announced once more', async () => {
    const started = await toldThatNothingChanged({ beforeSeconds: [0], afterSeconds: [] });
    const { slack, card } = started;
    started.later(60);
    const command = { user: people.member, channel: channels.incident, command: '/hec-event' };
    await slack.command({ ...command, text: card.eventId });
    await slack.until(() => card.replies().length === 2);
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(changedNothing), expect.stringMatching(corrected)]);
  });

  test('an action whose answer was lost is announced as done once HEC shows it, without a press', async () => {
    const started = await startActing({ beforeSeconds: [0], afterSeconds: untilShown.beforeSeconds });
    const { hec, slack } = started;
    hec.world.shownAfterSeconds.effect = 60;
    hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying', times: 1 });
    const card = await showEvent(started);
    await card.press('Dismiss');
    await slack.until(() => card.replies().length === 1);
    expect(told(card)).toEqual([expect.stringContaining('may have been applied')]);
    started.later(60);
    await slack.until(() => card.replies().length === 2);
    await started.quiet();
    expect(told(card)[1]).toMatch(
      /is done after all\. The event is now Dismissed.*Reported earlier: it may have been/s,
    );
  });

  test('an action that somebody else has done since does not correct the outcome of an earlier one', async () => {
    const started = await startActing({ beforeSeconds: [0], afterSeconds: [] });
    const { hec, slack } = started;
    hec.world.outcome = 'nothing';
    const card = await showEvent(started);
    await card.press('Dismiss');
    await slack.until(() => told(card).some((text) => changedNothing.test(text)));
    hec.world.outcome = 'applied';
    await slack.until(() => card.buttons().some(({ text }) => text.text === 'Dismiss'));
    await card.press('Dismiss');
    await slack.until(() => card.replies().length === 2);
    await started.quiet();
    const [message] = card.replies();
    if (message === undefined) throw new Error('nothing was told');
    await slack.click({ user: people.member, message, actionId: 'check_again' });
    await started.quiet();
    expect(told(card)).toEqual([expect.stringMatching(/changed nothing\./), expect.stringMatching(/is done\./)]);
  });
});

test('a task that ends after ten minutes is looked at again before anybody reads that it changed nothing', async () => {
  const looks: Looks = { beforeSeconds: [0, 0], afterSeconds: [] };
  const started = await startActing(looks, { timeouts: { looks, followForMs: 0 } });
  const { hec, slack } = started;
  Object.assign(hec.world, { taskSeconds: 60, outcome: 'nothing' });
  const card = await showEvent(started);
  await card.press('Quarantine');
  await slack.until(() => card.replies().length === 1);
  expect(told(card)).toEqual([expect.stringContaining('hasn’t finished after ten minutes')]);
  started.later(600);
  const [message] = card.replies();
  if (message === undefined) throw new Error('nothing was told');
  await slack.click({ user: people.member, message, actionId: 'check_again' });
  await slack.until(() => card.replies().length === 2);
  await started.quiet();
  expect(told(card)[1]).toMatch(/changed nothing after all.*Reported earlier: it was still running after ten minutes/s);
});

describe('a task whose own status lags or is missing', () => {
  test.each(['lags', 'missing'] as const)(
    'an action ends as done once HEC says so of the action itself (status: %s)',
    async (outerStatus) => {
      const started = await startActing(twice);
      const { hec, slack } = started;
      hec.world.outerStatus = outerStatus;
      const card = await showEvent(started);
      await card.press('Quarantine');
      await slack.until(() => card.replies().length > 0);
      expect(told(card)).toEqual([
        expect.stringMatching(/is done\. The event is now Remediated.*HEC reports 1 done, 0 failed/s),
      ]);
    },
  );

  test('an action ends as failed, with HEC’s words, once HEC says so of the action itself', async () => {
    const started = await startActing(twice);
    const { hec, slack } = started;
    Object.assign(hec.world, { outerStatus: 'lags', outcome: 'failed' });
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.replies().length > 0);
    expect(told(card)).toEqual([expect.stringMatching(/failed\. HEC says: Action could not be carried out/)]);
  });
});
