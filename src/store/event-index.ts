/**
 * The index of events: what HEC has told of them. It answers at once and while HEC can't be reached, and it is never the
 * whole truth: a card and an action always read HEC.
 */
import { and, desc, eq, getTableColumns, gte, inArray, isNull, lt, max, type SQL, sql } from 'drizzle-orm';
import { match } from '../search/match.ts';
import { type Query, windowOf } from '../search/query.ts';
import type { Executor } from './executor.ts';
import { seenEvents } from './schema.ts';
import { conditionsOf } from './seen-event-filters.ts';
import {
  type IndexedEvent,
  type NewSeenEmail,
  type NewSeenEvent,
  type SeenEventRow,
  toIndexedEvent,
} from './seen-event-row.ts';
import { removeSome } from './steps.ts';

/**
 * The most that a search looks at, newest first: a rare word is in none of the newest, and on a large index, looking at all
 * would take seconds.
 */
export const mostLookedAt = 5_000;

export interface IndexedEvents {
  /** Newest first. */
  found: IndexedEvent[];
  /** If the index holds more of that time than was looked at: from when on all of it was. */
  lookedBackTo: Date | undefined;
}

/**
 * Keeps what HEC told, unless it has told of the event since. What was known of the email stays if it isn't told again.
 * @param events none twice
 */
export async function keepEvents(executor: Executor, events: readonly NewSeenEvent[]): Promise<void> {
  // In one order, so that no two processes wait for each other.
  const rows = events.toSorted((one, other) => (one.eventId < other.eventId ? -1 : 1));
  await executor
    .insert(seenEvents)
    .values(rows)
    .onConflictDoUpdate({
      target: seenEvents.eventId,
      set: replaced,
      setWhere: sql`excluded.seen_at >= ${seenEvents.seenAt}`,
    });
}

/** What is known of an email, for each of its events that is kept. @param emails none twice */
export async function keepEmails(executor: Executor, emails: readonly NewSeenEmail[]): Promise<void> {
  const column = (of: (email: NewSeenEmail) => string | null) => sql.param(emails.map(of));
  await executor.execute(sql`
    update ${seenEvents} set
      sender = coalesce(told.sender, ${seenEvents.sender}),
      plain_sender = coalesce(told.plain_sender, ${seenEvents.plainSender}),
      subject = coalesce(told.subject, ${seenEvents.subject}),
      mailbox = coalesce(told.mailbox, ${seenEvents.mailbox}),
      plain_text = case when told.subject is null then ${seenEvents.plainText}
        else split_part(${seenEvents.plainText}, chr(10), 1) || chr(10) || told.plain_subject end,
      email_seen_at = told.seen_at
    from unnest(${column((email) => email.entityId)}::text[], ${column((email) => email.sender)}::text[],
      ${column((email) => email.plainSender)}::text[], ${column((email) => email.subject)}::text[],
      ${column((email) => email.plainSubject)}::text[], ${column((email) => email.mailbox)}::text[],
      ${column((email) => email.seenAt.toISOString())}::timestamptz[])
      as told (entity_id, sender, plain_sender, subject, plain_subject, mailbox, seen_at)
    where ${seenEvents.entityId} = told.entity_id
      and (${seenEvents.emailSeenAt} is null or ${seenEvents.emailSeenAt} <= told.seen_at)`);
}

/** For what HEC has no more. */
export async function forgetEvents(executor: Executor, eventIds: readonly string[]): Promise<void> {
  await executor.delete(seenEvents).where(inArray(seenEvents.eventId, [...eventIds]));
}

/** The ids of the events about an email, a file or a person, newest first. */
export async function eventIdsAbout(executor: Executor, entityId: string, limit: number): Promise<string[]> {
  const rows = await executor
    .select({ eventId: seenEvents.eventId })
    .from(seenEvents)
    .where(eq(seenEvents.entityId, entityId))
    .orderBy(sql`${seenEvents.createdAt} desc nulls last`)
    .limit(limit);
  return rows.map(({ eventId }) => eventId);
}

/** @param asOf the search's "now" */
export async function searchIndex(executor: Executor, query: Query, asOf: Date, limit: number): Promise<IndexedEvents> {
  const { start, end } = windowOf(query.time, asOf);
  // HEC's clock may be ahead of ours: what is newest is not in the future.
  const isOpen = query.time.kind === 'last' || query.time.kind === 'since';
  const before = isOpen ? undefined : lt(seenEvents.createdAt, end);
  const lookedBackTo = await whereToStop(executor, and(gte(seenEvents.createdAt, start), before));
  const search = { executor, query, asOf, limit };
  const found = await newestMatches(search, and(gte(seenEvents.createdAt, lookedBackTo ?? start), before));
  if (found.length < limit) {
    const undated = await page(executor, and(isNull(seenEvents.createdAt), conditionsOf(query)), limit - found.length);
    found.push(...matching(undated, search));
  }
  return { found, lookedBackTo: found.length < limit ? lookedBackTo : undefined };
}

/** When HEC last told of any event. */
export async function lastSeenAt(executor: Executor): Promise<Date | undefined> {
  const [row] = await executor.select({ at: max(seenEvents.seenAt) }).from(seenEvents);
  return row?.at ?? undefined;
}

export function forgetSeenBefore(executor: Executor, before: Date): Promise<number> {
  const { eventId, seenAt } = seenEvents;
  return removeSome(executor, { from: seenEvents, key: eventId, where: lt(seenAt, before), by: [seenAt] });
}

interface Search {
  executor: Executor;
  query: Query;
  asOf: Date;
  limit: number;
}

/** Page after page, because not everything that the database finds matches. */
async function newestMatches(search: Search, time: SQL | undefined): Promise<IndexedEvent[]> {
  const { executor, query, limit } = search;
  const where = and(time, conditionsOf(query));
  const found: IndexedEvent[] = [];
  let after: SQL | undefined;
  for (;;) {
    const rows = await page(executor, and(where, after), limit);
    found.push(...matching(rows, search));
    const last = rows.at(-1);
    if (rows.length < limit || found.length >= limit || last === undefined) return found.slice(0, limit);
    after = sql`(${seenEvents.createdAt}, ${seenEvents.eventId}) < (${last.createdAt?.toISOString()}, ${last.eventId})`;
  }
}

function matching(rows: readonly SeenEventRow[], { query, asOf }: Search): IndexedEvent[] {
  return rows.map(toIndexedEvent).filter((candidate) => match(candidate, query, asOf).kind !== 'miss');
}

async function page(executor: Executor, where: SQL | undefined, limit: number): Promise<SeenEventRow[]> {
  return executor.select(shown).from(seenEvents).where(where).orderBy(newest, desc(seenEvents.eventId)).limit(limit);
}

/** When the last that may be looked at was made; undefined if there are no more than that. */
async function whereToStop(executor: Executor, time: SQL | undefined): Promise<Date | undefined> {
  const [row] = await executor
    .select({ at: seenEvents.createdAt })
    .from(seenEvents)
    .where(time)
    .orderBy(newest, desc(seenEvents.eventId))
    .offset(mostLookedAt - 1)
    .limit(1);
  return row?.at ?? undefined;
}

/** Backwards through the index, which has those without a time at its end. */
const newest = desc(seenEvents.createdAt);

const { plainSender: _sender, plainText: _text, seenAt: _seenAt, ...shown } = getTableColumns(seenEvents);

const { eventId: _id, mailbox: _mailbox, emailSeenAt: _emailSeenAt, ...told } = getTableColumns(seenEvents);
const isEmailKnown = sql`${seenEvents.emailSeenAt} is not null`;
/** Of the sender and the subject, the email knows best. */
const kept = (name: string) => {
  const [before, now] = [sql`${seenEvents}.${sql.identifier(name)}`, sql`excluded.${sql.identifier(name)}`];
  return sql`case when ${isEmailKnown} then coalesce(${before}, ${now}) else coalesce(${now}, ${before}) end`;
};
const replaced = {
  ...Object.fromEntries(Object.entries(told).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`])),
  sender: kept('sender'),
  plainSender: kept('plain_sender'),
  subject: kept('subject'),
  plainText: sql`split_part(excluded.plain_text, chr(10), 1) || chr(10) ||
    case when excluded.subject is null or (${isEmailKnown} and ${seenEvents.subject} is not null)
      then split_part(${seenEvents.plainText}, chr(10), 2) else split_part(excluded.plain_text, chr(10), 2) end`,
};
