import { expect, test } from 'vitest';
import { parseRetryAfter } from '../src/retry-after.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['-3', undefined],
  ['0.5', undefined],
  ['0', 0],
  ['7', 7_000],
  [['7', '8'], 7_000],
  ['Mon, 14 Oct 2030 07:20:18 GMT', 18_000],
  ['Mon, 14 Oct 2030 07:19:00 GMT', 0],
])('Retry-After %j is read as %s ms', (header, expected) => {
  expect(parseRetryAfter(header, Date.UTC(2030, 9, 14, 7, 20, 0))).toBe(expected);
});
