/**
 * Says in words what was understood: "High or worse, phishing, from parcel-point.example, in the last 24 hours". It has
 * the person's own words in it, so it is as hostile as any text from outside.
 */
import { choicesOf, fields, type ValueField } from './fields.ts';
import type { Clock, Filter, Query, QueryTime, SeverityFilter, ValueFilter, Words } from './query.ts';
import { listed } from './reading.ts';
import { describeSpan } from './spans.ts';
import { sinceText, untilText } from './times.ts';
import { leastOf } from './to-text.ts';
import { severityName } from './values.ts';

/** @param clock that of the person who will read it */
export function describe({ about, filters, words, time }: Query, clock: Clock): string {
  const asked = [...filters.map(describeFilter), ...describeWords(words)];
  const what = about === 'emails' ? ['emails'] : asked.length === 0 ? ['all events'] : [];
  const whole = [...what, ...asked, describeTime(time, clock)].join(', ');
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

function describeFilter(filter: Filter): string {
  const values = filter.field === 'severity' ? describeLevels(filter) : describeValues(filter);
  const phrase = fields[filter.field].phrase.replace('*', () => values);
  return filter.negated ? ruledOut(phrase) : phrase;
}

function ruledOut(phrase: string): string {
  return phrase.startsWith('with ') ? `without ${phrase.slice('with '.length)}` : `not ${phrase}`;
}

function describeLevels({ levels }: SeverityFilter): string {
  const least = leastOf(levels);
  return least === undefined ? listed(levels.map(severityName), 'or') : `${severityName(least)} or worse`;
}

function describeValues({ field, values }: ValueFilter): string {
  return listed(
    values.map((value) => describeValue(field, value)),
    'or',
  );
}

function describeValue(field: ValueField, value: string): string {
  const { kind } = fields[field].value;
  if (kind === 'choice') return choicesOf(field).find(({ name }) => name === value)?.words ?? value;
  return kind === 'text' || kind === 'message-id' ? `“${value}”` : value;
}

function describeWords(words: readonly Words[]): string[] {
  const quotedWords = (isRuledOut: boolean) =>
    words.filter(({ negated }) => negated === isRuledOut).map(({ text }) => `“${text}”`);
  const [wanted, unwanted] = [quotedWords(false), quotedWords(true)];
  return [
    ...(wanted.length === 0 ? [] : [`with ${listed(wanted, 'and')}`]),
    ...(unwanted.length === 0 ? [] : [`without ${listed(unwanted, 'or')}`]),
  ];
}

function describeTime(time: QueryTime, clock: Clock): string {
  switch (time.kind) {
    case 'last':
      return `in the last ${describeSpan(time.span)}`;
    case 'since':
      return `since ${sinceText(time.since, clock)}`;
    case 'until':
      return `in the 7 days until ${end(time.until, clock)}`;
    case 'between':
      return `from ${sinceText(time.since, clock)} until ${end(time.until, clock)}`;
  }
}

/** A day is meant with all of its hours. */
function end(until: Date, clock: Clock): string {
  const text = untilText(until, clock);
  return text.includes(' ') ? text : `the end of ${text}`;
}
