import { subHours, subSeconds } from 'date-fns';
import { expect, test } from 'vitest';
import type { EventQuery, HecClient } from '../../src/hec/client.ts';
import { HecFailureError } from '../../src/hec/errors.ts';
import { eventPages, walk, walkEvents } from '../../src/hec/walk.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';
import { eventPage } from '../support/hec/event-page.ts';

const end = new Date('2026-11-23T12:00:00Z');
const start = subHours(end, 8);

/** A HEC with one event a second, that ends every answer at 10,000 rows without a word. */
function cuttingHec() {
  const asked: EventQuery[] = [];
  const seconds = (date: Date) => Math.ceil(date.getTime() / 1_000);
  return {
    asked,
    async queryEvents(query: EventQuery) {
      asked.push(query);
      const first = seconds(query.start);
      const count = Math.min(10_000, seconds(query.end ?? end) - first + 1);
      const from = Number(query.cursor ?? 0);
      const events = Array.from({ length: Math.min(5_000, count - from) }, (_, index) =>
        sampleEvent({ id: `${first + from + index}` }),
      );
      return eventPage(events, events.length === 0 ? undefined : `${from + events.length}`);
    },
  };
}

test('a walk finds all that HEC has, though HEC cuts an answer at 10,000 rows without a word', async () => {
  const hec = cuttingHec();
  const found = new Set<string>();
  await walkEvents(hec, { start, end, saas: 'x' }, ({ id }) => found.add(id), AbortSignal.timeout(60_000));
  expect(found.size).toBe(8 * 3_600 + 1);
  expect(hec.asked.every(({ saas }) => saas === 'x')).toBe(true);
});

test('a walk along a cursor that never ends, ends', async () => {
  let pages = 0;
  const endless = {
    async queryEvents() {
      pages += 1;
      return eventPage([sampleEvent()], 'again');
    },
  };
  await walkEvents(endless, { start, end }, () => {}, AbortSignal.timeout(60_000));
  expect(pages).toBe(1_000);
});

/** A HEC with more in one minute than it lists. It tells how many, or not. */
function fullMinute(total: number | undefined) {
  return {
    async queryEvents({ cursor = '0' }: EventQuery) {
      const from = Number(cursor);
      const count = Math.min(100, 10_000 - from);
      const events = Array.from({ length: count }, (_, index) => sampleEvent({ id: `${from + index}` }));
      return { ...eventPage(events, count === 0 ? undefined : `${from + count}`), total };
    },
  };
}

async function walked(hec: Pick<HecClient, 'queryEvents'>, seconds: number) {
  const ids = new Set<string>();
  const signal = AbortSignal.timeout(60_000);
  const walking = walk(eventPages(hec, {}), { start: subSeconds(end, seconds), end }, { now: end, signal });
  let page = await walking.next();
  for (; page.done !== true; page = await walking.next()) for (const { id } of page.value) ids.add(id);
  return { found: ids.size, cut: page.value.cut };
}

test.each([10_000, undefined])(
  'of a minute with more than HEC lists, all that it lists is read, and why there may be more is told (total: %s)',
  async (total) => {
    expect(await walked(fullMinute(total), 60)).toEqual({ found: 10_000, cut: 'ceiling' });
  },
);

test('a full page without a cursor in the shortest window may not be all, though it is far from what HEC lists', async () => {
  const hundred = Array.from({ length: 100 }, (_, index) => sampleEvent({ id: `${index}` }));
  const hec = { queryEvents: async () => eventPage(hundred) };
  expect(await walked(hec, 60)).toEqual({ found: 100, cut: 'no_cursor' });
});

/** A HEC that has forgotten each cursor by the time it is asked for, with as many events in each second as given. */
function forgettingHec(inEachSecond: number) {
  const starts: string[] = [];
  const seconds = (date: Date) => Math.ceil(date.getTime() / 1_000);
  const hec = {
    async queryEvents({ start: from, end: to = end, cursor }: EventQuery) {
      if (cursor !== undefined) throw new HecFailureError(500);
      starts.push(from.toISOString());
      const count = (seconds(to) - seconds(from) + 1) * inEachSecond;
      const events = Array.from({ length: Math.min(100, count) }, (_, index) =>
        sampleEvent({ id: `${seconds(from) * inEachSecond + index}` }),
      );
      return eventPage(events, count > 100 ? 'gone' : undefined);
    },
  };
  return { hec, starts };
}

test('where HEC forgets every cursor, windows are halved until one page is all of it', async () => {
  const { hec } = forgettingHec(1);
  expect(await walked(hec, 800)).toEqual({ found: 801, cut: undefined });
});

test('a walk gives up, with HEC’s failure, when halves upon halves have met a cursor that HEC has forgotten', async () => {
  const { hec, starts } = forgettingHec(1);
  await expect(walked(hec, 6 * 3_600)).rejects.toThrow(HecFailureError);
  expect(starts.length).toBeLessThan(250);
});
