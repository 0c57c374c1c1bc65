/**
 * Opens the store: a Postgres server if one is configured, otherwise a database of our own in a directory.
 *
 * Tables and queues are made at the start, under one lock, because several processes may start together.
 */
import { sql } from 'drizzle-orm';
import type { Logger } from '../log.ts';
import type { Backend } from './backend.ts';
import { type BatchedQueries, createBatchedQueries } from './batched.ts';
import { assertOutsideTransaction, type Executor, inTransaction } from './executor.ts';
import { type JobDefinitions, JobQueue, type Jobs, type ObserveJob } from './job-queue.ts';

import { withKnownFailures } from './session.ts';

export { StoreLockedError } from './directory-lock.ts';
export type { Executor } from './executor.ts';

export interface StoreOptions {
  /** A Postgres server. Without it the database is embedded and lives in `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  /** Every job that is sent or done on this store. */
  jobs: JobDefinitions;
  logger: Logger;
  now?: () => number;
  observeJob?: ObserveJob;
  /** How often to look for jobs, instead of as often as the kind of database needs it. */
  lookForJobsSeconds?: number;
}

export interface Store {
  /**
   * Where table functions run outside of a transaction.
   *
   * @throws Error inside a transaction of this store: the embedded database would wait for itself forever
   */
  readonly db: Executor;
  /** What every lookup asks, in few statements however many ask at once. */
  readonly batched: BatchedQueries;
  /**
   * Commits when the work resolves, rolls back when it rejects. Keep it to the database and short: on the embedded
   * database nothing else is answered meanwhile.
   */
  transaction<Result>(work: (tx: Executor) => Promise<Result>): Promise<Result>;
  readonly jobs: Jobs;
  /** For every minute: does what a database server does by itself. */
  maintain(): Promise<void>;
  /** Rejects when the database does not answer, or when jobs cannot be fetched from it. */
  ping(signal: AbortSignal): Promise<void>;
  /** Waits for the jobs that are being done, for up to five seconds, then aborts them; they are done again later. */
  close(): Promise<void>;
}

/** @throws StoreLockedError when another process has the directory */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { logger, now = Date.now } = options;
  const backend = await openBackend(options, now);
  const database = withKnownFailures(backend.database);
  const { lookForJobsSeconds = backend.lookForJobsSeconds } = options;
  const jobs = new JobQueue({ ...backend, lookForJobsSeconds }, options.jobs, logger, options.observeJob ?? (() => {}));
  try {
    await backend.prepareAlone(async () => {
      await backend.migrate();
      await jobs.start();
    });
  } catch (error) {
    await jobs.stop();
    await backend.close();
    throw error;
  }

  return {
    get db() {
      assertOutsideTransaction();
      return database;
    },
    batched: createBatchedQueries(database),
    transaction: (work) => inTransaction(database, work),
    jobs,
    maintain: () => backend.maintain(),
    async ping(signal) {
      signal.throwIfAborted();
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      await Promise.race([database.execute(sql`select 1`), aborted]);
      jobs.throwIfFailing();
    },
    async close() {
      await jobs.stop();
      await backend.close();
    },
  };
}

async function openBackend({ databaseUrl, dataDir, logger }: StoreOptions, now: () => number): Promise<Backend> {
  if (databaseUrl === undefined) return (await import('./embedded.ts')).openEmbedded(dataDir, now);
  return (await import('./postgres.ts')).openPostgres(databaseUrl, logger);
}
