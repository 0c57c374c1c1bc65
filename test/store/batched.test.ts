import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { recordOf } from '../../src/store/audit-trail.ts';
import { createBatchedQueries } from '../../src/store/batched.ts';
import { claimRun } from '../../src/store/runs.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { aRun, storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const at = new Date('2026-03-01T10:00:00Z');

/** How many statements of a kind are sent until the test ends. */
function count(statement: 'insert' | 'select'): () => number {
  const spy = vi.spyOn(store().db, statement);
  onTestFinished(() => spy.mockRestore());
  return () => spy.mock.calls.length;
}

test('three hundred simultaneous lookups are each recorded, in few statements', async () => {
  const eventId = randomUUID();
  const statements = count('insert');
  const attempt = { teamId: 'T1', eventId, at };
  await Promise.all(
    Array.from({ length: 300 }, (_, n) => store().batched.recordLookup({ ...attempt, userId: `U${n}` })),
  );
  expect(statements()).toBeLessThanOrEqual(4);
  const people = (await recordOf(store().db, eventId, 500)).map(({ userId }) => userId);
  expect(new Set(people).size).toBe(300);
});

test('many who ask at once each get the runs of their own event', async () => {
  const events = Array.from({ length: 20 }, () => randomUUID());
  for (const eventId of events.slice(0, 10)) await claimRun(store().db, aRun({ eventId }));
  const statements = count('select');
  const asked = [...events, ...events];
  const found = await Promise.all(asked.map((eventId) => store().batched.runsOfEvent(eventId)));
  expect(statements()).toBeLessThanOrEqual(2);
  expect(found.map((runs) => runs.map(({ eventId }) => eventId))).toEqual(
    asked.map((eventId) => (events.indexOf(eventId) < 10 ? [eventId] : [])),
  );
});

test('a message that is remembered twice at once keeps what came last', async () => {
  const message = { kind: 'message', eventId: randomUUID(), channelId: 'C1', shape: 'full', shownAt: at } as const;
  const remember = (messageTs: string, revision: string) =>
    store().batched.rememberShownMessage({ ...message, messageTs, revision });
  const messageTs = randomUUID();
  await Promise.all([remember(messageTs, '1'), remember(`${messageTs}2`, '1'), remember(messageTs, '2')]);
  const shown = (await shownMessagesOf(store().db, message.eventId)).map(({ revision }) => revision);
  expect(shown.toSorted()).toEqual(['1', '2']);
});

test('a question asked again after its answer gets a new answer', async () => {
  const { eventId } = aRun();
  expect(await store().batched.runsOfEvent(eventId)).toEqual([]);
  await claimRun(store().db, aRun({ eventId }));
  expect(await store().batched.runsOfEvent(eventId)).toHaveLength(1);
});

test('a failed statement fails all the queries in it, and none after it', async () => {
  const batched = createBatchedQueries(store().db);
  const failing = vi.spyOn(store().db, 'select').mockImplementationOnce(() => {
    throw new Error('gone');
  });
  onTestFinished(() => failing.mockRestore());
  const eventId = randomUUID();
  const asked = await Promise.allSettled([batched.runsOfEvent(eventId), batched.runsOfEvent(randomUUID())]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await batched.runsOfEvent(eventId)).toEqual([]);
});

test('batched queries cannot be asked inside a transaction', async () => {
  const asking = store().transaction(async () => store().batched.runsOfEvent(randomUUID()));
  await expect(asking).rejects.toThrow(/inside a transaction/);
});
