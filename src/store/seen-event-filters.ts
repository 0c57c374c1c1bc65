/**
 * What the database can decide of a search. Whatever it leaves out is a miss by `match`, too, which decides the rest: so
 * what isn't known of an event never leaves it out here.
 */
import { type AnyColumn, and, inArray, isNull, like, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { nameKey } from '../events/hec-name.ts';
import { type Choice, withIncluded } from '../search/choices.ts';
import { plainAddress, plainText } from '../search/compare.ts';
import { choicesOf } from '../search/fields.ts';
import type { Filter, Query, SeverityFilter, ValueFilter, Words } from '../search/query.ts';
import { seenEvents } from './schema.ts';

const { severity, type, state, confidence, saas, plainSender, plainText: plainTexts } = seenEvents;

export function conditionsOf({ filters, words }: Pick<Query, 'filters' | 'words'>): SQL | undefined {
  return and(...filters.map(conditionOf), ...words.map(hasWords));
}

function conditionOf(filter: Filter): SQL | undefined {
  switch (filter.field) {
    case 'severity':
      return hasSeverity(filter);
    case 'type':
      return or(isChoice(filter, 'type', type), mayBeReported(filter));
    case 'state':
      return isChoice(filter, 'state', state);
    case 'confidence':
      return isChoice(filter, 'confidence', confidence);
    case 'saas':
      return isChoice(filter, 'saas', saas);
    case 'from':
      return filter.negated ? undefined : or(...filter.values.map(mayBeFrom));
    default:
      return undefined;
  }
}

function hasSeverity({ levels, negated }: SeverityFilter): SQL | undefined {
  return or(isNull(severity), negated ? notInArray(severity, levels) : inArray(severity, levels));
}

/** A value that nobody knows may mean the same, so it is neither a match nor a miss. */
function isChoice(
  { values, negated }: ValueFilter,
  field: 'type' | 'state' | 'confidence' | 'saas',
  column: AnyColumn,
) {
  const choices = choicesOf(field);
  const names = new Set(values.flatMap((value) => withIncluded(choices, value)));
  const isWanted = ({ name }: Choice) => names.has(name);
  const wanted = keysOf(choices.filter(isWanted));
  const others = keysOf(choices.filter((choice) => !isWanted(choice))).filter((key) => !wanted.includes(key));
  // Compared once, because rows by the thousand are.
  const key = sql`translate(lower(${column}), ' _-', '')`;
  return or(isNull(column), notInArray(key, negated ? wanted : others));
}

/** All of the spellings. */
function keysOf(choices: readonly Choice[]): string[] {
  return choices.flatMap(({ name, aliases }) => [name, ...aliases].map(nameKey));
}

/** What a user reported, HEC may call phishing, and only its confidence tells. */
function mayBeReported({ negated }: ValueFilter): SQL | undefined {
  return negated ? undefined : sql`translate(lower(${confidence}), ' _-', '') = 'alert'`;
}

/** Of the address's host or of one below it; or a domain alone, whatever stands in front of it. */
function mayBeFrom(value: string): SQL | undefined {
  const address = plainAddress(value);
  const host = address.slice(address.lastIndexOf('@') + 1);
  return or(
    isNull(plainSender),
    sql`right(${plainSender}, length(${host}::text)) = ${host}::text`,
    sql`(strpos(${plainSender}, '@') = 0 and right(${host}::text, length(${plainSender})) = ${plainSender})`,
  );
}

/** While nothing is known of the subject, it may hold them. */
function hasWords({ text, negated }: Words): SQL | undefined {
  const pattern = `%${plainText(text).replace(/[\\%_]/g, '\\$&')}%`;
  if (negated) return sql`${plainTexts} not like ${pattern}`;
  return or(like(plainTexts, pattern), and(isNull(seenEvents.emailSeenAt), isNull(seenEvents.subject)));
}
