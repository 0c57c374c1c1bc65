import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Searches } from '../../../src/services/search/searches.ts';
import { asOf, everything, foundEvent, GivenSteps, nothingSeen, step } from '../../support/fake-search.ts';

function start(searched: (words: string) => Promise<string> = async (words) => `record of ${words}`) {
  const recorded: [string, number][] = [];
  const finder = new GivenSteps();
  let now = asOf.getTime();
  const searches = new Searches({
    finder,
    seen: nothingSeen,
    readEmail: async () => undefined,
    times: { fullMs: 0, firstMs: 0, changeMs: 0, wholeMs: 60_000 },
    auditTrail: {
      searched: (_by, words) => searched(words),
      searchEnded: async (...ended) => void recorded.push(ended),
    },
    logger: pino({ enabled: false }),
    now: () => now,
  });
  const request = { query: everything, text: 'last:7d', asOf, by: { userId: 'U1' } };
  const pass = (ms: number) => {
    now += ms;
  };
  return { searches, finder, recorded, request, pass };
}

test('a search is recorded with its words before it begins, and with how many it found once it has ended', async () => {
  const { searches, finder, recorded, request } = start();
  await searches.open(request);
  finder.give(step({ found: [foundEvent('a', 1), foundEvent('b', 2)] }), 'end');
  await expect.poll(() => recorded).toEqual([['record of last:7d', 2]]);
});

test('a search that can’t be recorded doesn’t begin, and can be tried again', async () => {
  let isBroken = true;
  const { searches, finder, request } = start(async () => {
    if (isBroken) throw new Error('the database is away');
    return 'record';
  });
  await expect(searches.open(request)).rejects.toThrow('the database is away');
  expect(finder.signal).toBeUndefined();
  isBroken = false;
  await searches.open(request);
  await expect.poll(() => finder.signal).toBeDefined();
});

test('the same question as of the same moment is one search, however often it is pressed', async () => {
  const { searches, request } = start();
  const [one, same, another] = await Promise.all([
    searches.open(request),
    searches.open(request),
    searches.open({ ...request, by: { userId: 'U2' } }),
  ]);
  expect(same).toBe(one);
  expect(another).not.toBe(one);
});

test('a new search of the same person ends the earlier one, and nobody else’s', async () => {
  const { searches, request } = start();
  const first = await searches.open(request);
  const others = await searches.open({ ...request, by: { userId: 'U2' } });
  const second = await searches.open({ ...request, text: 'last:1h' });
  const ended = [first, others, second].map(({ progress }) => progress);
  expect(ended).toEqual([{ kind: 'stopped', why: 'another' }, { kind: 'looking' }, { kind: 'looking' }]);
});

test('looking at an earlier list again ends nothing', async () => {
  const { searches, request } = start();
  await searches.open(request);
  const second = await searches.open({ ...request, text: 'last:1h' });
  await searches.open(request);
  expect(second.progress).toEqual({ kind: 'looking' });
});

test('a closed search ends, and one that isn’t known can be closed as well', async () => {
  const { searches, request } = start();
  searches.stop(request, 'closed');
  const search = await searches.open(request);
  searches.stop(request, 'closed');
  expect(search.progress).toEqual({ kind: 'stopped', why: 'closed' });
});

test('a list that nobody has paged through for half an hour is forgotten, and begins again', async () => {
  const { searches, finder, recorded, request, pass } = start();
  const first = await searches.open(request);
  finder.give('end');
  await expect.poll(() => recorded.length).toBe(1);
  pass(30 * 60_000 + 1);
  expect(await searches.open(request)).not.toBe(first);
});

test('a search under way whose room others took goes on, and can be closed', async () => {
  const { searches, request } = start();
  const first = await searches.open(request);
  const many = Array.from({ length: 2_000 }, (_, each) => ({ ...request, by: { userId: `U${each + 2}` } }));
  await Promise.all(many.map((each) => searches.open(each)));
  expect(await searches.open(request)).toBe(first);
  expect(first.progress).toEqual({ kind: 'looking' });
  searches.stop(request, 'closed');
  expect(first.progress).toEqual({ kind: 'stopped', why: 'closed' });
});

test('of two searches that a person begins at once, the later one goes on, whichever is recorded first', async () => {
  let recordFirst = (_id: string): void => undefined;
  const firstRecord = new Promise<string>((resolve) => {
    recordFirst = resolve;
  });
  const { searches, request } = start((words) => (words === request.text ? firstRecord : Promise.resolve(words)));
  const opening = searches.open(request);
  const later = await searches.open({ ...request, text: 'last:1h' });
  recordFirst('record');
  const earlier = await opening;
  expect([earlier.progress, later.progress]).toEqual([{ kind: 'stopped', why: 'another' }, { kind: 'looking' }]);
});
