/** Which version of the app made a database's tables: a command works only with those of its own. */
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { z } from 'zod';
import { migrationsFolder } from './backend.ts';
import type { Executor } from './executor.ts';

/** The message is for the person who gave the command. */
class StoreVersionError extends Error {
  override name = 'StoreVersionError';
}

const isThere = z.object({ rows: z.tuple([z.object({ isThere: z.boolean() })]) });
const made = z.object({ rows: z.tuple([z.object({ newest: z.coerce.number() })]) });

/** @throws StoreVersionError */
export async function assertOwnVersion(database: Executor): Promise<void> {
  const found = await database.execute(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  );
  const [{ isThere: hasTables }] = isThere.parse(found).rows;
  if (!hasTables)
    throw new StoreVersionError('The app has not made its tables in this database: start it once before.');
  const last = await database.execute(sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`);
  const [{ newest }] = made.parse(last).rows;
  const ours = Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis));
  if (newest < ours)
    throw new StoreVersionError(
      'An older version of the app made the tables of this database. Update and start the app before, or use the commands of that version.',
    );
  if (newest > ours)
    throw new StoreVersionError(
      'A newer version of the app has changed this database. Use the commands of that version.',
    );
}
