/** How far back the export goes: `7d`, `12h`, or a date. */
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { subDays, subHours } from 'date-fns';

/** @throws InvalidArgumentError */
export function readSince(text: string, now: Date): Date {
  const [, count, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (count !== undefined) return unit === 'd' ? subDays(now, Number(count)) : subHours(now, Number(count));
  const date = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : undefined;
  if (date === undefined || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('It takes 7d, 12h or a date such as 2026-11-01.');
  return date;
}
