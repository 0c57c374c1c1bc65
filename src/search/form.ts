/**
 * A search as a form holds it, for people who never type a filter: a value for each field. What it has no input for, such as
 * what is ruled out, stays text in `more`, so that nothing is lost when somebody refines a search.
 */
import { choicesOf, type FieldName, fieldNames, fields, type ValueField } from './fields.ts';
import { parse } from './parse.ts';
import type { Clock, Filter, Query, QueryTime, Words } from './query.ts';
import { defaultSpan } from './query.ts';
import { spanToText } from './spans.ts';
import { sinceText, untilText } from './times.ts';
import { filterText, inQuotes, severityText, valueText, wordsText } from './to-text.ts';

export type FormPart = FieldName | 'words' | 'more';

/** For each input what was chosen, or the one text that was written; nothing if it is empty. */
export type SearchForm = Readonly<Record<FormPart, readonly string[]>>;

export type ReadForm =
  | { kind: 'query'; query: Query }
  /** One sentence for each input that it is about. */
  | { kind: 'problems'; problems: Partial<Record<FormPart, string>> };

export const formParts: readonly FormPart[] = [...fieldNames, 'words', 'more'];

/** How bad an event is at least. The lowest would be any. */
export const leastSeverities = ['critical', 'high+', 'medium+', 'low+'] as const;
/** As `last:` takes them. */
export const offeredSpans = ['1h', '24h', '7d', '30d'] as const;

export const emptyForm: SearchForm = formOf({ in: ['events'], last: [spanToText(defaultSpan)] });

/** Nothing is filled in but what is there by itself. */
export function isEmpty(form: SearchForm): boolean {
  return textOfForm(form) === textOfForm(emptyForm);
}

/** What isn't given is empty. */
export function formOf(filled: Partial<SearchForm>): SearchForm {
  const nothing: string[] = [];
  return {
    ...{ severity: nothing, type: nothing, state: nothing, saas: nothing, confidence: nothing },
    ...{
      from: nothing,
      to: nothing,
      subject: nothing,
      url: nothing,
      hash: nothing,
      'message-id': nothing,
      ip: nothing,
    },
    ...{ in: nothing, last: nothing, since: nothing, until: nothing, words: nothing, more: nothing },
    ...filled,
  };
}

/** What a search that can't be read becomes: it is kept as it was typed. */
export function formOfText(text: string): SearchForm {
  return { ...emptyForm, more: [text] };
}

/** The form that is read as this query again. @param clock that of the person who will read it */
export function fillForm({ about, filters, words, time }: Query, clock: Clock): SearchForm {
  const shown = filters.flatMap((filter) => shownFilter(filter, clock));
  const shownWordsOf = shownWords(words, clock);
  const more = [
    ...filters.filter((filter) => shownFilter(filter, clock).length === 0).map(filterText),
    ...words.filter((each) => !shownWordsOf.includes(each)).map(wordsText),
  ];
  return formOf({
    ...Object.fromEntries(shown),
    in: [about],
    words: written(shownWordsOf.map(wordInForm).join(' ')),
    more: written(more.join(' ')),
    ...shownTime(time, clock),
  });
}

const written = (text: string) => (text === '' ? [] : [text]);

/** Nothing for a filter that the form can't show. */
function shownFilter(filter: Filter, clock: Clock): [FormPart, readonly string[]][] {
  if (filter.negated) return [];
  const values = filter.field === 'severity' ? leastSeverity(filter.levels) : valuesInForm(filter.field, filter.values);
  const read = parse(textOfPart(filter.field, values), clock);
  const isSame = read.kind === 'query' && JSON.stringify(read.query.filters) === JSON.stringify([filter]);
  return isSame ? [[filter.field, values]] : [];
}

function leastSeverity(levels: Parameters<typeof severityText>[0]): string[] {
  const text = severityText(levels);
  return leastSeverities.filter((least) => least === text);
}

function valuesInForm(field: ValueField, values: readonly string[]): readonly string[] {
  return choicesOf(field).length > 0 ? values : [values.join(takesSeveral(field) ? ', ' : ' ')];
}

/** All that are asked for, unless the order or a sign in them would be lost. */
function shownWords(words: readonly Words[], clock: Clock): readonly Words[] {
  const wanted = words.filter(({ negated }) => !negated);
  const isInOrder = wanted.every((each, at) => each === words[at]);
  const read = parse(textOfPart('words', written(wanted.map(wordInForm).join(' '))), clock);
  const isSame = read.kind === 'query' && JSON.stringify(read.query.words) === JSON.stringify(wanted);
  return isInOrder && isSame ? wanted : [];
}

const wordInForm = ({ text }: Words) => (/[\s"-]/.test(text) ? `"${text}"` : text);

function shownTime(time: QueryTime, clock: Clock): Partial<SearchForm> {
  switch (time.kind) {
    case 'last':
      return { last: [spanToText(time.span)] };
    case 'since':
      return { last: emptyForm.last, since: [sinceText(time.since, clock)] };
    case 'until':
      return { last: emptyForm.last, until: [untilText(time.until, clock)] };
    case 'between':
      return { last: emptyForm.last, since: [sinceText(time.since, clock)], until: [untilText(time.until, clock)] };
  }
}

/** Tells each problem beside the input that it is about; what is about several of them, or about none, beside `more`. */
export function readForm(form: SearchForm, clock: Clock): ReadForm {
  const found = formParts.flatMap((part) => problemIn(part, form[part], clock));
  if (found.length > 0) return { kind: 'problems', problems: Object.fromEntries(found) };
  const read = parse(textOfForm(form), clock);
  if (read.kind === 'query') return read;
  return { kind: 'problems', problems: { more: read.problems.join(' ') } };
}

/** The search in the search language. */
function textOfForm(form: SearchForm): string {
  const hasDays = [...form.since, ...form.until].some((text) => text.trim() !== '');
  const said = formParts.filter((part) => part !== 'last').map((part) => textOfPart(part, form[part]));
  const text = said.filter((each) => each !== '').join(' ');
  // What is there by itself gives way to a time in `more`.
  const isSaid = form.last.join() !== emptyForm.last.join() || text === '';
  return hasDays || !isSaid ? text : `${text} ${textOfPart('last', form.last)}`.trim();
}

function problemIn(part: FormPart, values: readonly string[], clock: Clock): [FormPart, string][] {
  const text = textOfPart(part, values);
  if (text === '') return [];
  const own = part === 'words' ? problemInWords(values.join(' ')) : undefined;
  if (own !== undefined) return [[part, own]];
  const read = parse(text, clock);
  return read.kind === 'query' ? [] : [[part, read.problems.map((sentence) => withoutName(part, sentence)).join(' ')]];
}

/** Beside its input nobody has to be told the name that the field has in the search language. */
function withoutName(part: FormPart, sentence: string): string {
  if (part === 'words' || part === 'more') return sentence;
  if (sentence.startsWith(`${part}: has an empty value`)) {
    return `There is no value here. Write it as ${fields[part].example}, or leave it empty.`;
  }
  return sentence
    .replaceAll(`A value of ${part}:`, 'A value')
    .replaceAll(`${part}: doesn’t know`, 'HEC has no')
    .replaceAll(`${part}:`, '');
}

function problemInWords(text: string): string | undefined {
  const plain = withPlainQuotes(text);
  if ((plain.match(/"/g) ?? []).length % 2 === 1) {
    return 'A quotation mark is not closed. Put quotes around words that belong together: "delivery note".';
  }
  const ruledOut = /(?<![^\s])-(?=[^\s-])(?:"[^"]*"|\S+)/u.exec(plain.replace(/(?<![^\s])"[^"]*"/g, ' '))?.[0];
  return ruledOut === undefined ? undefined : `To rule something out, write ${ruledOut} into “${moreLabel}”.`;
}

export const moreLabel = 'More filters';

/** '' for an empty input. */
function textOfPart(part: FormPart, given: readonly string[]): string {
  const values = given.map((value) => value.trim()).filter((value) => value !== '');
  const [value] = values;
  if (value === undefined) return '';
  if (part === 'more') return value;
  if (part === 'words') return wordsIn(value).map(inQuotes).join(' ');
  // Where an email filter is filled in, emails are listed, as in the search language.
  if (part === 'in') return value === 'emails' ? 'in:emails' : '';
  if (part === 'severity' || part === 'last') return `${part}:${value}`;
  const all = takesSeveral(part) ? values.flatMap(split) : values;
  return `${part}:${all.map(valueText).join(',')}`;
}

/** Of addresses and the like people paste lists. A subject or a URL can have any sign in it. */
function takesSeveral(part: FieldName): boolean {
  return ['address', 'hash', 'message-id', 'ip'].includes(fields[part].value.kind);
}

/** A name in front of an address has spaces in it. */
function split(text: string): string[] {
  const parts = text.split(/[,;\n]/).map((each) => each.trim());
  return parts.flatMap((each) => (/\s<[^<>]+>$/.test(each) ? [each] : each.split(/\s+/))).filter((each) => each !== '');
}

const withPlainQuotes = (text: string) => text.replace(/[“”„‟«»＂]/gu, '"');

function wordsIn(text: string): string[] {
  return [...withPlainQuotes(text).matchAll(/"([^"]*)"|[^\s"]+/g)]
    .map(([whole, phrase]) => (phrase ?? whole).trim())
    .filter((word) => word !== '');
}
