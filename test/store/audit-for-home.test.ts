/** What the App Home asks of the audit record. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ActionRun, RunOutcome } from '../../src/actions/run.ts';
import { recentLookupsOf, recordLookup, recordRefusal, recordShare } from '../../src/store/audit-trail.ts';
import { claimRun, endRun, lastRunsOf, runningRuns } from '../../src/store/runs.ts';
import { aRun, storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, second));

/** Somebody no other test knows. */
const somebody = () => `U${randomUUID()}`;

const lookedUp = (userId: string, eventId: string | undefined, second: number) =>
  recordLookup(store().db, { teamId: 'T1', userId, eventId, at: at(second) });

async function started(given: Parameters<typeof aRun>[0]): Promise<ActionRun> {
  const claim = await claimRun(store().db, aRun(given));
  if (claim.kind === 'busy') throw new Error('busy');
  return claim.run;
}

async function ended(given: Parameters<typeof aRun>[0], outcome: RunOutcome, second: number): Promise<string> {
  const { id } = await started(given);
  await endRun(store().db, id, 'claimed', { outcome, at: at(second) });
  return id;
}

describe('recent lookups', () => {
  test('a person’s recent lookups have each event once with its last time, newest first, up to the number asked for', async () => {
    const [userId, one, two, three] = [somebody(), randomUUID(), randomUUID(), randomUUID()];
    for (const [second, eventId] of [one, two, one, three, two].entries()) await lookedUp(userId, eventId, second);
    expect(await recentLookupsOf(store().db, userId, 9)).toEqual([
      { eventId: two, at: at(4) },
      { eventId: three, at: at(3) },
      { eventId: one, at: at(2) },
    ]);
    expect((await recentLookupsOf(store().db, userId, 2)).map(({ eventId }) => eventId)).toEqual([two, three]);
  });

  test('a person’s recent lookups leave out other people’s, and what was refused, shared, acted on or has no event', async () => {
    const userId = somebody();
    const attempt = { teamId: 'T1', userId, eventId: randomUUID() };
    await lookedUp(somebody(), randomUUID(), 1);
    await lookedUp(userId, undefined, 2);
    await recordRefusal(store().db, { ...attempt, at: at(3), reason: 'not_listed' });
    await recordShare(store().db, { ...attempt, at: at(4) });
    await ended({ userId, startedAt: at(5) }, 'done', 6);
    expect(await recentLookupsOf(store().db, userId, 9)).toEqual([]);
  });

  test('a person’s recent lookups are read from the newest 200 rows of their record', async () => {
    const [userId, eventId] = [somebody(), randomUUID()];
    await lookedUp(userId, eventId, 0);
    for (let second = 1; second < 200; second++) await lookedUp(userId, undefined, second);
    expect(await recentLookupsOf(store().db, userId, 9)).toEqual([{ eventId, at: at(0) }]);
    await lookedUp(userId, undefined, 200);
    expect(await recentLookupsOf(store().db, userId, 9)).toEqual([]);
  });
});

test('everybody’s running actions are listed, newest first, up to the number asked for', async () => {
  await ended({ startedAt: at(9) }, 'not_sent', 10);
  await lookedUp(somebody(), randomUUID(), 9);
  const older = await started({ userId: somebody(), startedAt: at(7) });
  const newer = await started({ userId: somebody(), startedAt: at(8) });
  expect(await runningRuns(store().db, 9)).toEqual([newer, older]);
  expect(await runningRuns(store().db, 1)).toEqual([newer]);
});

test('a person’s last runs are those that ended, with any outcome, newest first, up to the number asked for', async () => {
  const userId = somebody();
  const failed = await ended({ userId, startedAt: at(1) }, 'failed', 30);
  const done = await ended({ userId, startedAt: at(2) }, 'done', 20);
  const notSent = await ended({ userId, startedAt: at(3) }, 'not_sent', 10);
  await started({ userId, startedAt: at(4) });
  await ended({ userId: somebody(), startedAt: at(5) }, 'done', 6);
  await lookedUp(userId, randomUUID(), 7);
  expect(await lastRunsOf(store().db, userId, 9)).toMatchObject([
    { id: notSent, outcome: 'not_sent' },
    { id: done, outcome: 'done', endedAt: at(20) },
    { id: failed, outcome: 'failed' },
  ]);
  expect((await lastRunsOf(store().db, userId, 1)).map(({ id }) => id)).toEqual([notSent]);
});
