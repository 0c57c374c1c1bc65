/** The database that a version left behind, for the store of now to open. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { z } from 'zod';
import { type Location, newDirectory, newLocation, postgresServer } from '../store.ts';
import { type Database, fixturePath } from './fixture.ts';
import { deployMs } from './setting.ts';

export const database: Database = postgresServer === undefined ? 'embedded' : 'postgres';

/** One statement, as both kinds of database take it. */
export type Ask = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;

/** The embedded database is the directory as it was, a server's comes from `pg_dump`. */
export async function loadDatabase(version: string, change: (ask: Ask) => Promise<void> = async () => {}) {
  return database === 'postgres' ? loadOnServer(version, change) : loadEmbedded(version, change);
}

async function loadOnServer(version: string, change: (ask: Ask) => Promise<void>): Promise<Location> {
  const location = await newLocation();
  const client = new Client({ connectionString: location.databaseUrl });
  await client.connect();
  await client.query(await readFile(fixturePath(version, 'database.sql', database), 'utf8'));
  await change((text, values) => client.query(text, values));
  await client.end();
  return location;
}

async function loadEmbedded(version: string, change: (ask: Ask) => Promise<void>): Promise<Location> {
  const dataDir = await newDirectory();
  const tar = brotliDecompressSync(await readFile(fixturePath(version, 'database.tar.br', database)));
  const pglite = await PGlite.create({ dataDir: join(dataDir, 'postgres'), loadDataDir: new Blob([tar]) });
  await change((text, values) => pglite.query(text, values));
  await pglite.close();
  return { databaseUrl: undefined, dataDir };
}

const tables = z.array(z.object({ name: z.string(), moved: z.string() }));

/**
 * Moves every time to where it would be if the version had ended a moment ago: pg-boss goes by the clock of the database,
 * and requests of Slack's are taken in their own time only.
 */
export async function moveTimes(ask: Ask, endedAt: Date): Promise<void> {
  const since = `(now() - timestamptz '${endedAt.toISOString()}' - interval '${deployMs} milliseconds')`;
  // A job is in a partition of `job`.
  const { rows } = await ask(
    `select format('%I.%I', table_schema, table_name) as name,
       string_agg(format('%1$I = %1$I + $1', column_name), ', ') as moved
     from information_schema.columns where data_type like 'timestamp%' and (table_schema = 'public'
       or table_schema = 'pgboss' and table_name in ('job', 'archive', 'queue', 'schedule', 'version'))
     group by table_schema, table_name`,
  );
  for (const { name, moved } of tables.parse(rows)) await ask(`update ${name} set ${moved.replaceAll('$1', since)}`);
}

/** Where a private card's `response_url` came from: only that of a click in the card changes it. */
export interface CardAddresses {
  ofCommand: string;
  ofClick: string;
}

/** @param addresses of private cards, by the event that they show */
export async function moveResponseUrls(ask: Ask, addresses: ReadonlyMap<string, CardAddresses>): Promise<void> {
  for (const [eventId, { ofCommand, ofClick }] of addresses)
    await ask(
      `update public.shown_messages set response_url = case when message_ts is null then $1 else $2 end
       where kind = 'response' and event_id = $3`,
      [ofCommand, ofClick, eventId],
    );
}
