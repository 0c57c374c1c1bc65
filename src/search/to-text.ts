/** Writes a query as text again, to refine it or to try it once more. Reading that text gives the same query. */

import type { SeverityLevel } from '../events/security-event.ts';
import type { Clock, Filter, Query, QueryTime, Words } from './query.ts';
import { spanToText } from './spans.ts';
import { sinceText, untilText } from './times.ts';
import { allLevels, severityName } from './values.ts';

/** @param clock that of the person who will read it */
export function toText({ about, filters, words, time }: Query, clock: Clock): string {
  return [
    ...filters.map(filterText),
    ...(about === 'emails' ? ['in:emails'] : []),
    ...words.map(wordsText),
    timeText(time, clock),
  ].join(' ');
}

export function filterText(filter: Filter): string {
  const values = filter.field === 'severity' ? severityText(filter.levels) : filter.values.map(valueText).join(',');
  return `${filter.negated ? '-' : ''}${filter.field}:${values}`;
}

/** `high+` for the worst levels down to one. */
export function severityText(levels: readonly SeverityLevel[]): string {
  const least = leastOf(levels);
  return least === undefined ? levels.map(severityName).join(',') : `${severityName(least)}+`;
}

/** The level of which "or worse" is said; undefined if there is a gap, or only one level. */
export function leastOf(levels: readonly SeverityLevel[]): SeverityLevel | undefined {
  const isFromTheTop = levels.length > 1 && levels.every((level, at) => level === allLevels[at]);
  return isFromTheTop ? levels.at(-1) : undefined;
}

export function wordsText({ text, negated }: Words): string {
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_.@-]*$/u.test(text) && !['AND', 'OR', 'NOT'].includes(text);
  return `${negated ? '-' : ''}${isPlain ? text : inQuotes(text)}`;
}

export const valueText = (text: string) => (/^[\p{L}\p{N}\p{M}_.@:/?=&%~#+-]+$/u.test(text) ? text : inQuotes(text));

export const inQuotes = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

function timeText(time: QueryTime, clock: Clock): string {
  const since = (at: Date) => `since:${valueText(sinceText(at, clock))}`;
  const until = (at: Date) => `until:${valueText(untilText(at, clock))}`;
  switch (time.kind) {
    case 'last':
      return `last:${spanToText(time.span)}`;
    case 'since':
      return since(time.since);
    case 'until':
      return until(time.until);
    case 'between':
      return `${since(time.since)} ${until(time.until)}`;
  }
}
