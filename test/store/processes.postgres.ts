/** What only shows with a real server and several processes. Run by `npm run test:postgres`. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { claimSlackEvent } from '../../src/store/slack-events.ts';
import { asAdmin, newLocation, openAt } from '../support/store.ts';
import { startChild } from '../support/store-processes/start.ts';

const patiently = { timeout: 20_000, interval: 20 };

/** Makes Node refuse to load the embedded database, and with it the thread that loads PGlite. */
const withoutEmbedded = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve(specifier, context, next) {
      if (/embedded|pglite/.test(specifier)) throw new Error('the embedded database was loaded');
      return next(specifier, context);
    }
  \`));
`)}`;

describe('several processes on one server', { timeout: 60_000 }, () => {
  test('several processes start together on an empty database and all come up', async () => {
    const location = await newLocation();
    const children = Array.from({ length: 4 }, () => startChild('open', location));
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    expect(children.map(({ lines }) => lines)).toEqual([['open'], ['open'], ['open'], ['open']]);
  });

  test('several processes handle a Slack event once between them', async () => {
    const location = await newLocation();
    const stores = await Promise.all([openAt(location), openAt(location)]);
    const id = randomUUID();
    const claims = await Promise.all(
      stores.flatMap(({ db }) => [db, db]).map((db) => claimSlackEvent(db, id, new Date())),
    );
    expect(claims.toSorted()).toEqual([false, false, false, true]);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('a process takes over the job of a killed one within 15 seconds', async () => {
    const location = await newLocation();
    const dying = startChild('hang', location);
    await dying.until(1);
    const store = await openAt(location);
    await store.jobs.send(store.db, 'follow', { runId: 'x', attempt: 1 });
    await dying.until(2);
    expect(dying.lines[1]).toBe('took x');
    await dying.kill();
    const killedAt = Date.now();
    const taken: string[] = [];
    await store.jobs.work('follow', async ({ runId }) => {
      taken.push(runId);
    });
    await vi.waitUntil(() => taken.length > 0, patiently);
    expect(taken).toEqual(['x']);
    expect(Date.now() - killedAt).toBeLessThan(15_000);
    await store.close();
  });

  test('a process on Postgres does without PGlite', async () => {
    const location = await newLocation();
    const hook = ['--import', withoutEmbedded];
    const onPostgres = startChild('open', location, hook);
    expect(await onPostgres.ended).toBe(0);
    expect(onPostgres.lines).toEqual(['open']);
    const embedded = startChild('open', { dataDir: '/tmp', databaseUrl: undefined }, hook);
    expect(await embedded.ended).toBe(1);
    expect(embedded.lines.join()).toContain('the embedded database was loaded');
  });
});

describe('transactions', () => {
  test('a transaction that sends a refresh holds back the waiting refresh until it ends', async () => {
    const location = await newLocation();
    const store = await openAt(location);
    const other = new Client({ connectionString: location.databaseUrl });
    await other.connect();
    const fetchable = async () =>
      (await other.query("select id from pgboss.job where name = 'refresh' for update skip locked")).rowCount;
    await store.jobs.send(store.db, 'refresh', { eventId: 'e' });
    expect(await fetchable()).toBe(1);
    await store.transaction(async (tx) => {
      await store.jobs.send(tx, 'refresh', { eventId: 'e' });
      expect(await fetchable()).toBe(0);
    });
    expect(await fetchable()).toBe(1);
    await other.end();
    await store.close();
  });

  test('a transaction whose connection breaks fails alone, and the process goes on', async () => {
    const location = await newLocation();
    const store = await openAt(location);
    const broken = store.transaction(async (tx) => {
      await asAdmin(
        location.databaseUrl ?? '',
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hec-slack' and datname = current_database()`,
      );
      await tx.execute(sql`select 1`);
    });
    await expect(broken).rejects.toThrow();
    await vi.waitUntil(
      () =>
        store.ping(AbortSignal.timeout(2_000)).then(
          () => true,
          () => false,
        ),
      patiently,
    );
    await store.close();
  });
});

test('closing the store aborts a job that does not end', async () => {
  const store = await openAt(await newLocation());
  let given: AbortSignal | undefined;
  await store.jobs.work('follow', async (_, signal) => {
    given = signal;
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  await store.jobs.send(store.db, 'follow', { runId: 'x', attempt: 1 });
  await vi.waitUntil(() => given !== undefined, patiently);
  const startedAt = Date.now();
  await store.close();
  expect(given?.aborted).toBe(true);
  expect(Date.now() - startedAt).toBeLessThan(8_000);
});
