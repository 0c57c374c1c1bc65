/** The audit trail: who looked an event up, shared it or was refused, and every action from its claim to its end. */
import { and, asc, count, desc, eq, gt, gte, isNotNull, lt, max, ne, or } from 'drizzle-orm';
import type { ActionRun } from '../actions/run.ts';
import type { Executor } from './executor.ts';
import { runsOfEvents, toRun } from './runs.ts';
import { audit } from './schema.ts';
import { removeSome } from './steps.ts';

type AuditRow = typeof audit.$inferSelect;

export interface AuditAttempt {
  at: Date;
  teamId: string;
  userId: string;
  channelId?: string | undefined;
  messageTs?: string | undefined;
  threadTs?: string | undefined;
  eventId?: string | undefined;
  entityId?: string | undefined;
}

export interface RecordedRefusal extends AuditAttempt {
  /** A code such as `not_listed`, never outside text. */
  reason: string;
  actionName?: string | undefined;
  parameter?: unknown;
  label?: string | undefined;
}

export type AuditEntry =
  | ({ kind: 'lookup' | 'share'; id: string } & AuditAttempt)
  | ({ kind: 'search'; id: string; query: string; found: number | undefined } & AuditAttempt)
  | ({ kind: 'refusal'; id: string } & RecordedRefusal)
  | ({ kind: 'action' } & ActionRun);

/** What `npm run erase` did. */
interface ErasureEntry {
  kind: 'erasure';
  id: string;
  at: Date;
  /** How many of what. */
  parameter: unknown;
}

/** That somebody's data were erased: when and how much, not whose. Tells the record's id, by which it is completed. */
export async function recordErasure(
  executor: Executor,
  { id, at, counts }: { id: string | undefined; at: Date; counts: unknown },
): Promise<string | undefined> {
  const nobody = { teamId: '', userId: '' };
  const [recorded] = await executor
    .insert(audit)
    .values({ ...(id !== undefined && { id }), kind: 'erasure', at, ...nobody, parameter: counts })
    .onConflictDoUpdate({ target: audit.id, set: { parameter: counts } })
    .returning({ id: audit.id });
  return recorded?.id;
}

/** Tells the runs on the events, newest first: whoever looks an event up needs them, and one statement is half the work. */
export async function recordLookup(executor: Executor, ...attempts: AuditAttempt[]): Promise<ActionRun[]> {
  const rows = attempts.map((attempt) => ({ ...attempt, kind: 'lookup' as const }));
  const recorded = executor.$with('recorded').as(executor.insert(audit).values(rows).returning({ id: audit.id }));
  return runsOfEvents(executor.with(recorded), [...new Set(attempts.flatMap(({ eventId }) => eventId ?? []))]);
}

/** Of an event, or of a summary of what a search found. */
export async function recordShare(
  executor: Executor,
  attempt: AuditAttempt & { query?: string; found?: number },
): Promise<void> {
  await executor.insert(audit).values({ ...attempt, kind: 'share' });
}

/** Tells the record's id, by which `recordFound` completes it. */
export async function recordSearch(executor: Executor, search: AuditAttempt & { query: string }): Promise<string> {
  const [recorded] = await executor
    .insert(audit)
    .values({ ...search, kind: 'search' })
    .returning({ id: audit.id });
  if (recorded === undefined) throw new Error('a search was not recorded');
  return recorded.id;
}

export async function recordFound(executor: Executor, id: string, found: number): Promise<void> {
  await executor.update(audit).set({ found }).where(eq(audit.id, id));
}

export async function recordRefusal(executor: Executor, { label, ...refusal }: RecordedRefusal): Promise<void> {
  await executor.insert(audit).values({ ...refusal, kind: 'refusal', actionLabel: label });
}

/** How many rows a "recent" query scans. */
const recentRows = 200;

/** Each event once, with the latest time, newest first. */
export async function recentLookupsOf(
  executor: Executor,
  userId: string,
  limit: number,
): Promise<{ eventId: string; at: Date }[]> {
  // The kind is checked here: as a condition, the database would scan the whole record of a person who acts a lot and
  // looks up little.
  const rows = await executor
    .select({ kind: audit.kind, eventId: audit.eventId, at: audit.at })
    .from(audit)
    .where(eq(audit.userId, userId))
    .orderBy(desc(audit.at))
    .limit(recentRows);
  const lastTimes = new Map<string, Date>();
  for (const { kind, eventId, at } of rows) {
    if (kind === 'lookup' && eventId !== null && !lastTimes.has(eventId)) lastTimes.set(eventId, at);
  }
  return [...lastTimes].slice(0, limit).map(([eventId, at]) => ({ eventId, at }));
}

/** Newest first. @param kind undefined for every kind */
export async function recordOf(
  executor: Executor,
  eventId: string,
  limit: number,
  kind?: AuditEntry['kind'],
): Promise<AuditEntry[]> {
  const rows = await executor
    .select()
    .from(audit)
    .where(and(eq(audit.eventId, eventId), kind && eq(audit.kind, kind)))
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(limit);
  return rows.map(toEntry);
}

/** How much of each kind there is; nothing of a kind that doesn't occur. */
export async function countsOf(
  executor: Executor,
  eventId: string,
): Promise<Partial<Record<AuditRow['kind'], number>>> {
  const rows = await executor
    .select({ kind: audit.kind, count: count() })
    .from(audit)
    .where(eq(audit.eventId, eventId))
    .groupBy(audit.kind);
  return Object.fromEntries(rows.map((row) => [row.kind, row.count]));
}

export interface PersonLookups {
  userId: string;
  count: number;
  lastAt: Date;
}

/** Each person once, who looked last first. */
export async function lookupsByPerson(executor: Executor, eventId: string, limit: number): Promise<PersonLookups[]> {
  const lastAt = max(audit.at);
  const rows = await executor
    .select({ userId: audit.userId, count: count(), lastAt })
    .from(audit)
    .where(and(eq(audit.eventId, eventId), eq(audit.kind, 'lookup')))
    .groupBy(audit.userId)
    .orderBy(desc(lastAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, lastAt: row.lastAt ?? new Date(Number.NaN) }));
}

/** Oldest first, read page by page: any length fits into memory. */
export async function* exportSince(
  executor: Executor,
  since: Date,
  pageSize = 500,
): AsyncGenerator<AuditEntry | ErasureEntry> {
  let last: AuditRow | undefined;
  do {
    const page = await executor
      .select()
      .from(audit)
      .where(
        last === undefined
          ? gte(audit.at, since)
          : and(gte(audit.at, last.at), or(gt(audit.at, last.at), gt(audit.id, last.id))),
      )
      .orderBy(asc(audit.at), asc(audit.id))
      .limit(pageSize);
    yield* page.map((row) => toErasure(row) ?? toEntry(row));
    last = page.length < pageSize ? undefined : page.at(-1);
  } while (last !== undefined);
}

/** Removes the oldest of what is older, except runs that have not ended. Tells how many rows it removed, as all do. */
export function removeOlderThan(executor: Executor, before: Date): Promise<number> {
  const where = and(lt(audit.at, before), or(ne(audit.kind, 'action'), isNotNull(audit.endedAt)));
  return removeSome(executor, { from: audit, key: audit.id, where, by: [audit.at, audit.id] });
}

function toErasure({ id, kind, at, parameter }: AuditRow): ErasureEntry | undefined {
  return kind === 'erasure' ? { kind, id, at, parameter } : undefined;
}

function toEntry(row: AuditRow): AuditEntry {
  if (row.kind === 'action') return { kind: 'action', ...toRun(row) };
  const attempt = {
    id: row.id,
    at: row.at,
    teamId: row.teamId,
    userId: row.userId,
    channelId: row.channelId ?? undefined,
    messageTs: row.messageTs ?? undefined,
    threadTs: row.threadTs ?? undefined,
    eventId: row.eventId ?? undefined,
    entityId: row.entityId ?? undefined,
  };
  if (row.kind === 'lookup' || row.kind === 'share') return { kind: row.kind, ...attempt };
  if (row.kind === 'search') {
    return { kind: 'search', ...attempt, query: row.query ?? '', found: row.found ?? undefined };
  }
  return {
    kind: 'refusal',
    ...attempt,
    reason: row.reason ?? '',
    actionName: row.actionName ?? undefined,
    parameter: row.parameter ?? undefined,
    label: row.actionLabel ?? undefined,
  };
}
