/**
 * A store for tests: on PGlite, from a copy of a database made once, or on the Postgres server that `npm run
 * test:postgres` names, in a database of its own. Everything goes when the test file ends.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { jobDefinitions } from '../../src/jobs/jobs.ts';
import { createLogger } from '../../src/log.ts';
import { openStore, type Store, type StoreOptions } from '../../src/store/open.ts';
import type { NewRun } from '../../src/store/runs.ts';
import { databaseTemplate } from './database-template.ts';

/** Where the databases of this run are made; undefined when the tests run on PGlite. */
export const postgresServer = process.env.TEST_POSTGRES;

export type Location = Pick<StoreOptions, 'databaseUrl' | 'dataDir'>;

const removals: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const remove of removals.splice(0).toReversed()) await remove();
}, 30_000);

/** A database that nobody has opened yet. */
export async function newLocation(): Promise<Location> {
  if (postgresServer !== undefined) return { databaseUrl: await newDatabase(postgresServer), dataDir: '/nowhere' };
  const dataDir = await newDirectory();
  await cp(await databaseTemplate(), dataDir, { recursive: true });
  return { databaseUrl: undefined, dataDir };
}

/** For a store that all test files of a process share: it goes with the process, or with the Postgres server. */
export async function locationOfProcess(): Promise<Location> {
  if (postgresServer !== undefined) return { databaseUrl: await createDatabase(postgresServer), dataDir: '/nowhere' };
  const dataDir = await mkdtemp(join(tmpdir(), 'hec-slack-test-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  await cp(await databaseTemplate(), dataDir, { recursive: true });
  return { databaseUrl: undefined, dataDir };
}

/** An empty directory, removed with everything in it when the test file ends. */
export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hec-slack-test-'));
  removals.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** The caller closes it. */
export function openAt(location: Location, options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({ jobs: jobDefinitions, logger: createLogger('silent'), ...location, ...options });
}

/** One store for all tests of the file, which keep out of each other's way by the ids they use. */
export function storeOfFile(options: Partial<StoreOptions> = {}): () => Store {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await openAt(await newLocation(), options);
  }, 60_000);
  afterAll(() => store?.close(), 30_000);
  return () => {
    if (store === undefined) throw new Error('The store is open during tests only.');
    return store;
  };
}

/** A run that nobody has asked for yet, on an event of its own. */
export function aRun(given: Partial<Extract<NewRun, { target: 'event' }>> = {}): Extract<NewRun, { target: 'event' }> {
  return {
    target: 'event',
    eventId: randomUUID(),
    entityId: undefined,
    actionName: 'quarantine',
    parameter: undefined,
    label: 'Quarantine',
    teamId: 'T1',
    userId: 'U1',
    channelId: 'C1',
    messageTs: '1.2',
    threadTs: undefined,
    startedAt: new Date(),
    ...given,
  };
}

async function newDatabase(server: string): Promise<string> {
  const databaseUrl = await createDatabase(server);
  const name = new URL(databaseUrl).pathname.slice(1);
  removals.push(() => asAdmin(server, `drop database ${name} with (force)`));
  return databaseUrl;
}

async function createDatabase(server: string): Promise<string> {
  const name = `hec_slack_test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** Runs one statement on a connection of its own. */
export async function asAdmin(databaseUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}
