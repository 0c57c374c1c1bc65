/** What a search asks for, as it was understood. Two queries that mean the same are equal. */
import { subMilliseconds } from 'date-fns';
import type { SeverityLevel } from '../events/security-event.ts';
import type { ValueField } from './fields.ts';
import { lengthOf, type Span } from './spans.ts';

export interface Query {
  about: 'events' | 'emails';
  /** All of them must hold. In the order of the fields, and for each field what is asked for before what is ruled out. */
  filters: Filter[];
  /** All of them must hold, too. */
  words: Words[];
  time: QueryTime;
}

/** One of its values is enough. If negated, none of them may be so. */
export type Filter = SeverityFilter | ValueFilter;

export interface SeverityFilter {
  field: 'severity';
  negated: boolean;
  /** The worst first. */
  levels: SeverityLevel[];
}

export interface ValueFilter {
  field: ValueField;
  negated: boolean;
  /** In their canonical spelling: addresses, domains and hashes in lower case, choices by name. */
  values: string[];
}

/** In the description or the subject. */
export interface Words {
  text: string;
  negated: boolean;
}

export type QueryTime =
  | { kind: 'last'; span: Span }
  /** Whole seconds. `until` isn't part of it: the end of a day is the start of the next. */
  | { kind: 'since'; since: Date }
  | { kind: 'until'; until: Date }
  | { kind: 'between'; since: Date; until: Date };

/** Whose words are read: their "today" isn't the server's. */
export interface Clock {
  now: Date;
  /** Seconds east of UTC, as Slack's `tz_offset`. */
  offsetSeconds: number;
}

/** If no time is given. */
export const defaultSpan: Span = { amount: 7, unit: 'day' };

/** From when until when to look. The end isn't part of it. */
export function windowOf(time: QueryTime, now: Date): { start: Date; end: Date } {
  switch (time.kind) {
    case 'last':
      return { start: subMilliseconds(now, lengthOf(time.span)), end: now };
    case 'since':
      return { start: time.since, end: now };
    case 'until':
      return { start: subMilliseconds(time.until, lengthOf(defaultSpan)), end: time.until };
    case 'between':
      return { start: time.since, end: time.until };
  }
}
