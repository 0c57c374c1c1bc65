import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { isEnded, lastEffective } from '../../src/actions/run.ts';
import {
  type AuditEntry,
  countsOf,
  exportSince,
  lookupsByPerson,
  recordLookup,
  recordOf,
  recordRefusal,
  recordShare,
  removeOlderThan,
} from '../../src/store/audit-trail.ts';
import type { Executor } from '../../src/store/executor.ts';
import {
  claimRun,
  endRun,
  lastOfAction,
  markFollowing,
  markSending,
  noteAnnouncing,
  resolveRun,
  runById,
  runsOfEvents,
} from '../../src/store/runs.ts';
import { audit } from '../../src/store/schema.ts';
import { aRun, storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const sentAt = new Date('2026-03-01T10:00:01.234Z');
const endedAt = new Date('2026-03-01T10:00:09.876Z');
const attempt = { teamId: 'T1', userId: 'U1' };

async function claimed(db: Executor, given: Parameters<typeof aRun>[0] = {}) {
  const claim = await claimRun(db, aRun(given));
  if (claim.kind === 'busy') throw new Error('busy');
  return claim.run;
}

describe('claims', () => {
  test('one of twenty simultaneous claims wins, and the others learn who is acting', async () => {
    const { eventId } = aRun();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, number) => claimRun(store().db, aRun({ eventId, userId: `U${number}` }))),
    );
    const winners = claims.filter(({ kind }) => kind === 'claimed');
    expect(winners).toHaveLength(1);
    const runs = new Set(claims.map((claim) => (claim.kind === 'claimed' ? claim.run.id : claim.by.id)));
    expect(runs.size).toBe(1);
    expect(await runsOfEvents(store().db, [eventId])).toHaveLength(1);
  });

  test('a claim keeps out every other action on the event until the run has ended', async () => {
    const { db } = store();
    const run = await claimed(db);
    const { eventId } = run;
    expect(await claimRun(db, aRun({ eventId, actionName: 'dismiss' }))).toMatchObject({
      kind: 'busy',
      by: { id: run.id },
    });
    expect(await endRun(db, run.id, 'claimed', { outcome: 'not_sent', at: endedAt })).toBe(true);
    expect(await claimRun(db, aRun({ eventId }))).toMatchObject({ kind: 'claimed' });
  });

  test('an email can be claimed only once, from any of its events, and apart from the events', async () => {
    const { db } = store();
    const entityId = randomUUID();
    const onEmail = () => claimRun(db, { ...aRun(), target: 'email', entityId });
    const claim = await onEmail();
    const run = claim.kind === 'claimed' ? claim.run : undefined;
    expect(run).toMatchObject({ target: 'email', entityId });
    expect(await onEmail()).toMatchObject({ kind: 'busy', by: { id: run?.id } });
    expect(await claimRun(db, aRun({ eventId: entityId }))).toMatchObject({ kind: 'claimed' });
  });

  test('an action on an event that moves its email, and one on the email itself, keep each other out', async () => {
    const { db } = store();
    for (const isEventFirst of [true, false]) {
      const entityId = randomUUID();
      const onEvent = () => claimRun(db, aRun({ entityId }));
      const onEmail = () => claimRun(db, { ...aRun(), target: 'email', entityId });
      const [first, second] = isEventFirst ? [onEvent, onEmail] : [onEmail, onEvent];
      const claim = await first();
      if (claim.kind === 'busy') throw new Error('busy');
      expect(await second()).toMatchObject({ kind: 'busy', by: { id: claim.run.id, userId: claim.run.userId } });
      expect(await claimRun(db, aRun({ entityId: randomUUID() }))).toMatchObject({ kind: 'claimed' });
      await endRun(db, claim.run.id, 'claimed', { outcome: 'not_sent', at: endedAt });
      expect(await second()).toMatchObject({ kind: 'claimed' });
    }
  });
});

describe('runs', () => {
  test('a run is read back as it was requested, with the parameter exactly as HEC gave it', async () => {
    const parameter = { b: 'High', a: [1, null, { '\u0000': '\ud800' }] };
    const asked = aRun({ parameter, threadTs: '0.9', label: 'Set severity: High', entityId: 'abc' });
    const run = await claimed(store().db, asked);
    expect(await runById(store().db, run.id)).toEqual({
      ...asked,
      id: run.id,
      state: 'claimed',
      ...{ outcome: undefined, taskId: undefined, taskMessage: undefined, succeeded: undefined, failed: undefined },
      ...{ errorCode: undefined, reference: undefined, endedAt: undefined },
    });
    expect(JSON.stringify((await runById(store().db, run.id))?.parameter)).toBe(JSON.stringify(parameter));
  });

  test('a run goes from claimed to sending to following to ended, each step only from the one before', async () => {
    const { db } = store();
    const { id } = await claimed(db);
    const before = { state: 'new', severity: 4, isQuarantined: undefined, entries: ['a\u0000b'] } as const;
    const action = { name: 'severityChange', parameter: { newSeverity: 'Low' }, label: 'Set severity: Low' };
    const sent = { ...action, before: { ...before, entries: [...before.entries] }, sentAt };
    const ending = { outcome: 'done', at: endedAt, succeeded: 1, failed: 0, taskMessage: 'ok' } as const;

    expect(await markFollowing(db, id, { taskId: '7' })).toBe(false);
    expect(await endRun(db, id, 'sending', ending)).toBe(false);
    expect(await markSending(db, id, sent)).toBe(true);
    expect(await markSending(db, id, sent)).toBe(false);
    expect(await endRun(db, id, 'claimed', ending)).toBe(false);
    expect(await markFollowing(db, id, { taskId: '7', reference: 'r1' })).toBe(true);
    expect(await endRun(db, id, 'sending', ending)).toBe(false);
    expect(await endRun(db, id, 'following', ending)).toBe(true);
    expect(await endRun(db, id, 'following', ending)).toBe(false);

    expect(await runById(db, id)).toMatchObject({
      ...{ actionName: 'severityChange', parameter: { newSeverity: 'Low' }, label: 'Set severity: Low', before },
      ...{ state: 'ended', outcome: 'done', endedAt, taskId: '7', reference: 'r1', taskMessage: 'ok', succeeded: 1 },
    });
  });

  test('a run that ended in doubt is resolved only once, and no other run is', async () => {
    const { db } = store();
    const { id } = await claimed(db);
    expect(await resolveRun(db, id, 'done')).toBeUndefined();
    await endRun(db, id, 'claimed', { outcome: 'doubtful', at: endedAt });
    expect(await resolveRun(db, id, 'done')).toEqual({ wasAnnounced: false });
    expect(await resolveRun(db, id, 'failed')).toBeUndefined();
    expect(await runById(db, id)).toMatchObject({ outcome: 'done', corrects: undefined });
  });

  test('an outcome that was told and turns out otherwise counts as not told, and remembers what was told', async () => {
    const { db } = store();
    const { id } = await claimed(db);
    await endRun(db, id, 'claimed', { outcome: 'doubtful', at: endedAt });
    expect(await noteAnnouncing(db, { id, outcome: 'doubtful' }, endedAt)).toBe(true);
    expect(await noteAnnouncing(db, { id, outcome: 'doubtful' }, endedAt)).toBe(false);
    expect(await resolveRun(db, id, 'unchanged')).toEqual({ wasAnnounced: true });
    expect(await runById(db, id)).toMatchObject({ outcome: 'unchanged', corrects: 'doubtful' });
    // It was not told that it changed nothing.
    expect(await resolveRun(db, id, 'done')).toEqual({ wasAnnounced: true });
    expect(await runById(db, id)).toMatchObject({ outcome: 'done', corrects: 'doubtful' });
    expect(await noteAnnouncing(db, { id, outcome: 'unchanged' }, endedAt)).toBe(false);
    expect(await noteAnnouncing(db, { id, outcome: 'done' }, endedAt)).toBe(true);
    expect(await noteAnnouncing(db, { id, outcome: 'done' }, endedAt)).toBe(false);
  });

  test('the last effective run is the one that ended last and may have changed the event, whatever the clock of its process says', async () => {
    const { db } = store();
    const { eventId } = aRun();
    expect(lastEffective(await runsOfEvents(db, [eventId]))).toBeUndefined();
    const ids: string[] = [];
    for (const [outcome, minute] of [
      ['done', 1],
      ['doubtful', 3],
      ['failed', 2],
      ['not_sent', 4],
    ] as const) {
      const { id } = await claimed(db, { eventId, startedAt: new Date(minute * 60_000 - 1) });
      await endRun(db, id, 'claimed', { outcome, at: new Date(minute * 60_000) });
      ids.push(id);
    }
    await claimed(db, { eventId });
    const runs = await runsOfEvents(db, [eventId]);
    expect(lastEffective(runs)?.id).toBe(ids[2]);
    const asked = { target: 'event', eventId, entityId: undefined, actionName: 'quarantine' } as const;
    expect((await lastOfAction(db, asked))?.id).toBe(ids[2]);
    expect(runs.map((run) => (isEnded(run) ? run.outcome : run.state))).toEqual([
      'claimed',
      'not_sent',
      'doubtful',
      'failed',
      'done',
    ]);
  });
});

test('of runs from before the order was kept, the last one is told by the clock, and any later run comes after them', async () => {
  const { db } = store();
  const { eventId } = aRun();
  const asked = { target: 'event', eventId, entityId: undefined, actionName: 'quarantine' } as const;
  const ids: string[] = [];
  const end = async (minute: number) => {
    const { id } = await claimed(db, { eventId });
    await endRun(db, id, 'claimed', { outcome: 'done', at: new Date(minute * 60_000) });
    ids.push(id);
  };
  const last = async () => [lastEffective(await runsOfEvents(db, [eventId]))?.id, (await lastOfAction(db, asked))?.id];
  for (const minute of [2, 3, 1]) await end(minute);
  await db.update(audit).set({ endedOrder: null }).where(eq(audit.eventId, eventId));
  expect(await last()).toEqual([ids[1], ids[1]]);
  await end(0);
  expect(await last()).toEqual([ids[3], ids[3]]);
});

describe('the record', () => {
  test('an event’s record has every attempt, even the refused ones, newest first', async () => {
    const { db } = store();
    const { eventId } = aRun();
    const at = (second: number) => new Date(second * 1_000);
    await recordLookup(db, { ...attempt, eventId, entityId: 'e1', channelId: 'C1', at: at(1) });
    await recordShare(db, { ...attempt, eventId, messageTs: '1.1', threadTs: '1.0', at: at(2) });
    const refused = { reason: 'not_responder', actionName: 'restore', parameter: { a: '' }, label: 'Restore' };
    await recordRefusal(db, { ...attempt, eventId, at: at(3), ...refused });
    const run = await claimed(db, { eventId, startedAt: at(4) });
    await recordLookup(db, { ...attempt, eventId: randomUUID(), at: at(5) });

    expect(await recordOf(db, eventId, 10)).toMatchObject([
      { kind: 'action', id: run.id },
      { kind: 'refusal', ...refused },
      { kind: 'share', messageTs: '1.1', threadTs: '1.0' },
      { kind: 'lookup', entityId: 'e1', channelId: 'C1', at: at(1), ...attempt },
    ]);
    expect(await recordOf(db, eventId, 2)).toHaveLength(2);
    expect(await recordOf(db, eventId, 10, 'share')).toMatchObject([{ kind: 'share' }]);
    expect(await countsOf(db, eventId)).toEqual({ action: 1, refusal: 1, share: 1, lookup: 1 });
    expect(await countsOf(db, randomUUID())).toEqual({});
  });

  test('those who looked an event up are each told once, who looked last first', async () => {
    const { db } = store();
    const { eventId } = aRun();
    const at = (second: number) => new Date(second * 1_000);
    for (const [userId, second] of [
      ['U1', 1],
      ['U2', 2],
      ['U1', 3],
      ['U3', 0],
    ] as const) {
      await recordLookup(db, { ...attempt, userId, eventId, at: at(second) });
    }
    await recordShare(db, { ...attempt, userId: 'U4', eventId, at: at(9) });
    expect(await lookupsByPerson(db, eventId, 2)).toEqual([
      { userId: 'U1', count: 2, lastAt: at(3) },
      { userId: 'U2', count: 1, lastAt: at(2) },
    ]);
  });

  test('the record is exported whole and in order, even when entries with the same time span several pages', async () => {
    const { db } = store();
    const since = new Date('2031-01-01T00:00:00.000Z');
    const eventIds = Array.from({ length: 23 }, () => randomUUID());
    for (const [number, eventId] of eventIds.entries()) {
      await recordLookup(db, { ...attempt, eventId, at: new Date(since.getTime() + Math.floor(number / 10)) });
    }
    await recordLookup(db, { ...attempt, at: new Date(since.getTime() - 1) });
    const exported: AuditEntry[] = [];
    for await (const entry of exportSince(db, since, 5)) if (entry.kind !== 'erasure') exported.push(entry);
    expect(exported.map(({ eventId }) => eventId).toSorted()).toEqual(eventIds.toSorted());
    const times = exported.map((entry) => (entry.kind === 'action' ? entry.startedAt : entry.at).getTime());
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  test('the record loses what has been kept long enough, but never a run that has not ended', async () => {
    const { db } = store();
    const { eventId } = aRun();
    const old = new Date('2001-01-01T00:00:00Z');
    const ended = await claimed(db, { eventId, startedAt: old });
    await endRun(db, ended.id, 'claimed', { outcome: 'not_sent', at: old });
    const running = await claimed(db, { eventId, startedAt: old });
    await recordLookup(db, { ...attempt, eventId, at: old });
    await recordLookup(db, { ...attempt, eventId, at: new Date('2002-01-01T00:00:00Z') });
    await removeOlderThan(db, new Date('2001-06-01T00:00:00Z'));
    expect((await recordOf(db, eventId, 10)).map(({ kind, id }) => [kind, kind === 'action' && id])).toEqual([
      ['lookup', false],
      ['action', running.id],
    ]);
  });
});
