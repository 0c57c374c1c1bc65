/** What the two kinds of database have in common, for `open.ts` and `job-queue.ts`. */
import { fileURLToPath } from 'node:url';
import type { Executor } from './executor.ts';

/** The same from `src/store` and from `dist/store`. */
export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

export interface Backend {
  database: Executor;
  /** How often to look for jobs that were not sent by this process, and for those that one left behind, in seconds. */
  lookForJobsSeconds: number;
  /** One statement with values, or several without: how pg-boss asks. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Runs the work while no other process prepares the same database. */
  prepareAlone(work: () => Promise<void>): Promise<void>;
  migrate(): Promise<void>;
  /** See the store's own. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}
