/**
 * Cuts the time that is searched into windows: the newest first, and short enough that several can be read at once.
 *
 * HEC's windows are on when it made a record. That may be hours after an email came or an event was made, and a little before
 * by the clock of whoever dated it.
 */
import { addMilliseconds, hoursToMilliseconds, minutesToMilliseconds, subHours, subMilliseconds } from 'date-fns';
import type { Window } from './walk.ts';

/** How much later than what it is about HEC made a record: 1 h 41 min was seen. */
const latestMs = hoursToMilliseconds(24);
const earliestMs = minutesToMilliseconds(30);

/** The window of the records of what happened between these. */
export function recordWindow({ start, end }: { start: Date; end: Date }, now: Date, lateMs = latestMs): Window {
  const last = addMilliseconds(end, lateMs);
  return { start: subMilliseconds(start, earliestMs), end: last < now ? last : undefined };
}

/** Whoever has read all records from `recorded` on knows all that happened from here on. */
export function knownFrom(recorded: Date, now: Date): Date {
  const known = addMilliseconds(recorded, earliestMs);
  return known < now ? known : now;
}

const firstHours = [1, 6, 24];

/** The last day's windows. Two that touch share that moment, so nothing falls between. */
export function newestWindows(whole: Window, now: Date): [Window, ...Window[]] {
  const [first, ...others] = cut(
    whole,
    firstHours.map((hours) => subHours(whole.end ?? now, hours)),
  );
  return [first ?? whole, ...others];
}

const rowsAWindow = 400;
const shortestMs = hoursToMilliseconds(1);
const longestMs = hoursToMilliseconds(30 * 24);

/** @param rowsADay as many as the newest windows had */
export function olderWindows({ start, end }: Window, now: Date, rowsADay: number): Window[] {
  const newest = subHours(end ?? now, 24);
  const lastsMs = newest.getTime() - start.getTime();
  if (lastsMs <= 0) return [];
  const wantedMs = hoursToMilliseconds(24) * (rowsAWindow / Math.max(rowsADay, 1));
  const count = Math.ceil(lastsMs / Math.min(longestMs, Math.max(shortestMs, wantedMs)));
  const ends = Array.from({ length: count }, (_, index) => subMilliseconds(newest, (lastsMs * (index + 1)) / count));
  return cut({ start, end: newest }, ends);
}

/** @param bounds the newest first */
function cut({ start, end }: Window, bounds: Date[]): Window[] {
  const windows: Window[] = [];
  let last = end;
  for (const bound of bounds) {
    const first = bound > start ? bound : start;
    windows.push({ start: first, end: last });
    if (first === start) break;
    last = first;
  }
  return windows;
}
