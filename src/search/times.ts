/**
 * Moments as people write them: `2026-11-01`, `"2026-11-05 14:00"`, `yesterday`, `monday`. They are read by the person's
 * clock, unless they name an offset of their own.
 */
import { isValid, parseISO, secondsToMilliseconds, subDays } from 'date-fns';
import type { Clock } from './query.ts';
import { nearest, problem, quoted, type Reading, understood } from './reading.ts';
import { longestDays, longestWords, readSpan } from './spans.ts';

/** What a text names: a moment, or a whole day. The end isn't part of it. */
interface Moment {
  start: Date;
  end: Date;
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const advice = 'Write it as 2026-11-01, "2026-11-01 14:00", yesterday or monday.';

export function readSince(text: string, clock: Clock): Reading<Date> {
  const moment = readMoment('since', text, clock);
  if (moment.kind === 'problem') return moment;
  const { start } = moment.value;
  if (start > clock.now) return problem(`since:${text} is in the future.`);
  if (start < subDays(clock.now, longestDays)) {
    return problem(`since:${text} is too long ago: a search goes back ${longestWords} at most.`);
  }
  return understood(start);
}

/** A day is meant with all of its hours. */
export function readUntil(text: string, clock: Clock): Reading<Date> {
  const moment = readMoment('until', text, clock);
  if (moment.kind === 'problem') return moment;
  const { start, end } = moment.value;
  if (start > clock.now) return problem(`until:${text} is in the future.`);
  if (end < subDays(clock.now, longestDays)) {
    return problem(`until:${text} is too long ago: a search goes back ${longestWords} at most.`);
  }
  return understood(end);
}

function readMoment(field: 'since' | 'until', text: string, clock: Clock): Reading<Moment> {
  const word = text.toLowerCase();
  const day = dayNamed(word, clock);
  if (day !== undefined) return understood(day);
  const time = /^\d{1,2}:\d{2}$/.test(text) ? `${wallText(clock.now, clock).slice(0, 10)} ${text}` : text;
  const moment = readDate(time, clock);
  if (moment !== undefined) return understood(moment);
  const meant = nearest(word, ['today', 'yesterday', ...weekdays]);
  if (meant !== undefined) return problem(`${quoted(text)} isn’t a date. Did you mean ${field}:${meant}?`);
  if (readSpan(text).kind === 'understood') {
    return problem(`${quoted(text)} is a span of time. Did you mean last:${text}?`);
  }
  return problem(`${quoted(text)} isn’t a date. ${advice}`);
}

/** A weekday is the newest that has begun. */
function dayNamed(word: string, clock: Clock): Moment | undefined {
  const today = startOfWallDay(toWall(clock.now, clock));
  const weekday = weekdays.findIndex((name) => name === word || name.slice(0, 3) === word);
  if (word === 'today') return wholeDay(today, clock);
  if (word === 'yesterday') return wholeDay(addWallDays(today, -1), clock);
  if (weekday === -1) return undefined;
  return wholeDay(addWallDays(today, -((today.getUTCDay() - weekday + 7) % 7)), clock);
}

const dateText =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[t ](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)? ?(?<zone>z|[+-]\d{2}:?\d{2})?)?$/i;

function readDate(text: string, clock: Clock): Moment | undefined {
  const groups = dateText.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { day = '', hour, minute = '', second = '00', zone } = groups;
  const time = hour === undefined ? '00:00:00' : `${hour.padStart(2, '0')}:${minute}:${second}`;
  const at = parseISO(`${day}T${time}${zone?.toUpperCase() ?? 'Z'}`);
  if (!isValid(at)) return undefined;
  if (hour === undefined) return wholeDay(at, clock);
  const start = zone === undefined ? fromWall(at, clock) : at;
  return { start, end: start };
}

/** Wall time is what the person's clock shows, kept as if it were UTC. */
function toWall(at: Date, { offsetSeconds }: Clock): Date {
  return new Date(at.getTime() + secondsToMilliseconds(offsetSeconds));
}

function fromWall(wall: Date, { offsetSeconds }: Clock): Date {
  return new Date(wall.getTime() - secondsToMilliseconds(offsetSeconds));
}

function startOfWallDay(wall: Date): Date {
  return new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()));
}

/** `addDays` goes by the server's zone, whose days may have 23 hours. */
function addWallDays(wall: Date, days: number): Date {
  return new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + days));
}

function wholeDay(wall: Date, clock: Clock): Moment {
  return { start: fromWall(wall, clock), end: fromWall(addWallDays(wall, 1), clock) };
}

/** `2026-11-05 14:00:00` on the person's clock. */
function wallText(at: Date, clock: Clock): string {
  return toWall(at, clock).toISOString().slice(0, 19).replace('T', ' ');
}

/** Such as `2026-11-05`, or `2026-11-05 14:00`: what the person reads, and `readSince` understands. */
export function sinceText(since: Date, clock: Clock): string {
  return shortest(wallText(since, clock));
}

/** The day that ends then, or the moment. */
export function untilText(until: Date, clock: Clock): string {
  const text = shortest(wallText(until, clock));
  if (text.length > 10) return text;
  return wallText(fromWall(addWallDays(toWall(until, clock), -1), clock), clock).slice(0, 10);
}

function shortest(text: string): string {
  return text.replace(/:00$/, '').replace(/ 00:00$/, '');
}
