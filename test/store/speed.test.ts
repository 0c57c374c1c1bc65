import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  countsOf,
  exportSince,
  lookupsByPerson,
  recentLookupsOf,
  recordOf,
  removeOlderThan,
} from '../../src/store/audit-trail.ts';
import type { Executor } from '../../src/store/executor.ts';
import { lastRunsOf, runningRuns, runsOfEvents } from '../../src/store/runs.ts';
import { dropUnreachable, shownMessagesOf } from '../../src/store/shown-messages.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const rows = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });

beforeAll(async () => {
  const { db } = store();
  await db.execute(sql`
    insert into audit (kind, at, team_id, user_id, event_id, target, claim_key, action_name, action_label, state, outcome, ended_at)
    select case when n % 2 = 0 then 'action' else 'lookup' end, timestamptz '2026-01-01' + n * interval '1 minute', 'T1',
      'U' || n % 50, md5((n / 5)::text), 'event', 'event:' || n, 'quarantine', 'Quarantine', 'ended', 'done',
      timestamptz '2026-01-01' + n * interval '1 minute'
    from generate_series(1, 20000) n`);
  await db.execute(sql`
    insert into shown_messages (place, kind, event_id, channel_id, message_ts, shape, shown_at, revision)
    select n::text, 'message', md5((n / 5)::text), 'C1', n::text, 'full', now(), '0' from generate_series(1, 20000) n`);
  await db.execute(sql`analyze`);
}, 60_000);

/** The plan of every statement that the work sends, without doing any of them. */
async function plansOf(work: (db: Executor) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  await store().transaction(async (tx) => {
    const session = tx._.session;
    const prepare = session.prepareQuery.bind(session);
    session.prepareQuery = (query, fields, name, isArray, mapper, ...rest) => {
      const explained = prepare({ ...query, sql: `explain ${query.sql}` }, undefined, undefined, false);
      const prepared = prepare(query, fields, name, isArray, mapper, ...rest);
      prepared.execute = async () => {
        const plan = rows.parse(await explained.execute());
        plans.push(plan.rows.map((row) => String(row['QUERY PLAN'])).join('\n'));
        return [];
      };
      return prepared;
    };
    await work(tx);
    // The transaction itself still has to end.
    session.prepareQuery = prepare;
  });
  expect(plans).not.toEqual([]);
  return plans.join('\n');
}

const event = 'cfcd208495d565ef66e7dff9f98764da';

test.each<[string, (db: Executor) => Promise<unknown>, string]>([
  ['an event’s record', (db) => recordOf(db, event, 50), 'audit_event'],
  ['how much of each kind an event’s record has', (db) => countsOf(db, event), 'audit_event'],
  ['who looked an event up', (db) => lookupsByPerson(db, event, 200), 'audit_event'],
  ['the runs of several events', (db) => runsOfEvents(db, [event, `${event}2`]), 'audit_runs'],
  ['a page of the export', (db) => exportSince(db, new Date('2026-01-10')).next(), 'audit_at'],
  ['a person’s lookups', (db) => recentLookupsOf(db, 'U1', 5), 'audit_user'],
  ['a person’s runs', (db) => lastRunsOf(db, 'U2', 5), 'audit_user'],
  ['the runs in progress', (db) => runningRuns(db, 10), 'audit_running_claim'],
  ['expired records', (db) => removeOlderThan(db, new Date('2026-01-01')), 'audit_at'],
  ['an event’s places', (db) => shownMessagesOf(db, event), 'shown_messages_event'],
  ['expired places', (db) => dropUnreachable(db, new Date()), 'shown_messages_expiry'],
  [
    'a person’s part of the record',
    (db) => db.execute(sql`select 1 from audit where user_id = 'U1' order by at desc limit 9`),
    'audit_user',
  ],
])('an index finds %s, however long the record', async (_, work, index) => {
  const plan = await plansOf(work);
  expect(plan).toContain(index);
  expect(plan).not.toContain('Seq Scan');
});
