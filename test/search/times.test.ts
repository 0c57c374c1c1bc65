import { describe, expect, test } from 'vitest';
import { describe as describeQuery } from '../../src/search/describe.ts';
import { parse } from '../../src/search/parse.ts';
import { type Clock, windowOf } from '../../src/search/query.ts';

/** A Sunday: still Saturday in New York, and already Monday in Auckland. */
const now = new Date('2026-11-29T12:00:00Z');
const inBerlin: Clock = { now, offsetSeconds: 3_600 };

function windowFor(text: string, clock = inBerlin): string[] {
  const parsed = parse(text, clock);
  if (parsed.kind === 'problems') return parsed.problems;
  const { start, end } = windowOf(parsed.query.time, clock.now);
  return [start.toISOString(), end.toISOString()].map((at) => at.replace(':00.000Z', ''));
}

const until = '2026-11-29T12:00';

describe('spans and dates are read by the person’s clock', () => {
  test.each([
    ['invoice', '2026-11-22T12:00', until],
    ['last:24h', '2026-11-28T12:00', until],
    ['last:7d', '2026-11-22T12:00', until],
    ['last:2w', '2026-11-15T12:00', until],
    ['last:"2 weeks"', '2026-11-15T12:00', until],
    ['last:month', '2026-10-30T12:00', until],
    ['last:90min', '2026-11-29T10:30', until],
    ['LAST:Day', '2026-11-28T12:00', until],
    ['since:2026-11-01', '2026-10-31T23:00', until],
    ['since:today', '2026-11-28T23:00', until],
    ['since:yesterday', '2026-11-27T23:00', until],
    ['since:sunday', '2026-11-28T23:00', until],
    ['since:Monday', '2026-11-22T23:00', until],
    ['since:08:30', '2026-11-29T07:30', until],
    ['since:"2026-11-05 14:00"', '2026-11-05T13:00', until],
    ['since:2026-11-05T14:00:00Z', '2026-11-05T14:00', until],
    ['since:2026-11-05T14:00+05:30', '2026-11-05T08:30', until],
    ['until:2026-11-05', '2026-10-29T23:00', '2026-11-05T23:00'],
    ['until:"2026-11-05 14:00"', '2026-10-29T13:00', '2026-11-05T13:00'],
    ['since:monday until:wednesday', '2026-11-22T23:00', '2026-11-25T23:00'],
    ['since:today until:today', '2026-11-28T23:00', '2026-11-29T23:00'],
  ])('%s', (text, start, end) => {
    expect(windowFor(text)).toEqual([start, end]);
  });

  test('today is another day in New York and in Auckland than in London', () => {
    const early: Clock = { now: new Date('2026-11-29T02:00:00Z'), offsetSeconds: -5 * 3_600 };
    expect(windowFor('since:today', early)[0]).toBe('2026-11-28T05:00');
    expect(windowFor('since:today', { now, offsetSeconds: 13 * 3_600 })[0]).toBe('2026-11-29T11:00');
    expect(windowFor('since:sunday', { now, offsetSeconds: 13 * 3_600 })[0]).toBe('2026-11-28T11:00');
  });
});

describe('a time that makes no sense is told', () => {
  test.each([
    ['last:24', /“24” has no unit\. Write last:24h or last:24d\./],
    ['last:6m', /could be minutes or months\. Write last:6min or last:6mo\./],
    ['last:0d', /no time at all/],
    ['last:forever', /isn’t a span of time/],
    ['last:10y', /goes back two years at most/],
    ['last:1h last:2h', /last: is there twice/],
    ['last:1h,2h', /last: is there twice/],
    ['since:today since:yesterday', /since: is there twice/],
    ['until:today until:yesterday', /until: is there twice/],
    ['-last:7d', /last: can’t be ruled out/],
    ['last:7d since:yesterday', /last: says all about the time/],
    ['last:7d until:yesterday', /last: says all about the time/],
    ['since:2026-11-30', /since:2026-11-30 is in the future/],
    ['since:14:00', /since:14:00 is in the future/],
    ['until:2026-12-24', /until:2026-12-24 is in the future/],
    ['until:14:00', /until:14:00 is in the future/],
    ['since:2026-11-20 until:2026-11-10', /is not before until:2026-11-10/],
    ['since:"2026-11-20 10:00" until:"2026-11-20 10:00"', /nothing lies between them/],
    ['since:1999-01-01', /two years at most/],
    ['until:1999-01-01', /two years at most/],
    ['since:05/11/2026', /isn’t a date\. Write it as 2026-11-01/],
    ['since:2026-02-30', /isn’t a date/],
    ['since:"2026-11-05 25:00"', /isn’t a date/],
    ['since:yesterdya', /Did you mean since:yesterday\?/],
    ['since:24h', /Did you mean last:24h\?/],
  ])('%s', (text, sentence) => {
    expect(windowFor(text)).toEqual([expect.stringMatching(sentence)]);
  });
});

test.each([
  ['last:24h', 'All events, in the last 24 hours'],
  ['last:month', 'All events, in the last month'],
  ['since:yesterday', 'All events, since 2026-11-28'],
  ['since:08:30', 'All events, since 2026-11-29 08:30'],
  ['until:2026-11-05', 'All events, in the 7 days until the end of 2026-11-05'],
  ['since:monday until:"2026-11-25 14:00"', 'All events, from 2026-11-23 until 2026-11-25 14:00'],
])('the time of %s is described on the person’s clock', (text, words) => {
  const parsed = parse(text, inBerlin);
  expect(parsed.kind === 'query' && describeQuery(parsed.query, inBerlin)).toBe(words);
});
