import { chmod, open, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { newDirectory, newLocation, openAt, postgresServer } from '../support/store.ts';

describe.skipIf(postgresServer !== undefined)('the embedded database', () => {
  test('the embedded database needs no TLS, whatever the environment says of servers', async () => {
    vi.stubEnv('PGSSLMODE', 'require');
    onTestFinished(() => void vi.unstubAllEnvs());
    const store = await openAt(await newLocation());
    await store.ping(AbortSignal.timeout(30_000));
    await store.close();
  });

  test('nobody else gets at it in a directory that is open to all, nor keeps the app from starting', async () => {
    const { dataDir } = await newLocation();
    const inside = ['lock', 'postgres'].map((name) => join(dataDir, name));
    await (await open(join(dataDir, 'lock'), 'a')).close();
    for (const path of [dataDir, ...inside]) await chmod(path, path.endsWith('lock') ? 0o666 : 0o777);
    const store = await openAt({ databaseUrl: undefined, dataDir });
    const modes = await Promise.all(inside.map(async (path) => (await stat(path)).mode & 0o777));
    await store.close();
    expect(modes).toEqual([0o600, 0o700]);
  });

  test('what a link in its directory leads to stays as it is', async () => {
    const { dataDir } = await newLocation();
    const elsewhere = join(await newDirectory(), 'elsewhere');
    await (await open(elsewhere, 'a')).close();
    await chmod(elsewhere, 0o644);
    await rm(join(dataDir, 'lock'), { force: true });
    await symlink(elsewhere, join(dataDir, 'lock'));
    await expect(openAt({ databaseUrl: undefined, dataDir })).rejects.toThrow('DATA_DIR can’t be used');
    expect((await stat(elsewhere)).mode & 0o777).toBe(0o644);
  });

  test('a transaction that fails on the embedded database leaves nothing, and others go on', async () => {
    const store = await openAt(await newLocation());
    const failing = store.transaction(async (tx) => {
      await tx.execute(sql`insert into handled_events values ('Ev1', now())`);
      await tx.execute(sql`select 1 / 0`);
    });
    await expect(failing).rejects.toThrow('the database could not be used');
    expect(await store.db.execute(sql`select event_id from handled_events`)).toMatchObject({ rows: [] });
    await store.close();
  });
});
