import { expect, test } from 'vitest';
import { nameKey } from '../../src/events/hec-name.ts';

test.each(['severityChange', 'Severity Change', 'severity_change', 'SEVERITY-CHANGE', ' severity\tchange\n'])(
  'the name %j has the same key as its other spellings',
  (name) => {
    expect(nameKey(name)).toBe('severitychange');
  },
);

test('different names have different keys', () => {
  const names = ['quarantine', 'quarantine_email', 'release', '隔離', 'Ärger'];
  expect(new Set(names.map(nameKey)).size).toBe(names.length);
});

test.each(['', ' ', '_-'])('the name %j has no letters and so an empty key', (name) => {
  expect(nameKey(name)).toBe('');
});

test('the key of a very long name is cut to 200 characters', () => {
  expect(nameKey('a'.repeat(1_000_000))).toHaveLength(200);
});
