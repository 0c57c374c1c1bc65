import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { createTidy } from '../../src/jobs/retention.ts';
import { recordLookup, recordOf } from '../../src/store/audit-trail.ts';
import { keepEvents, lastSeenAt } from '../../src/store/event-index.ts';
import { toRow } from '../../src/store/seen-event-row.ts';
import { rememberShownMessages, shownMessagesOf } from '../../src/store/shown-messages.ts';
import { claimSlackEvent } from '../../src/store/slack-events.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const dayMs = 86_400_000;
const never = new AbortController().signal;
const kept = (auditRetentionDays: number | undefined) => ({ auditRetentionDays, eventRetentionDays: 30 });
const start = Date.parse('2026-03-01T10:00:00Z');

test('expired addresses of private cards, messages after 90 days, old Slack events and records past their retention are removed', async () => {
  const { db } = store();
  const [eventId, slackEventId] = [randomUUID(), randomUUID()];
  const at = new Date(start);
  const card = { eventId, channelId: 'C1', shape: 'full' as const, shownAt: at, revision: '0' };
  const expiresAt = new Date(start + 1_800_000);
  await rememberShownMessages(db, {
    ...card,
    kind: 'response',
    messageTs: '1.2',
    responseUrl: 'https://hooks.example/x',
    usesLeft: 5,
    expiresAt,
  });
  await rememberShownMessages(db, { ...card, kind: 'message', messageTs: '1.1' });
  await recordLookup(db, { at, teamId: 'T1', userId: 'U1', eventId });
  await claimSlackEvent(db, slackEventId, at);
  const tidyAt = (ms: number, retentionDays?: number) =>
    createTidy({ db, maintain: async () => {} }, kept(retentionDays), () => start + ms)(null, never);

  await tidyAt(1_799_999, 30);
  expect(await shownMessagesOf(db, eventId)).toHaveLength(2);
  await tidyAt(1_800_000, 30);
  expect((await shownMessagesOf(db, eventId)).map(({ kind }) => kind)).toEqual(['message']);
  await tidyAt(dayMs, 30);
  expect(await claimSlackEvent(db, slackEventId, at)).toBe(false);
  await tidyAt(dayMs + 1, 30);
  expect(await claimSlackEvent(db, slackEventId, at)).toBe(true);
  await tidyAt(30 * dayMs, 30);
  await tidyAt(90 * dayMs, undefined);
  expect(await shownMessagesOf(db, eventId)).toHaveLength(1);
  await tidyAt(90 * dayMs + 1, undefined);
  expect(await shownMessagesOf(db, eventId)).toEqual([]);
  await tidyAt(1_000 * dayMs, undefined);
  expect(await recordOf(db, eventId, 9)).toHaveLength(1);
  await tidyAt(30 * dayMs + 1, 30);
  expect(await recordOf(db, eventId, 9)).toEqual([]);
});

test('an event leaves the index so many days after HEC last told of it, whatever is kept of the audit trail', async () => {
  const { db } = store();
  const row = toRow(sampleEvent(), new Date(start));
  if (row === undefined) throw new Error('not kept');
  await keepEvents(db, [row]);
  const tidyAt = (ms: number) =>
    createTidy(
      { db, maintain: async () => {} },
      { auditRetentionDays: undefined, eventRetentionDays: 7 },
      () => start + ms,
    )(null, never);
  await tidyAt(7 * dayMs);
  expect(await lastSeenAt(db)).toEqual(new Date(start));
  await tidyAt(7 * dayMs + 1);
  expect(await lastSeenAt(db)).toBeUndefined();
});

test('expired data is removed every minute by a queued job', async () => {
  const { db, jobs } = store();
  await jobs.work('tidy', createTidy(store(), kept(undefined), Date.now));
  const schedules = await db.execute(sql`select name, cron from pgboss.schedule`);
  expect(schedules).toMatchObject({ rows: expect.arrayContaining([{ name: 'tidy', cron: '* * * * *' }]) });
  const slackEventId = randomUUID();
  await claimSlackEvent(db, slackEventId, new Date(0));
  // What the schedule does.
  await db.execute(sql`insert into pgboss.job (name, expire_in) values ('tidy', interval '1 minute')`);
  await vi.waitUntil(() => claimSlackEvent(db, slackEventId, new Date()), { timeout: 30_000, interval: 20 });
});
