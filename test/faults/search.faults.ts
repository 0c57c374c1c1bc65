/** Searches in a HEC with months of mail, against what is true of its records, while it does what nobody expects. */
import { subSeconds } from 'date-fns';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type QueryHabits, usualHabits } from '../../playground/hec/query-habits.ts';
import type { SearchPage } from '../../src/services/search/search-page.ts';
import { finderFor, pagesOf, queryOf } from '../support/hec-search.ts';
import { busy, startBusyHec } from '../support/playground/busy-hec.ts';
import { type Sought, soughtIn, type True, truth } from '../support/search-truth.ts';

type Busy = Awaited<ReturnType<typeof startBusyHec>>;

/** All of HEC's habits that must make no difference. */
const habits: fc.Arbitrary<Partial<QueryHabits> & { expires: boolean }> = fc.record({
  order: fc.constantFrom('shuffled', 'oldest first', 'newest first'),
  seed: fc.integer({ min: 1, max: 9 }),
  cursor: fc.constantFrom(...Array.from({ length: 9 }, () => 'stable' as const), 'missing'),
  end: fc.constantFrom('empty page', 'no cursor'),
  totals: fc.constantFrom('both', 'recordsNumber', 'none'),
  singleRow: fc.constantFrom('list', 'object'),
  noRows: fc.constantFrom('list', 'null'),
  letterCase: fc.constantFrom('exact', 'any'),
  recordedAfterSeconds: fc.constantFrom(0, 0, 3 * 3_600),
  emailWindow: fc.constantFrom('entityCreated', 'entityUpdated'),
  severities: fc.constantFrom('any', 'digits', 'words'),
  statesByDefault: fc.constantFrom('all', 'new and detected'),
  unknownClause: fc.constantFrom('matches nothing', 'is ignored', 'is refused'),
  isOnRecipients: fc.boolean(),
  unlicensed: fc.constantFrom([], ['email']),
  expires: fc.boolean(),
});

const trueOf = (pages: SearchPage[]): True[] =>
  pages.flatMap(({ rows }) =>
    rows.map(({ found }) => ({ id: found.id, eventId: found.kind === 'email' ? found.event?.id : undefined })),
  );

async function check(
  { hec, events, emails }: Busy,
  sought: Sought,
  given: Partial<QueryHabits> & { expires?: boolean },
) {
  const { expires = false, ...queries } = given;
  Object.assign(hec.world.queries, usualHabits(), queries);
  hec.faults.clear();
  if (expires) hec.faults.set({ kind: 'expired-cursor', times: 1 });
  const pages = await pagesOf(
    finderFor(hec, { now: () => busy.now.getTime() }),
    queryOf(sought.text, busy.now),
    busy.now,
  );
  expect(pages[0]?.progress, sought.text).toEqual({ kind: 'whole', cut: undefined });
  const recorded = subSeconds(busy.now, queries.recordedAfterSeconds ?? 0);
  const expected = truth({ events, emails }, sought, recorded);
  expect(trueOf(pages), `${sought.text} ${JSON.stringify(given)}`).toEqual(expected);
  expect(pages.slice(0, -1).every(({ rows }) => rows.length === 10)).toBe(true);
  return expected.length;
}

async function checkMany(world: Busy, about: Sought['about'], { days, numRuns }: { days: number; numRuns: number }) {
  let found = 0;
  const sought = soughtIn(world, about, { now: busy.now, days });
  const property = fc.asyncProperty(sought, habits, async (each, given) => {
    found += (await check(world, each, given)) > 0 ? 1 : 0;
  });
  await fc.assert(property, { numRuns, endOnFailure: true });
  // Queries that find nothing prove little.
  expect(found).toBeGreaterThan(numRuns / 4);
}

const small = { days: 6, emails: 450, events: 180 };

test('the pages of 90 searches of events are what is true, each event once, the newest first', async () => {
  const world = await startBusyHec(small);
  await checkMany(world, 'events', { days: 5, numRuns: 90 });
});

test('the pages of 90 searches of emails are what is true, each email once with its newest event', async () => {
  const world = await startBusyHec(small);
  await checkMany(world, 'emails', { days: 5, numRuns: 90 });
});

test('so are those of 20 searches among 50,000 emails and 20,000 events', async () => {
  const world = await startBusyHec();
  await checkMany(world, 'events', { days: 7, numRuns: 12 });
  await checkMany(world, 'emails', { days: 1, numRuns: 8 });
});

test('a search finds each of more events in one window than HEC lets anybody walk', async () => {
  const { hec, events } = await startBusyHec({ days: 1, emails: 0, events: 14_000 });
  Object.assign(hec.world.queries, { totals: 'none' });
  const finder = finderFor(hec, { now: () => busy.now.getTime() });
  const found = new Set<string>();
  const options = { asOf: busy.now, signal: AbortSignal.timeout(100_000) };
  for await (const step of finder.find(queryOf('last:24h', busy.now), options)) {
    for (const { id } of step.found) found.add(id);
    expect(step.cut).toBeUndefined();
  }
  expect([...found].toSorted()).toEqual(events.map(({ eventId }) => eventId).toSorted());
});
