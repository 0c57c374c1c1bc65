/**
 * Where a query runs: on the database, or inside one transaction. Every table function takes it as its first argument.
 *
 * The embedded database has one connection. Inside a transaction, a query on the database itself would wait for that
 * connection forever, and on Postgres it would not see the transaction's rows. So the async context knows whether it is
 * inside a transaction, and the mistake throws at once.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { DrizzleQueryError } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { StoreUnavailableError } from './errors.ts';

export type Executor = PgDatabase<PgQueryResultHKT>;

interface OpenTransaction {
  open: boolean;
  afterCommit: (() => void)[];
}

const current = new AsyncLocalStorage<OpenTransaction>();

function openTransaction(): OpenTransaction | undefined {
  const transaction = current.getStore();
  return transaction?.open ? transaction : undefined;
}

/** @throws Error inside a transaction */
export function assertOutsideTransaction(): void {
  if (openTransaction() !== undefined) {
    throw new Error('The database was used inside a transaction: pass on the transaction’s executor.');
  }
}

/** Runs once the surrounding transaction has committed, never if it rolls back, and at once if there is none. */
export function afterCommit(callback: () => void): void {
  const transaction = openTransaction();
  if (transaction === undefined) callback();
  else transaction.afterCommit.push(callback);
}

/** @throws StoreUnavailableError, or what the work throws */
export async function inTransaction<Result>(
  database: Executor,
  work: (transaction: Executor) => Promise<Result>,
): Promise<Result> {
  assertOutsideTransaction();
  const context: OpenTransaction = { open: true, afterCommit: [] };
  let workError: unknown;
  const watched = async (transaction: Executor) => {
    try {
      return await work(transaction);
    } catch (error) {
      workError = error;
      throw error;
    }
  };
  try {
    const result = await current.run(context, () => database.transaction(watched));
    context.open = false;
    for (const callback of context.afterCommit) callback();
    return result;
  } catch (error) {
    // If the work didn't throw it, it comes from opening or closing the transaction.
    const isOfWork = error === workError && !(error instanceof DrizzleQueryError);
    throw isOfWork ? error : new StoreUnavailableError(error);
  } finally {
    context.open = false;
  }
}
