import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { StoreUnavailableError } from '../../src/store/errors.ts';
import { inTransaction } from '../../src/store/executor.ts';
import { runById } from '../../src/store/runs.ts';
import { withKnownFailures } from '../../src/store/session.ts';
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
