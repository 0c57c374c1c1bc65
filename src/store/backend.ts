/** What the two kinds of database have in common, for `open.ts` and `job-queue.ts`. */
import { fileURLToPath } from 'node:url';
import type { PooledDatabase } from './session.ts';

/** The same from `src/store` and from `dist/store`. */
export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

export interface Backend {
  database: PooledDatabase;
  /** Seconds between two looks for jobs that another process sent or left behind. */
  lookForJobsSeconds: number;
  /** pg-boss sends one statement with values, or several without. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /**
   * Runs the work while no other process prepares the same database. `isAlone` if no other process works on it either,
   * so that whatever was under way there has been interrupted.
   */
  prepareAlone(work: (isAlone: boolean) => Promise<void>): Promise<void>;
  migrate(): Promise<void>;
  maintain(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
