/**
 * Removes what is past its time in small steps with pauses between them: a backlog that is removed at once would hold up
 * every lookup, and on the embedded database nothing else can run meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { inArray, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Executor } from './executor.ts';

/** The most rows that one statement removes. */
export const rowsAtOnce = 1_000;
/** The rest waits for the next time, so that every table gets its turn. */
const mostSteps = 50;
const pauseMs = 100;

interface Removal {
  from: PgTable;
  key: PgColumn;
  where: SQL | undefined;
  /** The first by these go first. */
  by: PgColumn[];
}

/** A step: removes up to `rowsAtOnce` of these rows, and tells how many it removed. */
export async function removeSome(executor: Executor, { from, key, where, by }: Removal): Promise<number> {
  const first = executor
    .select({ key })
    .from(from)
    .where(where)
    .orderBy(...by)
    .limit(rowsAtOnce);
  const removed = await executor.delete(from).where(inArray(key, first)).returning({ key });
  return removed.length;
}

/** @param step removes up to `rowsAtOnce` rows, and tells how many it removed */
export async function inSteps(step: () => Promise<number>, signal: AbortSignal): Promise<void> {
  for (let steps = 0; steps < mostSteps && !signal.aborted; steps++) {
    if ((await step()) < rowsAtOnce) return;
    await sleep(pauseMs);
  }
}
