/** A Postgres server of a test's own, which can be stopped, started again, filled up and locked. */
import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../free-port.ts';

const run = promisify(execFile);
const versions = '/usr/lib/postgresql';
const isRoot = process.getuid?.() === 0;

export interface PostgresServer {
  directory: string;
  /** A database that nobody has used yet. */
  newDatabase(options?: { tablespace?: string }): Promise<string>;
  /** Ends every connection, as an operator stops it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Whoever runs the server owns it then: where it keeps a tablespace, say. */
  give(path: string): Promise<void>;
  remove(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const [newest = ''] = (await readdir(versions)).sort((a, b) => Number(b) - Number(a));
  const program = (name: string) => join(versions, newest, 'bin', name);
  const directory = await mkdtemp(join(tmpdir(), 'hec-slack-postgres-'));
  const data = join(directory, 'data');
  const port = await freePort();
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  // Postgres refuses to be run by root.
  const asOwner = (name: string, ...args: string[]) =>
    isRoot ? run('runuser', ['-u', 'postgres', '--', program(name), ...args]) : run(program(name), args);
  const give = async (path: string) => {
    if (!isRoot) return;
    const [user, group] = await Promise.all(
      ['-u', '-g'].map(async (of) => Number((await run('id', [of, 'postgres'])).stdout)),
    );
    await chown(path, user ?? 0, group ?? 0);
  };
  let isRunning = false;
  const start = async () => {
    const settings = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60`;
    await asOwner('pg_ctl', '-D', data, '-l', join(directory, 'log'), '-w', '-o', settings, 'start');
    isRunning = true;
  };
  const stop = async () => {
    await asOwner('pg_ctl', '-D', data, '-m', 'fast', '-w', 'stop');
    isRunning = false;
  };
  let databases = 0;

  await give(directory);
  await asOwner('initdb', '--username=postgres', '--auth=trust', '-D', data);
  await start();
  return {
    directory,
    start,
    stop,
    give,
    async newDatabase({ tablespace } = {}) {
      databases += 1;
      const name = `app_${databases}`;
      await withClient(url('postgres'), (client) =>
        client.query(`create database ${name}${tablespace === undefined ? '' : ` tablespace ${tablespace}`}`),
      );
      return url(name);
    },
    async remove() {
      if (isRunning) await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** On a connection of its own, which an error of the server's ends. */
export async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A small disk, and how to unmount it. */
export async function mountSmallDisk(path: string): Promise<() => Promise<void>> {
  await mkdir(path);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', path]);
  return async () => {
    await run('umount', ['-l', path]);
  };
}

/** Root may, but in a container only with that right. */
export async function mayMount(): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'hec-slack-mount-'));
  const [mounted] = await Promise.allSettled([mountSmallDisk(join(directory, 'disk'))]);
  if (mounted.status === 'fulfilled') await mounted.value();
  await rm(directory, { recursive: true, force: true });
  return mounted.status === 'fulfilled';
}
