/** What the doctor says of a real server. Run by `npm run test:postgres`. */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { examinePostgres } from '../../../src/cli/doctor/postgres.ts';
import { newLocation, openAt } from '../../support/store.ts';

async function newDatabase(): Promise<string> {
  const { databaseUrl } = await newLocation();
  if (databaseUrl === undefined) throw new Error('these tests need a server');
  return databaseUrl;
}

async function run(databaseUrl: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

function changed(databaseUrl: string, change: Partial<Pick<URL, 'username' | 'pathname' | 'search'>>): string {
  return String(Object.assign(new URL(databaseUrl), change));
}

async function said(databaseUrl: string): Promise<Record<string, string>> {
  const findings = await examinePostgres(databaseUrl, 5_000);
  return Object.fromEntries(findings.map(({ what, kind, says }) => [what, `${kind}: ${says}`]));
}

describe('the doctor about a Postgres server', () => {
  test('an empty database is ready, and the app’s own tables are recognised once they are made', async () => {
    const databaseUrl = await newDatabase();
    expect(await said(databaseUrl)).toEqual({
      Database: expect.stringMatching(/^ok: Postgres \d+(\.\d+)* answers, as user postgres in database /),
      'Database rights': 'ok: the user may create tables and schemas.',
      'Database TLS': 'ok: not in use, nor needed on this machine.',
      Tables: 'ok: none yet: the app makes them when it starts.',
    });
    const store = await openAt({ databaseUrl, dataDir: '/nowhere' });
    const { Database, Tables } = await said(databaseUrl);
    await store.close();
    expect(Database).toMatch(/The app is running on it\.$/);
    expect(Tables).toBe('ok: as this version needs them.');
  });

  test('tables that a newer version changed are wrong, and those of an older one are a note', async () => {
    const databaseUrl = await newDatabase();
    await (await openAt({ databaseUrl, dataDir: '/nowhere' })).close();
    const newest = 'select max(created_at) from drizzle.__drizzle_migrations';
    await run(databaseUrl, `delete from drizzle.__drizzle_migrations where created_at = (${newest})`);
    expect((await said(databaseUrl)).Tables).toBe('note: the app changes them when it starts (1 step).');
    await run(databaseUrl, `insert into drizzle.__drizzle_migrations (hash, created_at) values ('new', 9999999999999)`);
    expect((await said(databaseUrl)).Tables).toBe('wrong: a newer version of the app has changed them.');
  });

  test('a user who may create nothing is told what is missing', async () => {
    const databaseUrl = await newDatabase();
    const role = `r${randomUUID().replaceAll('-', '')}`;
    await run(databaseUrl, `create role ${role} login`, 'revoke create on schema public from public');
    const findings = await examinePostgres(changed(databaseUrl, { username: role }), 5_000);
    await run(databaseUrl, `drop role ${role}`);
    expect(findings.find(({ what }) => what === 'Database rights')).toMatchObject({
      kind: 'wrong',
      details: ['create tables in the schema public', 'create the schemas "drizzle" and "pgboss" in this database'],
    });
  });

  test('a database that takes no writes is wrong', async () => {
    const databaseUrl = await newDatabase();
    const [, name] = new URL(databaseUrl).pathname.split('/');
    await run(databaseUrl, `alter database "${name}" set default_transaction_read_only = on`);
    expect((await said(databaseUrl))['Database rights']).toBe('wrong: it is read-only.');
  });

  test('a database and a user that do not exist, and a server without TLS, are told apart', async () => {
    const databaseUrl = await newDatabase();
    expect((await said(changed(databaseUrl, { pathname: '/nothing-here' }))).Database).toBe(
      'wrong: there is no such database on it (3D000).',
    );
    expect((await said(changed(databaseUrl, { username: 'nobody-here' }))).Database).toMatch(/\(28000\)/);
    expect((await said(changed(databaseUrl, { search: '?sslmode=verify-full' }))).Database).toBe(
      'wrong: it has no TLS.',
    );
  });
});
