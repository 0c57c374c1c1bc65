/** `npm run audit -- --since 7d --format csv`: the audit trail on standard output, oldest first. */
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { ConfigError, completeConfig, readConfig } from '../../config/config.ts';
import { readEnvironment } from '../../config/env-file.ts';
import { createLogger } from '../../log.ts';
import { StoreLockedError } from '../../store/directory-lock.ts';
import { openStore } from '../../store/open.ts';
import { exportOfRunningApp } from './export-socket.ts';
import { formats, isFormat } from './formats.ts';
import { rowsSince } from './rows.ts';
import { readSince, UsageError } from './since.ts';

const usage = 'Usage: npm run audit -- [--since 7d | 12h | 2026-11-01] [--format csv | json]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { since: { type: 'string', default: '7d' }, format: { type: 'string', default: 'csv' } },
  });
  if (!isFormat(values.format)) throw new UsageError('--format takes csv or json');
  const since = readSince(values.since, new Date());
  const write = formats[values.format];

  const config = completeConfig(readConfig(readEnvironment()));
  try {
    const store = await openStore({ ...config.store, jobs: {}, logger: createLogger('silent') });
    await pipeline(rowsSince(store, since), write, process.stdout);
    await store.close();
  } catch (error) {
    // The running app holds the embedded database, so it is asked instead.
    if (!(error instanceof StoreLockedError)) throw error;
    await pipeline(exportOfRunningApp(config.store.dataDir, since), write, process.stdout);
  }
}

try {
  await main();
} catch (error) {
  const isOurs = error instanceof ConfigError || error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isOurs ? `${usage}\n` : ''}`);
  process.exitCode = 1;
}
