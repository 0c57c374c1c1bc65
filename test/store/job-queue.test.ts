import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { claimRun, runById, runsOfEvents } from '../../src/store/runs.ts';
import { aRun, newLocation, openAt, storeOfFile } from '../support/store.ts';

let logged = '';
const logger = pino(
  { level: 'error' },
  {
    write(line: string) {
      logged += line;
    },
  },
);
const store = storeOfFile({ logger });
/** Looks for no jobs within the time of a test, and so finds those that it is told of. */
const notLooking = storeOfFile({ logger, lookForJobsSeconds: 3_600 });
const patiently = { timeout: 30_000, interval: 5 };

/** Resolves with the data of the first `count` jobs that the handler was given. */
function collector<Data>() {
  const seen: Data[] = [];
  return {
    seen,
    handler: async (data: Data) => {
      seen.push(data);
    },
    until: (count: number) => vi.waitUntil(() => seen.length >= count, patiently),
  };
}

describe('transactions', () => {
  test('a transaction commits a claim and its job together', async () => {
    const run = await store().transaction(async (tx) => {
      const claim = await claimRun(tx, aRun());
      if (claim.kind === 'busy') throw new Error('busy');
      await store().jobs.send(tx, 'announce', { runId: claim.run.id });
      return claim.run;
    });
    const done = collector<{ runId: string }>();
    await store().jobs.work('announce', done.handler);
    await done.until(1);
    expect(done.seen).toEqual([{ runId: run.id }]);
    expect(await runById(store().db, run.id)).toEqual(run);
  });

  test('a transaction rolls back a claim and its job together', async () => {
    const asked = aRun();
    const failing = store().transaction(async (tx) => {
      await claimRun(tx, asked);
      await store().jobs.send(tx, 'settle', { runId: asked.eventId });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await runsOfEvents(store().db, [asked.eventId])).toEqual([]);
    await store().jobs.send(store().db, 'settle', { runId: 'later' });
    const done = collector<{ runId: string }>();
    await store().jobs.work('settle', done.handler);
    await done.until(1);
    expect(done.seen).toEqual([{ runId: 'later' }]);
  });

  test('using the database or another transaction from inside a transaction throws at once', async () => {
    const misused = /inside a transaction/;
    await expect(store().transaction(async () => store().db.execute(sql`select 1`))).rejects.toThrow(misused);
    await expect(store().transaction(() => store().transaction(async () => {}))).rejects.toThrow(misused);
    const found = await store().transaction(async (tx) => tx.execute(sql`select 1 as one`));
    expect(found).toMatchObject({ rows: [{ one: 1 }] });
    await store().db.execute(sql`select 1`);
  });
});

describe('jobs', () => {
  test('a job from this process is done as soon as it is committed, without waiting for the queue to look', async () => {
    const { jobs, transaction } = notLooking();
    const done = collector<{ runId: string; attempt: number }>();
    await jobs.work('follow', done.handler);
    for (let attempt = 1; attempt <= 8; attempt++) {
      await transaction((tx) => jobs.send(tx, 'follow', { runId: 'x', attempt }));
      await done.until(attempt);
    }
    expect(done.seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('many jobs that another process left behind are all done in one go', async () => {
    const { db, jobs } = notLooking();
    const done = collector<{ runId: string; attempt: number }>();
    await jobs.work('follow', done.handler);
    await db.execute(sql`
      insert into pgboss.job (name, data, expire_in)
      select 'follow', json_build_object('runId', 'x', 'attempt', n), interval '10 seconds' from generate_series(1, 40) n`);
    // The queue is told of this one alone.
    await jobs.send(db, 'follow', { runId: 'x', attempt: 41 });
    await done.until(41);
  });

  test('only one job to refresh an event waits at a time', async () => {
    const { db, jobs, transaction } = store();
    const done = collector<{ eventId: string }>();
    await jobs.send(db, 'refresh', { eventId: 'first' });
    await jobs.send(db, 'refresh', { eventId: 'first' });
    await transaction((tx) => jobs.send(tx, 'refresh', { eventId: 'first' }));
    await jobs.send(db, 'refresh', { eventId: 'second' });
    await jobs.work('refresh', done.handler);
    await done.until(2);
    // A second one for the first event would be done before this one.
    await jobs.send(db, 'refresh', { eventId: 'third' });
    await done.until(3);
    expect(done.seen.map(({ eventId }) => eventId).toSorted()).toEqual(['first', 'second', 'third']);
  });

  test('two jobs to refresh one event never run at the same time, and the second runs after the first', async () => {
    const { db, jobs } = store();
    let [running, most, done] = [0, 0, 0];
    let release = () => {};
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    await jobs.work('refresh', async () => {
      most = Math.max(most, ++running);
      if (done === 0) await first;
      running--;
      done++;
    });
    await jobs.send(db, 'refresh', { eventId: 'busy' });
    await vi.waitUntil(() => running === 1, patiently);
    await jobs.send(db, 'refresh', { eventId: 'busy' });
    // It was handed out, and has put itself back.
    const gaveWay = async () =>
      z.object({ rows: z.array(z.unknown()) }).parse(
        await db.execute(sql`select 1 from pgboss.job where name = 'refresh' and singleton_key = 'busy'
          and state = 'completed'`),
      ).rows.length > 0;
    await vi.waitUntil(gaveWay, patiently);
    release();
    await vi.waitUntil(() => done === 2, patiently);
    expect(most).toBe(1);
  });

  test('a failed job is logged and done again, and its error’s text is kept out of the database', async () => {
    const { db, jobs } = store();
    logged = '';
    const stored: string[] = [];
    await jobs.work('follow', async ({ runId }) => {
      stored.push(JSON.stringify(await db.execute(sql`select * from pgboss.job where data->>'runId' = ${runId}`)));
      if (stored.length === 1) throw new Error('https://hooks.example/secret');
    });
    await jobs.send(db, 'follow', { runId: randomUUID(), attempt: 1 });
    await vi.waitUntil(() => stored.length === 2, patiently);
    expect(logged).toContain('job failed');
    expect(stored[1]).toContain('the log says why');
    expect(stored[1]).not.toContain('secret');
  });

  test('a job that cannot be recorded as done neither ends the process nor stops the queue', async () => {
    const { db, jobs } = store();
    logged = '';
    let tries = 0;
    await jobs.work('follow', async () => {
      tries++;
      if (tries === 1) await db.execute(sql`alter table pgboss.job rename column output to elsewhere`);
    });
    await jobs.send(db, 'follow', { runId: 'x', attempt: 1 });
    await vi.waitUntil(() => logged.includes('could not record the end of a job'), patiently);
    await db.execute(sql`alter table pgboss.job rename column elsewhere to output`);
    await jobs.send(db, 'follow', { runId: 'y', attempt: 1 });
    await vi.waitUntil(() => tries === 2, patiently);
  });

  test('the store is unwell while its jobs cannot be fetched', async () => {
    const { db } = store();
    const isWell = () =>
      store()
        .ping(AbortSignal.timeout(2_000))
        .then(
          () => true,
          () => false,
        );
    expect(await isWell()).toBe(true);
    await db.execute(sql`alter table pgboss.job rename column start_after to elsewhere`);
    await vi.waitUntil(async () => !(await isWell()), patiently);
    await db.execute(sql`alter table pgboss.job rename column elsewhere to start_after`);
    await vi.waitUntil(isWell, patiently);
  });
});

test('closing the store waits for the job in progress', async () => {
  const own = await openAt(await newLocation());
  const steps: string[] = [];
  let finish: (() => void) | undefined;
  await own.jobs.work('settle', async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    await own.db.execute(sql`select 1`);
    steps.push('done');
  });
  await own.jobs.send(own.db, 'settle', { runId: 'x' });
  await vi.waitUntil(() => finish !== undefined, patiently);
  const closed = own.close().then(() => steps.push('closed'));
  finish?.();
  await closed;
  expect(steps).toEqual(['done', 'closed']);
  await expect(own.ping(AbortSignal.timeout(2_000))).rejects.toThrow();
}, 20_000);

test('a start that finds no process alive hands out at once what a dead one had begun, and what waited for it', async () => {
  const location = await newLocation();
  const before = await openAt(location);
  await before.db.execute(sql`
    insert into pgboss.job (name, data, state, started_on, expire_in, retry_limit)
    values ('follow', '{"runId":"begun","attempt":1}', 'active', now(), interval '1 hour', 3)`);
  await before.jobs.send(before.db, 'settle', { runId: 'claimed' }, { startAfterSeconds: 3_600 });
  await before.jobs.send(before.db, 'follow', { runId: 'later', attempt: 1 }, { startAfterSeconds: 3_600 });
  await before.close();
  const after = await openAt(location);
  const done = collector<{ runId: string }>();
  await after.jobs.work('follow', done.handler);
  await after.jobs.work('settle', done.handler);
  await done.until(2);
  await after.close();
  expect(done.seen.map(({ runId }) => runId).toSorted()).toEqual(['begun', 'claimed']);
}, 30_000);
