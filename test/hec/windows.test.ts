import { subDays, subHours } from 'date-fns';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newestWindows, olderWindows, recordWindow } from '../../src/hec/windows.ts';

const now = new Date('2026-11-23T12:00:00Z');

test('the windows of any time touch each other, the newest first, and leave nothing out', () => {
  const hours = fc.integer({ min: 1, max: 24 * 700 });
  fc.assert(
    fc.property(hours, hours, fc.integer({ min: 0, max: 1_000_000 }), (back, lasts, rowsADay) => {
      const start = subHours(now, back);
      const until = new Date(Math.min(now.getTime(), start.getTime() + lasts * 3_600_000));
      const whole = recordWindow({ start, end: until }, now);
      const windows = [...newestWindows(whole, now), ...olderWindows(whole, now, rowsADay)];
      expect(windows[0]?.end).toEqual(whole.end);
      expect(windows.at(-1)?.start).toEqual(whole.start);
      const isWrong = windows.some(({ start, end = now }, index) => {
        return start >= end || (index > 0 && end.getTime() !== windows[index - 1]?.start.getTime());
      });
      expect(isWrong).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test('a window that ends now has no end, so a record by a clock ahead of ours is in it', () => {
  expect(recordWindow({ start: subDays(now, 1), end: now }, now).end).toBeUndefined();
});

test('the more HEC had on the last day, the shorter are the windows before it', () => {
  const whole = recordWindow({ start: subDays(now, 29), end: now }, now);
  const [few, many] = [10, 4_000].map((rowsADay) => olderWindows(whole, now, rowsADay).length);
  expect(few).toBe(1);
  expect(many).toBeGreaterThan(200);
});
