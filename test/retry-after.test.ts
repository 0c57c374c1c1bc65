import { expect, test } from 'vitest';
import { boundedSeconds, parseRetryAfter, waitInWords } from '../src/retry-after.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['-3', undefined],
  ['-0.5', undefined],
  ['1e3', undefined],
  ['0.5', 500],
  ['2.25', 2_250],
  ['0', 0],
  ['7', 7_000],
  [['7', '8'], 7_000],
  ['Mon, 14 Oct 2030 07:20:18 GMT', 18_000],
  ['Mon, 14 Oct 2030 07:19:00 GMT', 0],
])('Retry-After %j is read as %s ms', (header, expected) => {
  expect(parseRetryAfter(header, Date.UTC(2030, 9, 14, 7, 20, 0))).toBe(expected);
});

test.each([
  [undefined, 'a minute'],
  [0, '1 second'],
  [1_000, '1 second'],
  [1_001, '2 seconds'],
  [90_000, '90 seconds'],
  [90_001, '2 minutes'],
  [3_599_000, '60 minutes'],
  [3_600_000, 'an hour'],
  [1e17, 'an hour'],
  [Number.POSITIVE_INFINITY, 'an hour'],
  [Number.NaN, 'an hour'],
  [-5, '1 second'],
])('a wait of %s ms is told as “%s”', (ms, words) => {
  expect(waitInWords(ms)).toBe(words);
});

test.each([
  [0, 0],
  [500, 1],
  [20_000, 20],
  [1e17, 3_600],
  [Number.POSITIVE_INFINITY, 3_600],
])('a wait of %s ms is at most an hour in whole seconds: %s', (ms, seconds) => {
  expect(boundedSeconds(ms)).toBe(seconds);
});
