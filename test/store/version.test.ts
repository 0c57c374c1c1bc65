import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { newLocation, openAt } from '../support/store.ts';

/** What an app of this version has made, then changed. */
async function changed(statement: string) {
  const location = await newLocation();
  const app = await openAt(location);
  await app.db.execute(sql.raw(statement));
  await app.close();
  return location;
}

test.each([
  [
    'an older version',
    `delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`,
    'An older version of the app made the tables of this database.',
  ],
  [
    'a newer version',
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', 9999999999999)`,
    'A newer version of the app has changed this database.',
  ],
  [
    'no version',
    'drop schema drizzle cascade',
    'The app has not made its tables in this database: start it once before.',
  ],
])('a command changes nothing in the tables of %s, and says what to do', async (_, statement, sentence) => {
  const location = await changed(statement);
  await expect(openAt(location, { jobs: {}, asItIs: true })).rejects.toThrow(sentence);
  // And lets go of the database.
  await expect(openAt(location, { jobs: {}, asItIs: true })).rejects.toThrow(sentence);
});

test('a command reads and writes the tables of its own version', async () => {
  const command = await openAt(await changed('select 1'), { jobs: {}, asItIs: true });
  await expect(command.db.execute(sql`select count(*) from pgboss.job`)).resolves.toBeDefined();
  await command.close();
});
