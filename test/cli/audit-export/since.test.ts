import { describe, expect, test } from 'vitest';
import { readSince } from '../../../src/cli/audit-export/since.ts';

const now = new Date('2026-11-23T12:00:00Z');

describe('the start of an export', () => {
  test.each([
    ['7d', '2026-11-16T12:00:00.000Z'],
    ['12h', '2026-11-23T00:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ])('an export can start from %s', (text, expected) => {
    expect(readSince(text, now).toISOString()).toBe(expected);
  });

  test.each(['', 'yesterday', '7', '2026-13-40', '-1d'])(
    'an export can’t start from %j, and the error says what works',
    (text) => {
      expect(() => readSince(text, now)).toThrow(/7d, 12h or a date/);
    },
  );
});
