/** PGlite, a Postgres inside this process, for use without a server. It takes 150 MB of memory. */
import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Pool } from 'pg';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import { type Backend, migrationsFolder } from './backend.ts';
import { closeToOthers, DataDirectoryError } from './data-directory.ts';
import { lockDirectory } from './directory-lock.ts';
import { EmbeddedThread } from './embedded-thread.ts';

const vacuumEveryMs = 3_600_000;
const vacuumPauseMs = 50;
const makingPrefix = 'making-';
/** Enough for one process, and 150 MB of memory less than with the default of 128 MB. */
const settings = ['-c', 'shared_buffers=16MB'];

/** Creates whatever is missing. @throws StoreLockedError if another process has it open */
export async function openEmbedded(dataDir: string, logger: Logger, now: () => number): Promise<Backend> {
  const lock = await lockDirectory(dataDir);
  try {
    return await openLocked(dataDir, logger, now, () => lock.close());
  } catch (error) {
    await lock.close();
    throw error;
  }
}

async function openLocked(
  dataDir: string,
  logger: Logger,
  now: () => number,
  unlock: () => Promise<void>,
): Promise<Backend> {
  const directory = join(dataDir, 'postgres');
  if (!(await exists(directory))) await makeDatabase(dataDir, directory);
  await closeToOthers(directory);
  const thread = await EmbeddedThread.open(directory, settings).catch((error: unknown) => {
    throw new DataDirectoryError(
      `The database in ${resolve(directory)} can’t be opened: it is damaged, of another version, or no database. Restore a backup of DATA_DIR, or move the directory away to begin with an empty database.`,
      error,
    );
  });
  // PGlite has one session. A connection that fails is replaced, and with it ends the transaction that it was in.
  // Without `ssl`, it would heed PGSSLMODE.
  const pool = new Pool({ stream: () => thread.connect(), ssl: false, max: 1, idleTimeoutMillis: 0 });
  pool.on('error', (error) => logger.warn({ err: error }, 'the connection to the embedded database broke'));
  // Without its own listener, a connection that breaks inside a transaction ends the process.
  pool.on('connect', (client) =>
    client.on('error', (error) => logger.debug({ err: error }, 'the connection to the embedded database broke')),
  );
  const database = drizzle({ client: pool });
  let vacuumedAt = Number.NEGATIVE_INFINITY;

  return {
    database,
    // No other process sends any, and looking every second took a seventh of a processor.
    lookForJobsSeconds: 3,
    executeSql: (text, values) => pool.query(text, values),
    // The lock on the directory keeps others out.
    prepareAlone: (work) => work(true),
    migrate: () => migrate(database, { migrationsFolder }),
    async maintain(signal) {
      if (now() - vacuumedAt < vacuumEveryMs) return;
      vacuumedAt = now();
      await vacuum(pool, signal);
    },
    async close() {
      await pool.end();
      await thread.close();
      await unlock();
    },
  };
}

const tables = z.object({ rows: z.array(z.object({ name: z.string() })) });

/**
 * PGlite has no autovacuum: without this, rows left behind by jobs would slow everything down over the months. One table
 * at a time, because lookups wait meanwhile.
 */
async function vacuum(pool: Pool, signal: AbortSignal): Promise<void> {
  const all = await pool.query(
    `select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind = 'r' and nspname <> 'information_schema'`,
  );
  for (const { name } of tables.parse(all).rows) {
    for (const command of ['VACUUM', 'ANALYZE']) {
      if (signal.aborted) return;
      await pool.query(`${command} ${name}`);
      await sleep(vacuumPauseMs);
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Ends when its input does, that is, when its parent process dies. */
const makeDatabaseScript = `
  process.stdin.on('end', () => process.exit(1)).resume();
  const { PGlite } = await import('@electric-sql/pglite');
  await (await PGlite.create(process.argv[1])).close();
  process.exit();
`;

/**
 * Creating a database takes 800 MB, which a process never gives back, so a child process does it. The directory gets
 * its name only when it is complete, and leftovers of earlier attempts are removed.
 */
async function makeDatabase(dataDir: string, directory: string): Promise<void> {
  const leftovers = (await readdir(dataDir)).filter((name) => name.startsWith(makingPrefix));
  for (const name of leftovers) await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 10 });
  const making = await mkdtemp(join(dataDir, makingPrefix));
  const args = ['--input-type=module', '--eval', makeDatabaseScript, resolve(making)];
  // Its imports are found from where it runs, whatever directory the app was started in.
  await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname }).catch((error: unknown) => {
    const isKilled = z.object({ signal: z.string() }).safeParse(error).success;
    const why = isKilled
      ? 'its process was killed, probably for lack of memory: it takes 800 MB, once'
      : 'see whether the disk is full';
    // Without the error, whose message is the whole script.
    throw new DataDirectoryError(`The database in ${resolve(dataDir)} (DATA_DIR) could not be made: ${why}.`);
  });
  await rename(making, directory);
}
