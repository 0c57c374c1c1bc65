import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordOf } from '../../src/store/audit-trail.ts';
import { StoreLockedError } from '../../src/store/directory-lock.ts';
import type { Store } from '../../src/store/open.ts';
import { type Location, newDirectory, newLocation, openAt, postgresServer } from '../support/store.ts';
import { startChild } from '../support/store-processes/start.ts';

async function withStore<Result>(location: Location, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openAt(location);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

describe.skipIf(postgresServer !== undefined)('the embedded database', { timeout: 60_000 }, () => {
  test('the embedded database admits no second process, and loses no acknowledged row when the first is killed', async () => {
    const location = await newLocation();
    const writer = startChild('write', location);
    await writer.until(20);
    await expect(openAt(location)).rejects.toThrow(
      `Another process is using the database in ${location.dataDir}. Stop it first, or set DATABASE_URL`,
    );
    await writer.until(writer.lines.length + 40);
    await writer.kill();

    const [, ...acknowledged] = writer.lines;
    expect(acknowledged.length).toBeGreaterThan(50);
    await withStore(location, async ({ db }) => {
      for (const eventId of acknowledged) expect(await recordOf(db, eventId, 2)).toHaveLength(1);
    });
  });

  test('the embedded database cannot be opened twice by one process until it is closed', async () => {
    const location = await newLocation();
    await withStore(location, () => expect(openAt(location)).rejects.toThrow(StoreLockedError));
    await withStore(location, (store) => store.ping(AbortSignal.timeout(1_000)));
  });

  test('the embedded database is created if there is none, and an interrupted attempt’s remains are removed', async () => {
    const dataDir = join(await newDirectory(), 'not', 'there');
    await mkdir(join(dataDir, 'making-before'), { recursive: true });
    await writeFile(join(dataDir, 'making-before', 'PG_VERSION'), 'half');
    await withStore({ databaseUrl: undefined, dataDir }, (store) => store.ping(AbortSignal.timeout(1_000)));
    expect((await readdir(dataDir)).toSorted()).toEqual(['lock', 'postgres']);
  });
});
