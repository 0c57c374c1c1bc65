/**
 * Reads what people search for. Nothing is searched for by accident: whatever isn't clear is told in a sentence, and then
 * there is no query.
 */
import SearchString from 'search-string';
import { kindsOfResult } from './choices.ts';
import { contradictionsIn } from './contradictions.ts';
import {
  type FieldName,
  type FilterField,
  fieldNamed,
  fieldNames,
  fields,
  isTimeField,
  type ValueField,
} from './fields.ts';
import { prepare, restored } from './pasted.ts';
import type { Clock, Filter, Query, Words } from './query.ts';
import { nearest, quoted, type Reading } from './reading.ts';
import { readTime, type TimeCondition } from './time-of-query.ts';
import { toText } from './to-text.ts';
import { readChoice, readSeverity, readValue } from './values.ts';

export type Parsed = { kind: 'query'; query: Query } | { kind: 'problems'; problems: string[] };

/** What a form of Slack's takes. */
const longestText = 3_000;
/** Buttons carry the search as `toText` writes it, in JSON: a button of Slack's takes 2,000 characters. */
const longestCarried = 1_600;
/** Each alternative may be a request to HEC of its own. */
const mostConditions = 30;
/** Most people stop after some, and so do we. */
const mostProblems = 5;

/** A filter as it was written, with one of its values. */
interface Condition {
  field: FieldName;
  negated: boolean;
  text: string;
}

/** @param text plain, not escaped; it may still have Slack's markup of links */
export function parse(text: string, clock: Clock): Parsed {
  if (text.length > longestText)
    return problems(`The search is too long: ${longestText.toLocaleString('en-US')} characters at most.`);
  const prepared = prepare(text);
  if (prepared.problems.length > 0) return problems(...prepared.problems);
  const split = SearchString.parse(prepared.text);
  const words = wordsIn(split);
  const written = split.getConditionArray();
  if (written.length + words.length === 0) {
    return problems('Say what to search for, such as severity:high+ type:phishing last:24h "delivery note".');
  }
  if (written.length + words.length > mostConditions) {
    return problems(`That is too much for one search: ${mostConditions} values and words at most.`);
  }
  return toQuery(written.map(toCondition), words, clock);
}

function problems(...sentences: string[]): Parsed {
  return { kind: 'problems', problems: [...new Set(sentences)].slice(0, mostProblems) };
}

function wordsIn(split: SearchString): Words[] {
  const all = split.getTextSegments().map(({ text, negated }) => ({ text: restored(text), negated }));
  return all.filter(({ text, negated }, at) => {
    return text !== '' && all.findIndex((other) => other.text === text && other.negated === negated) === at;
  });
}

function toQuery(read: Reading<Condition>[], words: Words[], clock: Clock): Parsed {
  const conditions = valuesOf(read);
  const isOf = (fieldIs: (field: FieldName) => boolean) => conditions.filter(({ field }) => fieldIs(field));
  const filters = fieldNames.filter(isFilterField).flatMap((field) =>
    filtersOn(
      field,
      isOf((name) => name === field),
    ),
  );
  const about = readAbout(
    isOf((field) => field === 'in'),
    filters,
  );
  const time = readTime(conditions.filter(isTimeCondition), clock);
  const query = [about, time];
  const found = [
    ...sentencesOf(read),
    ...filters.flatMap(({ problems }) => problems),
    ...sentencesOf(query),
    ...words.flatMap(wordless),
  ];
  if (found.length > 0 || about.kind === 'problem' || time.kind === 'problem') return problems(...found);
  const understood = { about: about.value, filters: filters.flatMap(({ filter }) => filter), words, time: time.value };
  const contradictions = contradictionsIn(understood);
  if (contradictions.length > 0) return problems(...contradictions);
  if (JSON.stringify(toText(understood, clock)).length > longestCarried)
    return problems('That is too long for one search. Leave out some words or values, or search in two parts.');
  return { kind: 'query', query: understood };
}

const valuesOf = <T>(readings: readonly Reading<T>[]) =>
  readings.flatMap((reading) => (reading.kind === 'understood' ? [reading.value] : []));
const sentencesOf = (readings: readonly Reading<unknown>[]) =>
  readings.flatMap((reading) => (reading.kind === 'problem' ? [reading.sentence] : []));

const isFilterField = (field: FieldName): field is FilterField => field !== 'in' && !isTimeField(field);
const isTimeCondition = (condition: Condition): condition is Condition & TimeCondition => isTimeField(condition.field);

function toCondition(written: { keyword: string; value: string; negated: boolean }): Reading<Condition> {
  const name = restored(written.keyword);
  const text = restored(written.value);
  const field = fieldNamed(name);
  if (field === undefined) return { kind: 'problem', sentence: unknownField(name, text) };
  if (text !== '') return { kind: 'understood', value: { field, negated: written.negated, text } };
  const sentence = `${field}: has an empty value. Write values straight after the colon or the comma, without a space: ${field}:${fields[field].example}.`;
  return { kind: 'problem', sentence };
}

/** A misspelt filter is never taken for words. */
function unknownField(name: string, text: string): string {
  const meant =
    fieldNames.find((field) => fields[field].meant.some((other) => other.toLowerCase() === name.toLowerCase())) ??
    nearest(name, fieldNames);
  const words = `To search for these words, put them in quotes: "${name}:${text}".`;
  if (/^https?$/i.test(name)) return `To search for a link, write url:${quoted(`${name}:${text}`).slice(1, -1)}.`;
  if (meant === undefined)
    return `${quoted(`${name}:`)} isn’t a filter. The filters are ${fieldNames.map((field) => `${field}:`).join(', ')}. ${quotedShort(words)}`;
  return `${quoted(`${name}:`)} isn’t a filter. Did you mean ${meant}:? ${quotedShort(words)}`;
}

/** The advice would be longer than its use. */
const quotedShort = (advice: string) =>
  advice.length > 120 ? 'To search for words with a colon, put them in quotes.' : advice;

function wordless({ text }: Words): string[] {
  const isFine = /[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(text);
  return isFine ? [] : [`${quoted(text)} can’t be searched for alone. Put it in quotes with the words next to it.`];
}

interface FieldReading {
  filter: Filter[];
  problems: string[];
}

function filtersOn(field: FilterField, conditions: readonly Condition[]): FieldReading[] {
  return [false, true].map((negated) => {
    const texts = conditions.filter((condition) => condition.negated === negated).map(({ text }) => text);
    return field === 'severity' ? severityFilter(negated, texts) : valueFilter(field, negated, texts);
  });
}

function severityFilter(negated: boolean, texts: readonly string[]): FieldReading {
  const readings = texts.map(readSeverity);
  const levels = [...new Set(valuesOf(readings).flat())].sort((one, other) => other - one);
  return {
    filter: levels.length === 0 ? [] : [{ field: 'severity', negated, levels }],
    problems: sentencesOf(readings),
  };
}

function valueFilter(field: ValueField, negated: boolean, texts: readonly string[]): FieldReading {
  const readings = texts.map((text) => readValue(field, text));
  const values = [...new Set(valuesOf(readings))];
  return { filter: values.length === 0 ? [] : [{ field, negated, values }], problems: sentencesOf(readings) };
}

/** Emails, if that is said or if a filter is about them. */
function readAbout(conditions: readonly Condition[], filters: readonly FieldReading[]): Reading<Query['about']> {
  const onlyOfEmails = filters.flatMap(({ filter }) => filter).find(({ field }) => fields[field].about === 'emails');
  const readings = conditions.map(({ text }) => readChoice('in', kindsOfResult, text));
  const [sentence] = sentencesOf(readings);
  if (sentence !== undefined) return { kind: 'problem', sentence };
  const said = new Set(valuesOf(readings));
  if (said.size > 1)
    return { kind: 'problem', sentence: 'A search lists either events or emails. Write in: only once.' };
  if (conditions.some(({ negated }) => negated))
    return { kind: 'problem', sentence: 'in: can’t be ruled out. Write in:events or in:emails.' };
  if (!said.has('events'))
    return { kind: 'understood', value: said.has('emails') || onlyOfEmails !== undefined ? 'emails' : 'events' };
  if (onlyOfEmails === undefined) return { kind: 'understood', value: 'events' };
  return { kind: 'problem', sentence: `${onlyOfEmails.field}: finds only emails. Leave out in:events.` };
}
