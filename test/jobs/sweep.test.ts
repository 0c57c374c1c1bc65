/** Runs whose jobs are gone: each gets its job again, and ends by what HEC shows. */
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { people } from '../../playground/slack/server.ts';
import type { ActionRun } from '../../src/actions/run.ts';
import { createLogger } from '../../src/log.ts';
import type { Looks } from '../../src/services/finish-run.ts';
import { RunSweeper } from '../../src/services/sweep-runs.ts';
import type { Store } from '../../src/store/open.ts';
import { claimRun, endRun, markSending } from '../../src/store/runs.ts';
import { textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { start, testTimeouts, untilCleared } from '../support/start.ts';
import { aRun } from '../support/store.ts';

const looks: Looks = { beforeSeconds: Array.from({ length: 1_000 }, () => 0.05), afterSeconds: [] };

/** So long that the queue can be emptied before the first look. */
const act = { ...testTimeouts.act, firstPauseSeconds: 1 };

async function startActing(lines: string[] = []) {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const log = (line: string) => void lines.push(line);
  const started = await start({ env: { HEC_RESPONDERS: people.responder }, timeouts: { looks, act }, now, log });
  started.hec.world.taskSeconds = 60;
  return {
    ...started,
    lines,
    later(seconds: number) {
      ahead += seconds * 1_000;
    },
  };
}

const waiting = z.object({
  rows: z.array(z.object({ name: z.string(), run: z.string().nullable(), in_seconds: z.coerce.number() })),
});

/** The jobs for runs that wait or are under way. */
async function jobsIn({ db }: Store) {
  const found = await db.execute(sql`
    select name, data->>'runId' as run, extract(epoch from start_after - now()) as in_seconds from pgboss.job
    where name in ('settle', 'follow', 'look') and state in ('created', 'retry', 'active') order by name`);
  return waiting.parse(found).rows;
}

/** Jobs under way send others, so it is emptied until it stays empty. */
async function emptyQueue(store: Store): Promise<void> {
  const emptied = async () => {
    await store.db.execute(sql`delete from pgboss.job`);
    return jobsIn(store);
  };
  await expect.poll(emptied).toEqual([]);
}

interface SweepOptions {
  settleAfterSeconds?: number;
}

/** HEC works on a run, and nobody sees to it any more. */
async function loseFollower() {
  const started = await startActing();
  const card = await showEvent(started);
  await card.press('Quarantine');
  await started.slack.until(() => card.text().includes('HEC is working on it'));
  await emptyQueue(started.store);
  return { ...started, card };
}

/** What the job does, without the seconds until it is found. */
function sweep(store: Store, { settleAfterSeconds = 120 }: SweepOptions = {}): Promise<void> {
  const logger = createLogger('silent');
  return new RunSweeper({ store, logger, settleAfterSeconds, firstPauseSeconds: 0.05, looks }).sweep();
}

/** As the schedule does every minute. */
async function sendSweep({ db }: Store): Promise<void> {
  await db.execute(sql`insert into pgboss.job (name, data) values ('sweep', '{}')`);
}

async function sentRun(
  { db }: Store,
  eventId: string,
  state: 'claimed' | 'sending',
  given: Parameters<typeof aRun>[0] = {},
): Promise<ActionRun> {
  const claim = await claimRun(db, aRun({ eventId, userId: people.responder, channelId: undefined, ...given }));
  if (claim.kind === 'busy') throw new Error('busy');
  const before = { state: 'new', severity: undefined, isQuarantined: undefined, entries: [] };
  const sent = { name: 'quarantine', parameter: undefined, label: 'Quarantine', before, sentAt: new Date() };
  if (state === 'sending') await markSending(db, claim.run.id, sent);
  return claim.run;
}

describe('a run whose jobs are gone', () => {
  test('a run that HEC works on is followed again, to its end', async () => {
    const { card, hec, slack, store, later, lines } = await loseFollower();
    later(60);
    await sendSweep(store);
    await slack.until(() => card.replies().length > 0);
    await slack.until(() => card.text().includes('Quarantined by'));
    expect(card.replies().map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('is done')]);
    expect(hec.world.tasks.size).toBe(1);
    expect(lines.join('')).toContain('a run had lost its job');
  });

  test('a run that HEC reports as done and doesn’t show yet is looked at again', async () => {
    const started = await startActing();
    const { hec, slack, store, later } = started;
    Object.assign(hec.world, { taskId: 'none', shownAfterSeconds: { effect: 600, history: 0 } });
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.text().includes('HEC reports it as done'));
    await emptyQueue(store);
    later(600);
    await sweep(store);
    await slack.until(() => card.text().includes('Quarantined by'));
  });

  test('a run whose process is alive and waits for HEC is not ended by it', async () => {
    const started = await startActing();
    const { hec, slack, store } = started;
    hec.world.taskId = 'none';
    hec.faults.set({ ...untilCleared, path: '/action/' });
    const card = await showEvent(started);
    await card.press('Dismiss');
    await slack.until(() => card.text().includes('is running'));
    await expect.poll(() => hec.requests.some(({ path }) => path.includes('/action/'))).toBe(true);
    await emptyQueue(store);
    await sweep(store);
    const [job, ...others] = await jobsIn(store);
    expect([job?.name, others]).toEqual(['settle', []]);
    // As long as after a claim.
    expect(job?.in_seconds).toBeGreaterThan(90);
    hec.faults.clear();
    await slack.until(() => card.replies().length > 0);
    expect(card.replies().map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('is done')]);
  });

  test.each([
    ['claimed', 'wasn’t sent'],
    ['sending', 'may have been applied'],
  ] as const)('a run that is %s and whose process is gone blocks its event no longer: it %s', async (state, words) => {
    const started = await startActing();
    const { slack, store } = started;
    const card = await showEvent(started);
    await sentRun(store, card.eventId, state);
    await sweep(store, { settleAfterSeconds: 0.05 });
    await expect
      .poll(async () => (await store.batched.runsOfEvent(card.eventId)).map((run) => run.state))
      .toEqual(['ended']);
    await slack.until(() => card.text().includes(words));
  });

  test('a run whose task HEC no longer knows ends by what the event shows, and is not told as still running', async () => {
    const { card, hec, slack, store, later } = await loseFollower();
    hec.faults.set({ kind: 'status', status: 404, path: '/task/' });
    later(86_400);
    await sweep(store);
    await slack.until(() => card.replies().length > 0);
    expect(card.replies().map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('is done')]);
  });
});

test('a run that had just ended when the queue was emptied is told, once, and its card shows it', async () => {
  const started = await startActing();
  const { slack, store, quiet } = started;
  const card = await showEvent(started);
  const { ts: messageTs, channel: channelId } = card.message;
  const { id } = await sentRun(store, card.eventId, 'sending', { startedAt: new Date(), channelId, messageTs });
  await endRun(store.db, id, 'sending', { outcome: 'done', at: new Date() });
  await sweep(store);
  await slack.until(() => card.replies().length === 1);
  await slack.until(() => card.text().includes('Quarantined by'));
  await quiet();
  await sweep(store);
  await quiet();
  expect(card.replies().map(({ blocks }) => textOf(blocks))).toEqual([expect.stringContaining('is done')]);
});

test('an outcome that a job could not tell anywhere is not tried again every minute', async () => {
  const started = await startActing();
  const { store, quiet } = started;
  const card = await showEvent(started);
  const given = { startedAt: new Date(), userId: people.deactivated };
  const { id } = await sentRun(store, card.eventId, 'sending', given);
  await endRun(store.db, id, 'sending', { outcome: 'done', at: new Date() });
  await sweep(store);
  await quiet();
  await sweep(store);
  const announced = await store.db.execute(sql`select 1 from pgboss.job where name = 'announce'`);
  expect(announced).toMatchObject({ rows: [expect.anything()] });
});

test('a run that has its job gets no other, and one that has ended gets none', async () => {
  const started = await startActing();
  const { hec, slack, store } = started;
  const card = await showEvent(started);
  await card.press('Quarantine');
  await slack.until(() => card.text().includes('HEC is working on it'));
  const before = (await jobsIn(store)).map(({ name }) => name).toSorted();
  await sweep(store);
  expect((await jobsIn(store)).map(({ name }) => name).toSorted()).toEqual(before);
  await emptyQueue(store);
  hec.world.taskId = 'none';
  const other = await showEvent(started);
  await other.press('Dismiss');
  await slack.until(() => other.replies().length > 0);
  await started.quiet();
  await store.db.execute(sql`delete from pgboss.job where name = 'settle'`);
  await sweep(store);
  expect((await jobsIn(store)).map(({ name }) => name)).toEqual(['follow']);
});
