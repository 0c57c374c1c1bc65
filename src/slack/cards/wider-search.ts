/** What might find something where a search found nothing: a longer time, or one filter less. */
import { emailServicesOf } from '../../search/email-services.ts';
import { fields } from '../../search/fields.ts';
import type { Query, QueryTime } from '../../search/query.ts';
import { describeSpan, lengthOf, type Span } from '../../search/spans.ts';
import type { CarriedSearch } from './search-codec.ts';

export interface WiderSearch {
  /** It may hold the person's own words. */
  label: string;
  query: Query;
}

const longer: readonly Span[] = [
  { amount: 7, unit: 'day' },
  { amount: 30, unit: 'day' },
  { amount: 180, unit: 'day' },
];
const mostOffered = 4;

export function widerSearches({ query }: Pick<CarriedSearch, 'query'>): WiderSearch[] {
  const first = canMatchNone(query) ? asEvents(query) : withLongerTime(query);
  const others = withoutOne(query).filter((other) => !canMatchNone(other.query));
  return [...first, ...others].slice(0, mostOffered);
}

/** Whether emails are sought where none are, however long the time. */
export function canMatchNone(query: Query): boolean {
  return query.about === 'emails' && emailServicesOf(query).length === 0;
}

/** Unless something is asked that only emails have. */
function asEvents(query: Query): WiderSearch[] {
  if (query.filters.some(({ field }) => fields[field].about === 'emails')) return [];
  return [{ label: 'Events instead', query: { ...query, about: 'events' } }];
}

function withLongerTime(query: Query): WiderSearch[] {
  const span = longer.find((each) => isLonger(each, query.time));
  if (span === undefined) return [];
  return [{ label: `In the last ${describeSpan(span)}`, query: { ...query, time: { kind: 'last', span } } }];
}

/** Of a time with dates, people know why they chose them. */
function isLonger(span: Span, time: QueryTime): boolean {
  return time.kind === 'last' && lengthOf(span) > lengthOf(time.span);
}

/** “Any sender”, “Any IP address …”. */
function withinSentence(words: string): string {
  return /^(?:[A-Z]{2}|Message-ID)/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
}

/** Without the last thing there would be nothing to search for. */
function withoutOne(query: Query): WiderSearch[] {
  const { filters, words } = query;
  if (filters.length + words.length < 2) return [];
  const asked = <Each extends { negated: boolean }>(all: Each[]) => all.filter(({ negated }) => !negated);
  return [
    ...asked(words).map((word) => ({
      // A button cuts off the end of long words.
      label: `Leave out “${word.text}”`,
      query: { ...query, words: words.filter((other) => other !== word) },
    })),
    ...asked(filters).map((filter) => ({
      label: `Any ${withinSentence(fields[filter.field].words)}`,
      query: { ...query, filters: filters.filter((other) => other !== filter) },
    })),
  ];
}
