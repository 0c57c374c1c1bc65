/** Where an app keeps its data: a directory for the embedded database, or its own database on a Postgres server. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Lab, StoreKind } from './lab.ts';

export interface Place {
  store: StoreKind;
  /** An empty directory, out of reach of any `.env`. */
  directory: string;
  /** The environment that points the app at it. */
  env: Record<string, string>;
}

const server = process.env.BENCH_DATABASE_URL || process.env.DATABASE_URL || undefined;

/** The embedded database, and Postgres if a server is named. */
export const knownStores: readonly StoreKind[] = server === undefined ? ['embedded'] : ['embedded', 'Postgres'];

/** Not opened yet. */
export async function newPlace(lab: Lab, store: StoreKind): Promise<Place> {
  const directory = await newDirectory(lab);
  if (store === 'embedded') return { store, directory, env: { DATA_DIR: join(directory, 'data') } };
  return { store, directory, env: { DATABASE_URL: await newDatabase(lab) } };
}

export async function newDirectory(lab: Lab): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hec-slack-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  lab.onEnd(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function newDatabase(lab: Lab): Promise<string> {
  if (server === undefined) throw new Error('No Postgres server is named.');
  const name = `hec_slack_bench_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(`create database ${name}`);
  lab.onEnd(() => asAdmin(`drop database ${name} with (force)`));
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

async function asAdmin(statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
