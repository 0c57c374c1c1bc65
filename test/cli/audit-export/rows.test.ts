import { expect, test } from 'vitest';
import { type Row, rowsSince } from '../../../src/cli/audit-export/rows.ts';
import { recordFound, recordSearch } from '../../../src/store/audit-trail.ts';
import { claimRun, endRun, markSending, noteAnnouncing, resolveRun } from '../../../src/store/runs.ts';
import { aRun, storeOfFile } from '../../support/store.ts';

const store = storeOfFile();

test('the export of an action says what was told before it turned out otherwise, and nothing that only serves to judge it', async () => {
  const { db } = store();
  const startedAt = new Date('2031-01-01T00:00:00Z');
  const claim = await claimRun(db, aRun({ startedAt }));
  if (claim.kind === 'busy') throw new Error('busy');
  const { id } = claim.run;
  const before = { state: 'new', severity: undefined, isQuarantined: undefined, entries: [] };
  await markSending(db, id, { name: 'dismiss', parameter: undefined, label: 'Dismiss', before, sentAt: startedAt });
  await endRun(db, id, 'sending', { outcome: 'unchanged', at: startedAt });
  await noteAnnouncing(db, { id, outcome: 'unchanged' }, startedAt);
  await resolveRun(db, id, 'done');
  const rows: Row[] = [];
  for await (const row of rowsSince(store(), startedAt)) rows.push(row);
  expect(rows).toMatchObject([{ at: startedAt.toISOString(), outcome: 'done', corrects: 'unchanged' }]);
  for (const field of ['startedAt', 'before', 'endedOrder']) expect(rows[0]).not.toHaveProperty(field);
});

test('the export of a search has its query, and how many it found once it has ended', async () => {
  const { db } = store();
  const at = new Date('2032-01-01T00:00:00Z');
  const search = { at, teamId: 'T1', userId: 'U1', channelId: 'C1', query: 'from:evil.example last:24h' };
  const id = await recordSearch(db, search);
  await recordFound(db, id, 0);
  await recordSearch(db, { ...search, at: new Date(at.getTime() + 1) });
  const rows: Row[] = [];
  for await (const row of rowsSince(store(), at)) rows.push(row);
  const exported = { kind: 'search', userId: 'U1', query: 'from:evil.example last:24h' };
  expect(rows).toMatchObject([{ ...exported, id, found: 0 }, exported]);
  expect(rows[1]).not.toHaveProperty('found');
});
