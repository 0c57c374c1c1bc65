/** PGlite, a Postgres inside this process, for use without a server. Loaded only then: it takes 150 MB of memory. */
import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { type Backend, migrationsFolder } from './backend.ts';
import { lockDirectory } from './directory-lock.ts';

const vacuumEveryMs = 3_600_000;
const makingPrefix = 'making-';
/** Enough for one process, and 150 MB of memory less than with the default of 128 MB. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * PGlite runs on this thread, and takes the next waiting query within the same turn of the event loop: a thousand of
 * them would hold up everything else, above all acknowledgements to Slack, until the last is answered. So each message
 * to the database waits for the next turn (measured: 6,001 turns instead of one, in the same time).
 */
class ResponsivePGlite extends PGlite {
  override async execProtocolRaw(...given: Parameters<PGlite['execProtocolRaw']>) {
    await nextTurn();
    return super.execProtocolRaw(...given);
  }
}

/** Creates whatever is missing. @throws StoreLockedError if another process has it open */
export async function openEmbedded(dataDir: string, now: () => number): Promise<Backend> {
  const lock = await lockDirectory(dataDir);
  try {
    return await openLocked(dataDir, now, () => lock.close());
  } catch (error) {
    await lock.close();
    throw error;
  }
}

async function openLocked(dataDir: string, now: () => number, unlock: () => Promise<void>): Promise<Backend> {
  const directory = join(dataDir, 'postgres');
  if (!(await exists(directory))) await makeDatabase(dataDir, directory);
  const pglite = new ResponsivePGlite({ dataDir: directory, startParams });
  await pglite.waitReady;
  const database = drizzle({ client: pglite });
  let vacuumedAt = Number.NEGATIVE_INFINITY;

  return {
    database,
    // No other process sends any, and looking every second took a seventh of a processor.
    lookForJobsSeconds: 3,
    async executeSql(text, values) {
      // `query` takes only one statement, and `exec` takes no values.
      if (values !== undefined) return await pglite.query<unknown>(text, values);
      const block = /^\s*BEGIN;(.*)COMMIT;\s*$/s.exec(text)?.[1];
      // If a statement failed after pg-boss's own BEGIN, the only connection would stay in an aborted transaction.
      const results = block === undefined ? await pglite.exec(text) : await pglite.transaction((tx) => tx.exec(block));
      return { rows: results.at(-1)?.rows ?? [] };
    },
    // The lock on the directory keeps others out.
    prepareAlone: (work) => work(true),
    migrate: () => migrate(database, { migrationsFolder }),
    // PGlite has no autovacuum: without this, rows left behind by jobs would slow everything down over the months.
    async maintain() {
      if (now() - vacuumedAt < vacuumEveryMs) return;
      vacuumedAt = now();
      await pglite.exec('VACUUM ANALYZE');
    },
    async close() {
      await pglite.close();
      await unlock();
    },
  };
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
  await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  await rename(making, directory);
}
