/**
 * What the fields of the search language become in HEC's two requests.
 *
 * HEC checks no filter: one that it spells in another way hides what it should find. So it is told only what can't hide
 * anything, or what is looked at first and never instead of the rest. Everything it shows is filtered again here.
 */
import { services } from '../../search/choices.ts';
import type { FilterField } from '../../search/fields.ts';
import type { Filter, Query } from '../../search/query.ts';
import type { EmailClause, EventQuery } from './queries.ts';

/** `exact`: together, the clauses of a value find all that has it. `likely`: they may miss some. */
type ToldOfEmails =
  | { kind: 'not told' }
  | { kind: 'exact' | 'likely'; clauses: (value: string) => readonly EmailClause[] };

const notTold = { kind: 'not told' } as const;

/**
 * Tenants write severities in their own ways, and types and confidences are open lists of which every source has another.
 * States and severities change, too: a query for some would not tell that an event that was seen before has left them.
 */
const toldOfEvents: Record<FilterField, 'saas' | 'not told'> = {
  severity: 'not told',
  type: 'not told',
  state: 'not told',
  saas: 'saas',
  confidence: 'not told',
  // HEC has no filter for the sender, nor for anything else of an email.
  from: 'not told',
  to: 'not told',
  subject: 'not told',
  url: 'not told',
  hash: 'not told',
  'message-id': 'not told',
  ip: 'not told',
};

/** Whether HEC tells letters by their case is unknown, so what may be written in any case is only `likely`. */
const toldOfEmails: Record<FilterField, ToldOfEmails> = {
  severity: notTold,
  type: notTold,
  state: notTold,
  // Each request is for one service.
  saas: notTold,
  confidence: notTold,
  // A domain also stands for its subdomains, which `fromDomain` does not.
  from: {
    kind: 'likely',
    clauses: (value) => [value.includes('@') ? is('fromEmail', value) : contains('fromEmail', value)],
  },
  // A list, so `is` may not work on it. That `cc` can be asked for is in the guide only.
  to: { kind: 'likely', clauses: (value) => [contains('recipients', value), contains('cc', value)] },
  subject: { kind: 'likely', clauses: (value) => casesOf(value).map((text) => contains('subject', text)) },
  url: { kind: 'likely', clauses: (value) => [contains('emailLinks', withoutScheme(value))] },
  hash: {
    kind: 'exact',
    clauses: (value) => [is('attachments.MD5', value), is('attachments.MD5', value.toUpperCase())],
  },
  'message-id': {
    kind: 'exact',
    clauses: (value) => messageIdClauses(value).exact,
  },
  ip: { kind: 'exact', clauses: (value) => [is('senderServerIp', value)] },
};

/**
 * One after the other, until one finds it: HEC records a Message-ID as the email has it, mostly in its angle brackets.
 *
 * @param id without them
 */
export function messageIdClauses(id: string): { exact: EmailClause[]; within: EmailClause } {
  return {
    exact: [is('internetMessageId', `<${id}>`), is('internetMessageId', id)],
    within: contains('internetMessageId', id),
  };
}

export function is(name: string, value: string): EmailClause {
  return { attribute: `entityPayload.${name}`, operator: 'is', value };
}

export function contains(name: string, value: string): EmailClause {
  return { attribute: `entityPayload.${name}`, operator: 'contains', value };
}

/** As people write subjects. */
function casesOf(text: string): string[] {
  const lower = text.toLowerCase();
  return [...new Set([text, lower.charAt(0).toUpperCase() + lower.slice(1), lower])];
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
}

/** What never hides an event that matches. */
export function eventNarrowing({ filters }: Query): Pick<EventQuery, 'saas'> {
  const narrowing = filters.find(({ field, negated }) => toldOfEvents[field] === 'saas' && !negated);
  return narrowing === undefined ? {} : { saas: valuesOf(narrowing).flatMap(spellingsOfService) };
}

function spellingsOfService(name: string): string[] {
  return services.filter((service) => service.name === name).flatMap((service) => [name, ...service.aliases]);
}

/** Queries that together find all that may match; undefined if HEC can't be told anything that leaves none out. */
export function exactClauses({ filters }: Query): EmailClause[][] | undefined {
  return combined(filters.filter(({ field, negated }) => !negated && toldOfEmails[field].kind === 'exact'));
}

/** Queries that find most of what matches; undefined if HEC can't be told anything. */
export function likelyClauses({ filters, words }: Query): EmailClause[][] | undefined {
  const ofWords = words.map(({ text, negated }): Filter => ({ field: 'subject', negated, values: [text] }));
  return combined([...filters, ...ofWords].filter(({ negated }) => !negated));
}

/** Queries for the emails that have what a filter speaks of, whether it asks for that or rules it out. */
export function clausesFor(filter: Filter): { kind: 'exact' | 'likely'; queries: EmailClause[][] } | undefined {
  const told = toldOfEmails[filter.field];
  if (told.kind === 'not told') return undefined;
  return { kind: told.kind, queries: valuesOf(filter).flatMap((value) => told.clauses(value).map((each) => [each])) };
}

/** Of filters together. What isn't told to HEC is filtered here. */
const mostQueries = 8;

/** HEC knows no "or": one query for each way in which the filters may be met. */
function combined(filters: readonly Filter[]): EmailClause[][] | undefined {
  const told = filters.map((filter) => clausesFor(filter)?.queries ?? []).filter((queries) => queries.length > 0);
  const [fewest, ...others] = told.toSorted((one, other) => one.length - other.length);
  let queries = fewest;
  for (const other of others) {
    if (queries === undefined || queries.length * other.length > mostQueries) break;
    queries = queries.flatMap((clauses) => other.map((more) => [...clauses, ...more]));
  }
  return queries;
}

function valuesOf(filter: Filter): readonly string[] {
  return filter.field === 'severity' ? [] : filter.values;
}
