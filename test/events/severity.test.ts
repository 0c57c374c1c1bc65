import { describe, expect, test } from 'vitest';
import { severityMark } from '../../src/events/severity.ts';

describe('severities', () => {
  test('each severity has its own word and mark', () => {
    const marks = ([5, 4, 3, 2, 1] as const).map((level) => severityMark({ kind: 'known', level }));
    expect(marks.map(({ word }) => word)).toEqual(['Critical', 'High', 'Medium', 'Low', 'Lowest']);
    expect(new Set(marks.map(({ mark }) => mark)).size).toBe(5);
  });

  test('an unknown severity is shown as HEC wrote it, and never as a mark alone', () => {
    expect(severityMark({ kind: 'unknown', text: ' Odd ' })).toEqual({ mark: '⚫', word: 'Severity Odd' });
    expect(severityMark({ kind: 'unknown', text: ' ' })).toEqual({ mark: '⚫', word: 'Unknown severity' });
  });
});
