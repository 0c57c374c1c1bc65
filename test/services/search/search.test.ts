import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HecFailureError } from '../../../src/hec/errors.ts';
import type { Query } from '../../../src/search/query.ts';
import type { SearchPage } from '../../../src/services/search/search-page.ts';
import { sampleEmail } from '../../support/cards/sample-email.ts';
import { asOf, begin, everything, foundEvent, nothingSeen, step } from '../../support/fake-search.ts';

const idsOf = ({ rows }: SearchPage) => rows.map(({ found }) => found.id);
const seen = (...found: ReturnType<typeof foundEvent>[]) => ({ search: async () => ({ found, asOf }) });
async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const page of pages) seen.push(page);
  return seen;
}

const hecIsGone = new HecFailureError(503);

test('a page has ten items, the newest first, and each is on one page', async () => {
  const { search, finder, ended } = begin();
  const all = Array.from({ length: 25 }, (_, minute) => foundEvent(`e${minute}`, minute));
  finder.give(step({ found: all.toReversed() }), step({ found: all.slice(3, 8) }), 'end');
  await ended;
  const pages = [1, 2, 3, 4].map((page) => search.page(page));
  expect(pages.map(({ rows }) => rows.length)).toEqual([10, 10, 5, 0]);
  expect(pages.flatMap(idsOf)).toEqual(all.map(({ id }) => id));
  expect(pages[0]).toMatchObject({ total: 25, newer: 0, progress: { kind: 'whole', cut: undefined } });
});

test('what was shown stays where it is, and what is newer is counted until the list is sorted anew', async () => {
  const { search, finder, ended } = begin({ seen: seen(foundEvent('old', 60)) });
  await expect.poll(() => idsOf(search.page(1))).toEqual(['old']);
  finder.give(step({ found: [foundEvent('newer', 5), foundEvent('older', 90)] }), 'end');
  await ended;
  expect(idsOf(search.page(1))).toEqual(['old', 'newer', 'older']);
  search.sortAnew();
  expect(idsOf(search.page(1))).toEqual(['newer', 'old', 'older']);
});

test('behind a full page, newer ones are counted and come on the next page', async () => {
  const first = Array.from({ length: 10 }, (_, minute) => foundEvent(`s${minute}`, 60 + minute));
  const { search, finder, ended } = begin({ seen: seen(...first) });
  await expect.poll(() => search.page(1).rows.length).toBe(10);
  finder.give(step({ found: [foundEvent('n1', 5), foundEvent('n2', 6)] }), 'end');
  await ended;
  expect(search.page(1)).toMatchObject({ total: 12, newer: 2 });
  expect(idsOf(search.page(2))).toEqual(['n1', 'n2']);
});

test('what no longer matches is marked where it was shown, and left out where it was not', async () => {
  const { search, finder, ended } = begin({ seen: seen(foundEvent('shown', 1)) });
  await expect.poll(() => search.page(1).rows.length).toBe(1);
  finder.give(step({ found: [foundEvent('unshown', 2)] }), step({ missed: ['shown', 'unshown'] }), 'end');
  await ended;
  expect(search.page(1)).toMatchObject({ total: 0, rows: [{ found: { id: 'shown' }, standing: 'matches_no_more' }] });
  search.sortAnew();
  expect(search.page(1).rows).toEqual([]);
});

test('behind a page that matches no more, what does match is still on the next page', async () => {
  const before = Array.from({ length: 10 }, (_, minute) => foundEvent(`s${minute}`, minute));
  const { search, finder, ended } = begin({ seen: seen(...before) });
  await expect.poll(() => search.page(1).rows.length).toBe(10);
  finder.give(step({ missed: before.map(({ id }) => id), found: [foundEvent('a', 60), foundEvent('b', 61)] }), 'end');
  await ended;
  expect(search.page(1)).toMatchObject({ total: 2, hasNext: true });
  expect(search.page(2)).toMatchObject({ hasNext: false, rows: [{ found: { id: 'a' } }, { found: { id: 'b' } }] });
});

test('a page comes at once when what was seen before fills it, and again when the search has ended', async () => {
  const first = Array.from({ length: 10 }, (_, minute) => foundEvent(`s${minute}`, minute));
  const times = { fullMs: 0, firstMs: 60_000, changeMs: 60_000, wholeMs: 60_000 };
  const { search, finder } = begin({ seen: seen(...first), times });
  const pages = search.watch(1);
  expect((await pages.next()).value).toMatchObject({ total: 10, progress: { kind: 'looking' } });
  finder.give(step({ found: [foundEvent('late', 99)] }), 'end');
  expect((await pages.next()).value).toMatchObject({ total: 11, progress: { kind: 'whole' } });
  expect((await pages.next()).done).toBe(true);
});

test('of two who watch a search, only the later is told more', async () => {
  const { search, finder } = begin({ times: { fullMs: 0, firstMs: 0, changeMs: 60_000, wholeMs: 60_000 } });
  const [early, late] = [search.watch(1), search.watch(2)];
  await early.next();
  await late.next();
  finder.give('end');
  expect((await early.next()).done).toBe(true);
  expect((await late.next()).value).toMatchObject({ page: 2, progress: { kind: 'whole' } });
});

test('HEC failing on the way leaves what was found, and says so', async () => {
  const { search, finder, ended } = begin();
  finder.give(step({ found: [foundEvent('a', 1)] }), hecIsGone);
  await ended;
  expect(search.page(1)).toMatchObject({ total: 1, progress: { kind: 'failed', error: hecIsGone } });
});

test('while HEC can’t be reached, what was seen before answers, and says as of when', async () => {
  const { search, finder, ended } = begin({ seen: seen(foundEvent('known', 60)) });
  finder.give(hecIsGone);
  await ended;
  expect(search.page(1)).toMatchObject({ total: 1, progress: { kind: 'failed', knownAsOf: asOf } });
});

test('where the app had seen too much to look at all of it, a search that HEC failed says how far back it looked', async () => {
  const lookedBackTo = new Date('2026-11-22T12:00:00Z');
  const known = { search: async () => ({ found: [foundEvent('known', 60)], asOf, lookedBackTo }) };
  const { search, finder, ended } = begin({ seen: known });
  finder.give(hecIsGone);
  await ended;
  expect(search.page(1).progress).toMatchObject({ kind: 'failed', knownAsOf: asOf, knownBackTo: lookedBackTo });
});

test('a search that nobody waits for asks HEC for no more, and keeps why it ended', async () => {
  const { search, finder, ended } = begin();
  await expect.poll(() => finder.signal).toBeDefined();
  search.stop('closed');
  search.stop('another');
  await ended;
  expect(finder.signal?.aborted).toBe(true);
  expect(search.progress).toEqual({ kind: 'stopped', why: 'closed' });
});

test('a search that takes too long ends, with what was found', async () => {
  const { search, finder, ended } = begin({ times: { fullMs: 0, firstMs: 0, changeMs: 0, wholeMs: 1 } });
  finder.give(step({ found: [foundEvent('a', 1)] }));
  await ended;
  expect(search.progress).toEqual({ kind: 'stopped', why: 'too_long' });
});

test('a row says from whom it is as soon as that is known', async () => {
  const details = sampleEmail({ fromEmail: 'late@sender.example' });
  const event = { ...foundEvent('a', 1), email: { kind: 'unread' as const } };
  const asked: string[] = [];
  const readEmail = async (id: string) => {
    asked.push(id);
    return details;
  };
  const { search, finder } = begin({ readEmail });
  finder.give(step({ found: [event] }), 'end');
  const pages = await all(search.watch(1));
  expect(pages.at(-1)?.rows).toMatchObject([{ found: { email: { kind: 'read', details } } }]);
  finder.give(step({ found: [event] }));
  await all(search.watch(1));
  expect(asked).toEqual([event.event.entityId]);
});

test('an email that was asked for while the search went on is waited for once it has ended', async () => {
  const details = sampleEmail({ fromEmail: 'late@sender.example' });
  const event = { ...foundEvent('a', 1), email: { kind: 'unread' as const } };
  let tell = (_: typeof details) => {};
  const told = new Promise<typeof details>((resolve) => {
    tell = resolve;
  });
  const { search, finder } = begin({ readEmail: () => told });
  finder.give(step({ found: [event] }));
  await expect.poll(() => search.total).toBe(1);
  const pages = search.watch(1);
  await pages.next();
  await pages.next();
  finder.give('end');
  const rest = all(pages);
  await nextTurn();
  tell(details);
  expect((await rest).at(-1)?.rows).toMatchObject([{ found: { email: { kind: 'read', details } } }]);
});

test('a row whose email turns out to be from somebody else doesn’t match any more, and isn’t counted', async () => {
  const fromEvil: Query = { ...everything, filters: [{ field: 'from', negated: false, values: ['evil.example'] }] };
  const unread = (id: string, minute: number, entityId: string) => {
    const { event, ...found } = foundEvent(id, minute);
    return { ...found, event: { ...event, entityId, sender: undefined }, email: { kind: 'unread' as const } };
  };
  const theirEmail = 'a'.repeat(32);
  const [theirs, anothers] = [unread('theirs', 1, theirEmail), unread('anothers', 2, 'b'.repeat(32))];
  const readEmail = async (id: string) =>
    sampleEmail({ fromEmail: id === theirEmail ? 'a@evil.example' : 'b@good.example' });
  const { search, finder, ended } = begin({ readEmail }, fromEvil);
  const pages = search.watch(1);
  finder.give(step({ found: [theirs, anothers] }));
  await expect.poll(() => search.page(1)).toMatchObject({ total: 2, unsure: 2 });
  const marked = { total: 1, unsure: 0, rows: [{ standing: 'matches' }, { standing: 'never_matched' }] };
  await expect.poll(async () => (await pages.next()).value).toMatchObject(marked);
  // HEC’s answers overlap.
  finder.give(step({ found: [theirs, anothers] }), 'end');
  await ended;
  expect(search.page(1)).toMatchObject(marked);
  expect(search.matching().map(({ id }) => id)).toEqual(['theirs']);
  search.sortAnew();
  expect(search.page(1)).toMatchObject({ total: 1, rows: [{ found: { id: 'theirs' } }] });
});

test('whenever pages are looked at, nothing that was shown moves, and nothing is shown twice or left out', async () => {
  const steps = fc.array(
    fc.record({
      minutes: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }),
      look: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const { search, finder, ended } = begin({ seen: nothingSeen });
      const ids = new Set<string>();
      const shown = new Map<number, string[]>();
      for (const { minutes, look } of given) {
        const found = minutes.map((minute, at) => foundEvent(`${minute}-${at}`, minute));
        for (const { id } of found) ids.add(id);
        finder.give(step({ found }));
        while (search.total < ids.size) await nextTurn();
        if (look === 0) continue;
        const page = idsOf(search.page(look));
        expect(page.slice(0, shown.get(look)?.length ?? 0)).toEqual(shown.get(look) ?? []);
        shown.set(look, page);
      }
      finder.give('end');
      await ended;
      const pages = Array.from({ length: Math.ceil(ids.size / 10) }, (_, at) => idsOf(search.page(at + 1)));
      expect(pages.flat().toSorted()).toEqual([...ids].toSorted());
      for (const [page, before] of shown) expect(pages[page - 1]?.slice(0, before.length) ?? []).toEqual(before);
    }),
    { numRuns: 50 },
  );
});

test('a search that has found 10,000 asks HEC for no more, and says that there may be more', async () => {
  const { search, finder, ended } = begin();
  const found = Array.from({ length: 10_001 }, (_, minute) => foundEvent(`e${minute}`, minute));
  finder.give(step({ found }), step({ found: [foundEvent('one more', 20_000)] }));
  await ended;
  expect(search.page(1)).toMatchObject({ total: 10_001, progress: { kind: 'whole', cut: 'list_full' } });
  expect(finder.signal?.aborted).toBe(true);
});
