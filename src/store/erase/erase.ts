/**
 * Erases what is stored of a person, or of an email address: table by table, in small steps with a transaction each, so
 * that the app goes on meanwhile. What was erased is recorded in the same transactions: when and how much, not of whom.
 */
import { asc, eq, getTableColumns, gt, inArray } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { recordErasure } from '../audit-trail.ts';
import type { Executor } from '../executor.ts';
import type { Store } from '../open.ts';
import { type Decision, decideRow } from './decide.ts';
import { jobsNaming, removeEndedJob } from './jobs.ts';
import type { Subject } from './subject.ts';
import { type AnyRow, allTables, type Counts, type Fate, fates, type Handling } from './tables.ts';

/** Enough that a step costs little, few enough that nobody waits for it. */
const rowsAtOnce = 500;

export interface ErasureOptions {
  store: Pick<Store, 'db' | 'transaction'>;
  /** Only tells what would be erased. */
  isTrial: boolean;
  now: () => number;
  signal: AbortSignal;
}

type Change = (tx: Executor) => Promise<unknown>;

class Erasure {
  readonly #options: ErasureOptions;
  readonly #subject: Subject;
  #counts: Counts = {};
  #recordId: string | undefined;

  constructor(subject: Subject, options: ErasureOptions) {
    this.#options = options;
    this.#subject = subject;
  }

  async run(): Promise<Counts> {
    for (const { table, handling } of Object.values(allTables)) await this.#eraseFrom(table, handling);
    await this.#eraseJobs();
    return this.#counts;
  }

  /** By the primary key: what changes meanwhile moves no row past the step. */
  async #eraseFrom(table: PgTable, handling: Handling<AnyRow>): Promise<void> {
    const [keyName, key] = primaryKeyOf(table);
    let last: AnyRow | undefined;
    do {
      this.#options.signal.throwIfAborted();
      const rows: AnyRow[] = await this.#options.store.db
        .select()
        .from(table)
        .where(last && gt(key, last[keyName]))
        .orderBy(asc(key))
        .limit(rowsAtOnce);
      const decided = rows.map((row) => ({ id: row[keyName], ...decideRow(handling, row, this.#subject) }));
      await this.#take(
        decided.flatMap((row) => row.fates),
        changesOf(table, key, decided),
      );
      last = rows.length < rowsAtOnce ? undefined : rows.at(-1);
    } while (last !== undefined);
  }

  async #eraseJobs(): Promise<void> {
    const jobs = await jobsNaming(this.#options.store.db, this.#subject);
    const ended = jobs.filter(({ isWaiting }) => !isWaiting);
    await this.#take(
      jobs.map(({ isWaiting }) => (isWaiting ? 'waitingJobs' : 'endedJobs')),
      ended.map((job) => (tx) => removeEndedJob(tx, job)),
    );
  }

  async #take(met: readonly Fate[], changes: readonly Change[]): Promise<void> {
    const { isTrial, now, store } = this.#options;
    const counts = { ...this.#counts };
    for (const fate of met) counts[fate] = (counts[fate] ?? 0) + 1;
    if (!isTrial && changes.length > 0) {
      this.#recordId = await store.transaction(async (tx) => {
        for (const change of changes) await change(tx);
        return recordErasure(tx, { id: this.#recordId, at: new Date(now()), counts: changedOf(counts) });
      });
    }
    this.#counts = counts;
  }
}

/** Tells how many rows met which fate. May be repeated, also after it was interrupted: what is erased stays erased. */
export function erase(subject: Subject, options: ErasureOptions): Promise<Counts> {
  return new Erasure(subject, options).run();
}

function changesOf(table: PgTable, key: PgColumn, rows: readonly (Decision & { id: unknown })[]): Change[] {
  const removed = rows.filter(({ change }) => change === 'removed').map(({ id }) => id);
  const updates = rows.flatMap(({ id, change }): Change[] =>
    typeof change === 'object' ? [(tx) => tx.update(table).set(change).where(eq(key, id))] : [],
  );
  return removed.length === 0 ? updates : [(tx) => tx.delete(table).where(inArray(key, removed)), ...updates];
}

function primaryKeyOf(table: PgTable): [string, PgColumn] {
  const found = Object.entries(getTableColumns(table)).find(([, { primary }]) => primary);
  if (found === undefined) throw new Error('A table without a primary key of one column can’t be erased from.');
  return found;
}

/** What was left is no part of the record: it is still there. */
function changedOf(counts: Counts): Counts {
  const left = Object.entries(fates).filter(([, ending]) => ending.startsWith('left'));
  return { ...counts, ...Object.fromEntries(left.map(([fate]) => [fate, undefined])) };
}
