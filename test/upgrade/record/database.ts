/** The databases of a recording: where the app finds them, and what is kept of them once it was killed. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { Client } from 'pg';
import { z } from 'zod';

const run = promisify(execFile);

export interface RecordedDatabase {
  env: Record<string, string>;
  /** Once the app is gone: writes what a deployment would have left. */
  keep(pathOf: (name: string) => string): Promise<void>;
}

type Ask = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;

/** What the version's own pg-boss looks like from here. */
const bossModule = z.object({
  default: z.custom<
    new (
      options: object,
    ) => {
      start(): Promise<unknown>;
      send(queue: string, data: object): Promise<unknown>;
      stop(options: object): Promise<void>;
    }
  >((value) => typeof value === 'function'),
});

/**
 * A `tidy` job waits for a second or two of each minute, too short to be hit by a kill. So the version's own pg-boss
 * sends one, as its schedule does.
 */
async function leaveTidyWaiting(checkout: string, executeSql: Ask): Promise<void> {
  const path = createRequire(join(checkout, 'package.json')).resolve('pg-boss');
  const { default: PgBoss } = bossModule.parse(await import(pathToFileURL(path).href));
  const boss = new PgBoss({ db: { executeSql }, supervise: false, schedule: false, migrate: false });
  await boss.start();
  await boss.send('tidy', {});
  await boss.stop({ graceful: false });
}

export async function newEmbedded(checkout: string): Promise<RecordedDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hec-slack-record-'));
  const directory = join(dataDir, 'postgres');
  return {
    env: { DATA_DIR: dataDir },
    async keep(pathOf) {
      const path = createRequire(join(checkout, 'package.json')).resolve('@electric-sql/pglite');
      const { PGlite }: typeof import('@electric-sql/pglite') = await import(pathToFileURL(path).href);
      // The log of what the tables hold already would be as much again as the tables.
      const startParams = [...PGlite.defaultStartParams, '-c', 'wal_recycle=off'];
      const pglite = await PGlite.create({ dataDir: directory, startParams });
      await leaveTidyWaiting(checkout, async (text, values) =>
        values === undefined
          ? { rows: (await pglite.exec(text)).at(-1)?.rows ?? [] }
          : await pglite.query<unknown>(text, values),
      );
      await pglite.exec('select pg_switch_wal()');
      await pglite.exec('checkpoint');
      const dump = await pglite.dumpDataDir('none');
      await pglite.close();
      await writeFile(pathOf('database.tar.br'), compressed(Buffer.from(await dump.arrayBuffer())));
    },
  };
}

/** With a window that sees all three copies of Postgres' own tables. */
function compressed(data: Buffer): Buffer {
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  return brotliCompressSync(data, { params });
}

export async function newPostgres(checkout: string, server: string): Promise<RecordedDatabase> {
  const name = `hec_slack_record_${process.pid}`;
  const asServer = async (url: string, work: (client: Client) => Promise<unknown>) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await work(client);
    await client.end();
  };
  await asServer(server, (client) => client.query(`create database ${name}`));
  const url = Object.assign(new URL(server), { pathname: name }).href;
  return {
    env: { DATABASE_URL: url },
    async keep(pathOf) {
      await asServer(url, (client) => leaveTidyWaiting(checkout, (text, values) => client.query(text, values)));
      const path = pathOf('database.sql');
      await run('pg_dump', ['--inserts', '--no-owner', '--no-privileges', '--no-comments', '--file', path, url]);
      // Commands of psql, which newer versions of pg_dump write.
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replaceAll(/^(\\.*|--.*|)\n/gm, ''));
    },
  };
}
