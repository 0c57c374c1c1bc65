/** Spans of time as people write them: `24h`, `7d`, `2w`, `month`, `2 weeks`. */
import { hoursToMilliseconds, minutesToMilliseconds } from 'date-fns';
import { problem, quoted, type Reading, understood } from './reading.ts';

export interface Span {
  amount: number;
  unit: Unit;
}

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

const units: Readonly<Record<Unit, { length: number; short: string; aliases: readonly string[] }>> = {
  minute: { length: minutesToMilliseconds(1), short: 'min', aliases: ['minutes', 'mins'] },
  hour: { length: hoursToMilliseconds(1), short: 'h', aliases: ['hours', 'hr', 'hrs'] },
  day: { length: hoursToMilliseconds(24), short: 'd', aliases: ['days'] },
  week: { length: hoursToMilliseconds(7 * 24), short: 'w', aliases: ['weeks', 'wk', 'wks'] },
  // Whoever asks for the last month wants about that long, whatever day it is.
  month: { length: hoursToMilliseconds(30 * 24), short: 'mo', aliases: ['months', 'mon'] },
  year: { length: hoursToMilliseconds(365 * 24), short: 'y', aliases: ['years', 'yr', 'yrs'] },
};

const isUnit = (text: string): text is Unit => Object.hasOwn(units, text);
const unitNames = Object.keys(units).filter(isUnit);

/** Enough for any incident: reading all events of more would take hours. */
export const longestDays = 731;
export const longestWords = 'two years';

/** In milliseconds. */
export function lengthOf({ amount, unit }: Span): number {
  return amount * units[unit].length;
}

const advice = 'Write it as last:24h, last:7d, last:2w or last:month.';

export function readSpan(text: string): Reading<Span> {
  const [, digits = '1', word = ''] = /^(\d{1,6})?\s?([a-z]*)$/i.exec(text) ?? [];
  if (word.toLowerCase() === 'm') {
    return problem(`${quoted(text)} could be minutes or months. Write last:${digits}min or last:${digits}mo.`);
  }
  const unit = unitNamed(word.toLowerCase());
  if (unit === undefined) {
    if (/^\d+$/.test(text)) return problem(`${quoted(text)} has no unit. Write last:${digits}h or last:${digits}d.`);
    return problem(`${quoted(text)} isn’t a span of time. ${advice}`);
  }
  const span = { amount: Number(digits), unit };
  if (span.amount === 0) return problem(`${quoted(text)} is no time at all. ${advice}`);
  if (lengthOf(span) > hoursToMilliseconds(24 * longestDays)) {
    return problem(`${quoted(text)} is too long: a search goes back ${longestWords} at most.`);
  }
  return understood(span);
}

function unitNamed(word: string): Unit | undefined {
  return unitNames.find((name) => [name, units[name].short, ...units[name].aliases].includes(word));
}

export function spanToText({ amount, unit }: Span): string {
  return `${amount}${units[unit].short}`;
}

/** "24 hours", "week". */
export function describeSpan({ amount, unit }: Span): string {
  return amount === 1 ? unit : `${amount} ${unit}s`;
}
