/** The app on a database that breaks while it runs, and is mended again. */
import { createServer, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import { people } from '../../../playground/slack/server.ts';
import { startApp } from '../../../src/app.ts';
import { createLogger } from '../../../src/log.ts';
import { createBatchedQueries } from '../../../src/store/batched.ts';
import { inTransaction } from '../../../src/store/executor.ts';
import type { Store } from '../../../src/store/open.ts';
import { withKnownFailures } from '../../../src/store/session.ts';
import { type Started, start, testTimeouts } from '../start.ts';

/** All of a store that makes queries, but for its jobs. */
type Queried = Pick<Store, 'db' | 'batched' | 'transaction'>;

export interface Breakable extends Started {
  /** From now on every query is one to a server that is not there. */
  goAway(): void;
  /** From now on every query is one to a server that takes connections and says nothing. */
  goSilent(): Promise<void>;
  /** From now on every query is one to this store. */
  useInstead(other: Queried): void;
  /** The database as it is, also while it is away. */
  whole: Store['db'];
  comeBack(): void;
}

const env = { HEC_RESPONDERS: people.responder };

export async function startBreakable({ now = Date.now, extra = {}, noticeAfterMs }: Options = {}): Promise<Breakable> {
  const started = await start({ env: { ...env, ...extra }, now });
  const whole = started.store;
  let current: Queried = whole;
  const store: Store = {
    get db() {
      return current.db;
    },
    get batched() {
      return current.batched;
    },
    transaction: (work) => current.transaction(work),
    jobs: whole.jobs,
    maintain: (signal) => whole.maintain(signal),
    async ping(signal) {
      await current.db.execute(sql`select 1`);
      await whole.ping(signal);
    },
    // Whoever opened it closes it.
    close: async () => {},
  };
  // A second process of the same app takes over from the one that has the store as it is.
  const app = await startApp(started.config, createLogger('silent'), {
    timeouts: { ...testTimeouts, ...(noticeAfterMs !== undefined && { noticeAfterMs }) },
    now,
    store,
  });
  started.slack.connectHttp(`http://127.0.0.1:${app.port}/slack/events`);
  onTestFinished(async () => {
    await app.stop();
    await whole.db.execute(sql`drop function if exists no_room cascade`);
  });
  return {
    ...started,
    app,
    store,
    whole: whole.db,
    async quiet() {
      await app.idle();
      await started.slack.settled();
    },
    goAway() {
      // Nothing listens there.
      current = postgresAt(1);
    },
    async goSilent() {
      current = postgresAt(await silentPort());
    },
    useInstead(other) {
      current = other;
    },
    comeBack() {
      current = whole;
    },
  };
}

interface Options {
  now?: () => number;
  /** Of the app's environment. */
  extra?: Record<string, string>;
  noticeAfterMs?: number;
}

function postgresAt(port: number): Queried {
  const connectionString = `postgres://nobody@127.0.0.1:${port}/none`;
  const pool = new Pool({ connectionString, connectionTimeoutMillis: 60 });
  onTestFinished(() => pool.end());
  const db = withKnownFailures(drizzle({ client: pool }));
  return { db, batched: createBatchedQueries(db), transaction: (work) => inTransaction(db, work) };
}

async function silentPort(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

/** What Postgres answers to whatever is written once its disk is full. Reads go on. */
export async function fillUp({ whole: db }: Breakable): Promise<void> {
  await db.execute(
    sql`create function no_room() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file "base/1/2": No space left on device' using errcode = 'disk_full';
    end $$`,
  );
  for (const table of ['audit', 'shown_messages', 'handled_events', 'rate_limits'])
    await db.execute(
      sql.raw(`create trigger no_room before insert or update on ${table} for each row execute function no_room()`),
    );
}

export async function makeRoom({ whole: db }: Breakable): Promise<void> {
  await db.execute(sql`drop function no_room cascade`);
}

/**
 * The embedded database answers nothing until the returned function is called: it has one connection, and somebody's
 * transaction holds it.
 */
export async function hold({ store }: Breakable): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let began = () => {};
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  const holding = store.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    began();
    await released;
  });
  await begun;
  return async () => {
    release();
    await holding;
  };
}
