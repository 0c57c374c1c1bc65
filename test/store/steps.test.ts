import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createTidy } from '../../src/jobs/retention.ts';
import { inSteps, rowsAtOnce } from '../../src/store/steps.ts';
import { postgresServer, storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const kept = { auditRetentionDays: 365, eventRetentionDays: 30 };
const never = new AbortController().signal;

const backlogs = {
  audit: sql`insert into audit (kind, at, team_id, user_id)
    select 'lookup', now() - interval '3 years', 'T1', 'U1' from generate_series(1, 2500)`,
  'expired cards': sql`insert into shown_messages
    (place, kind, event_id, channel_id, message_ts, shape, shown_at, revision, uses_left, expires_at)
    select 'r' || n, 'response', 'e', 'C1', n::text, 'full', now(), '0', 1, now() - interval '1 hour' from generate_series(1, 2500) n`,
  'old cards': sql`insert into shown_messages (place, kind, event_id, channel_id, message_ts, shape, shown_at, revision)
    select 'm' || n, 'message', 'e', 'C1', n::text, 'full', now() - interval '1 year', '0' from generate_series(1, 2500) n`,
  'Slack’s events': sql`insert into handled_events select 'Ev' || n, now() - interval '1 year' from generate_series(1, 2500) n`,
  'used-up limits': sql`insert into rate_limits select 'k' || n, 1, now() - interval '1 year' from generate_series(1, 2500) n`,
  'seen events': sql`insert into seen_events (event_id, description, plain_text, seen_at)
    select n::text, '', '', now() - interval '31 days' from generate_series(1, 2500) n`,
  'jobs that have ended': sql`insert into pgboss.job (name, state, completed_on)
    select 'refresh', 'completed', now() - interval '2 hours' from generate_series(1, 2500)`,
} as const;

const counts = z.object({ rows: z.tuple([z.object({ count: z.coerce.number() })]) });

async function rowsLeft(): Promise<number> {
  const result =
    await store().db.execute(sql`select (select count(*) from audit) + (select count(*) from shown_messages)
    + (select count(*) from handled_events) + (select count(*) from rate_limits) + (select count(*) from seen_events)
    + (select count(*) from pgboss.job where completed_on < now() - interval '1 hour') + (select count(*) from pgboss.archive) as count`);
  return counts.parse(result).rows[0].count;
}

test('what is past its time is removed in steps of a thousand rows with a pause after each', async () => {
  const begins: number[] = [];
  const left = [rowsAtOnce, rowsAtOnce, 3];
  await inSteps(async () => {
    begins.push(performance.now());
    return left.shift() ?? 0;
  }, never);
  expect(begins).toHaveLength(3);
  for (const [index, at] of begins.slice(1).entries()) expect(at - (begins[index] ?? 0)).toBeGreaterThan(90);
});

test('a process that stops leaves what is past its time to the next one', async () => {
  const stopping = new AbortController();
  let steps = 0;
  await inSteps(async () => {
    steps += 1;
    stopping.abort();
    return rowsAtOnce;
  }, stopping.signal);
  expect(steps).toBe(1);
});

test.each(Object.entries(backlogs))('a backlog of %s is removed a thousand rows at a time', async (_, backlog) => {
  const { db } = store();
  await db.execute(backlog);
  const stopping = new AbortController();
  // Each table's first step, and no more.
  const once = createTidy({ db, maintain: async () => {} }, kept, Date.now);
  const before = await rowsLeft();
  setImmediate(() => stopping.abort());
  await once(null, stopping.signal);
  expect(before - (await rowsLeft())).toBeLessThanOrEqual(rowsAtOnce);
  await createTidy({ db, maintain: async () => {} }, kept, Date.now)(null, never);
  expect(await rowsLeft()).toBe(before - 2_500);
});

test('jobs that pg-boss put into its archive are removed, too', async () => {
  const { db } = store();
  await db.execute(sql`insert into pgboss.job (name, state, completed_on) values ('refresh', 'completed', now())`);
  await db.execute(sql`insert into pgboss.archive select *, now() from pgboss.job`);
  const before = await rowsLeft();
  await createTidy({ db, maintain: async () => {} }, kept, Date.now)(null, never);
  expect(await rowsLeft()).toBeLessThan(before);
});

test.skipIf(postgresServer !== undefined)(
  'a statement that takes long holds up nothing but other statements',
  async () => {
    let isDone = false;
    const long = store()
      .db.execute(sql`select count(*) from generate_series(1, 3000000)`)
      .then(() => {
        isDone = true;
      });
    const gaps: number[] = [];
    for (let last = performance.now(); !isDone; ) {
      await new Promise((resolve) => setImmediate(resolve));
      gaps.push(performance.now() - last);
      last = performance.now();
    }
    await long;
    // One turn after another went by meanwhile, where there would have been one that took as long as the statement.
    expect(gaps.length).toBeGreaterThan(1_000);
  },
);
