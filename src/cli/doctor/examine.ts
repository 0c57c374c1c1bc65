/** What `npm run doctor` checks, in the order of setting the app up. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import pg from 'pg';
import type { ConfigReading } from '../../config/config.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { examineHec } from './hec.ts';
import { examineSlack } from './slack.ts';

/** No check can tell this, but the app's administrator should know. */
const goodToKnow = [
  ok('Good to know: guests in a channel can read the events that others show there'),
  ok('Good to know: if two apps claim the same link domain, Slack sends the links only to the first'),
];

export async function examine(reading: ConfigReading): Promise<Finding[]> {
  if (reading.kind === 'faulty') return reading.problems.map((problem) => wrong(`Configuration: ${problem}`));
  const { config } = reading;
  const findings = await Promise.all([
    examineSlack(config),
    examineHec(config.hec),
    config.store.databaseUrl === undefined
      ? examineDataDirectory(config.store.dataDir)
      : examinePostgres(config.store.databaseUrl),
  ]);
  return [ok('Configuration: complete'), ...findings.flat(), ...goodToKnow];
}

/** The app creates the directory itself, so it may be missing if the app can create it. */
async function examineDataDirectory(directory: string): Promise<Finding> {
  const path = resolve(directory);
  const exists = await isWritableDirectory(path);
  if (exists || (await isWritableDirectory(dirname(path)))) {
    return ok(`Data directory: ${path} ${exists ? 'is writable' : 'will be created'}`);
  }
  return wrong(`Data directory: ${path} is not writable. Give the app's user write access, or set DATA_DIR.`);
}

async function examinePostgres(connectionString: string): Promise<Finding> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query('select 1');
    return ok('Database: Postgres answers');
  } catch (error) {
    // The code is enough: Postgres' messages may contain the address.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return wrong(`Database: Postgres does not answer${code}. Check DATABASE_URL, and that the server is running.`);
  } finally {
    // Rejects if there is no connection to close, which the finding says already.
    await client.end().catch(() => undefined);
  }
}

async function isWritableDirectory(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
