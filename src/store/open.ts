/**
 * Opens the store: a Postgres server if one is configured, otherwise an embedded database in a directory.
 *
 * Tables and queues are created at the start, under one lock, because several processes may start together.
 */
import { sql } from 'drizzle-orm';
import type { Logger } from '../log.ts';
import type { Backend } from './backend.ts';
import { type BatchedQueries, createBatchedQueries } from './batched.ts';
import { assertOutsideTransaction, type Executor, inTransaction } from './executor.ts';
import { type JobDefinitions, JobQueue, type Jobs, type ObserveJob } from './job-queue.ts';
import { withKnownFailures } from './session.ts';
import { assertOwnVersion } from './version.ts';

export interface StoreOptions {
  /** A Postgres server. Without it the database is embedded and lives in `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  jobs: JobDefinitions;
  logger: Logger;
  now?: () => number;
  observeJob?: ObserveJob;
  /** How often to look for jobs, instead of as often as the kind of database needs it. */
  lookForJobsSeconds?: number;
  /** Takes the tables as they are, and works on no jobs: for a command, beside an app that may be of another version. */
  asItIs?: boolean;
}

export interface Store {
  /** @throws Error inside a transaction of this store: the embedded database would wait for itself forever */
  readonly db: Executor;
  readonly batched: BatchedQueries;
  /**
   * Commits when the work resolves, rolls back when it rejects. Keep it short, and do only database work: the embedded
   * database answers nothing else meanwhile.
   */
  transaction<Result>(work: (tx: Executor) => Promise<Result>): Promise<Result>;
  readonly jobs: Jobs;
  /** Call it every minute: does what a database server does by itself. */
  maintain(signal: AbortSignal): Promise<void>;
  /** Rejects if the database doesn't answer, or if jobs can't be fetched from it. */
  ping(signal: AbortSignal): Promise<void>;
  /** Waits up to five seconds for running jobs, then aborts them; they run again later. */
  close(): Promise<void>;
}

/** @throws StoreLockedError when another process has the directory, StoreVersionError for tables that aren't as they must be */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { logger, now = Date.now } = options;
  const backend = await openBackend(options, now);
  const database = withKnownFailures(backend.database);
  const { lookForJobsSeconds = backend.lookForJobsSeconds } = options;
  const jobs = new JobQueue({ ...backend, lookForJobsSeconds }, options.jobs, logger, options.observeJob ?? (() => {}));
  try {
    await backend.prepareAlone(async (isAlone) => {
      if (options.asItIs === true) return assertOwnVersion(backend.database);
      await backend.migrate();
      await jobs.start();
      if (isAlone) await jobs.takeOver();
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
    maintain: (signal) => backend.maintain(signal),
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
  if (databaseUrl === undefined) return (await import('./embedded.ts')).openEmbedded(dataDir, logger, now);
  return (await import('./postgres.ts')).openPostgres(databaseUrl, logger);
}
