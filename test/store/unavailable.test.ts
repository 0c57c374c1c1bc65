import { randomUUID } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { StoreUnavailableError } from '../../src/store/errors.ts';
import { inTransaction } from '../../src/store/executor.ts';
import { runById } from '../../src/store/runs.ts';
import { withKnownFailures } from '../../src/store/session.ts';
import { listening } from '../support/listening.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();

/** Nothing listens there. */
function nowhere() {
  const pool = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', connectionTimeoutMillis: 60 });
  onTestFinished(() => pool.end());
  return withKnownFailures(drizzle({ client: pool }));
}

test('a query fails as “store unavailable” if there is no database', async () => {
  await expect(runById(nowhere(), randomUUID())).rejects.toThrow(StoreUnavailableError);
});

test('a transaction fails as “store unavailable” if it can’t begin, and its work is not done', async () => {
  let isDone = false;
  const working = inTransaction(nowhere(), async () => {
    isDone = true;
  });
  await expect(working).rejects.toThrow(StoreUnavailableError);
  expect(isDone).toBe(false);
});

test('a transaction fails as “store unavailable” if one of its queries fails', async () => {
  const working = store().transaction((tx) => tx.execute(sql`select * from nowhere`));
  await expect(working).rejects.toThrow(StoreUnavailableError);
});

test('an error thrown by the transaction’s own work comes out unchanged', async () => {
  const ours = new Error('ours');
  const working = store().transaction(async () => {
    throw ours;
  });
  await expect(working).rejects.toBe(ours);
});

test('a query fails as “store unavailable” if the database refuses it', async () => {
  const working = store().db.execute(sql`select * from nowhere`);
  await expect(working).rejects.toThrow(StoreUnavailableError);
});

test.each([
  ['breaks', (socket: Socket) => void socket.destroy()],
  ['goes silent', () => {}],
])('a connection that %s as its transaction begins is given up, and the next one gets another', async (_, then) => {
  const ready = Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1');
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(ready);
      socket.once('data', () => then(socket));
    });
  });
  const connectionString = `postgres://nobody@127.0.0.1:${await listening(server)}/none`;
  const pool = new Pool({ connectionString, max: 1, query_timeout: 100 });
  pool.on('connect', (client) => client.on('error', () => {}));
  const database = withKnownFailures(drizzle({ client: pool }));
  for (const _each of [1, 2]) {
    await expect(inTransaction(database, async () => {})).rejects.toBeInstanceOf(StoreUnavailableError);
  }
  expect(connections).toBe(2);
  await pool.end();
});
