/** A Postgres server: does it let the app in, may the app make its tables there, and do they fit this version? */
import { readMigrationFiles } from 'drizzle-orm/migrator';
import pg from 'pg';
import { z } from 'zod';
import { migrationsFolder } from '../../store/backend.ts';
import { connectionFault } from '../../store/server-fault.ts';
import { type Finding, notExamined, note, ok, wrong } from './finding.ts';
import { printable } from './printable.ts';

/** The queue's library wants this one. */
const oldestVersion = 13;
/** Not the app's own name, by which a starting app looks for others. */
const applicationName = 'hec-slack doctor';

const what = 'Database';

export async function examinePostgres(connectionString: string, limitMs: number): Promise<Finding[]> {
  try {
    return await ask(connectionString, limitMs);
  } catch (error) {
    const { says, fix } = connectionFault(error);
    return [wrong(what, `${says}.`, `${fix}.`), notExamined('Tables', 'the database could not be asked')];
  }
}

async function ask(connectionString: string, limitMs: number): Promise<Finding[]> {
  const timeouts = { connectionTimeoutMillis: limitMs, query_timeout: limitMs };
  const client = new pg.Client({ connectionString, application_name: applicationName, ...timeouts });
  // What breaks while nothing is asked would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const state = await readState(client);
    return [...inWords(state), tls(state, client), await examineTables(client, state)];
  } finally {
    // Rejects if there is no connection to close, which is told already.
    await client.end().catch(() => undefined);
  }
}

const stateRow = z.object({
  number: z.number(),
  version: z.string(),
  database: z.string(),
  role: z.string(),
  isReadOnly: z.boolean(),
  schema: z.string().nullable(),
  mayCreateSchema: z.boolean(),
  mayCreateTables: z.boolean().nullable(),
  tls: z.boolean().nullable(),
  hasTables: z.boolean(),
  running: z.number(),
});

type State = z.infer<typeof stateRow>;

async function readState(client: pg.Client): Promise<State> {
  const { rows } = await client.query(`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
      current_database() as database, current_user as role, current_schema() as schema,
      pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool as "isReadOnly",
      has_database_privilege(current_database(), 'create') as "mayCreateSchema",
      has_schema_privilege(current_schema(), 'create') as "mayCreateTables",
      (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as tls,
      exists (select 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname = 'drizzle' and relname = '__drizzle_migrations') as "hasTables",
      (select count(*)::int from pg_stat_activity
        where application_name = 'hec-slack' and datname = current_database()) as running`);
  return stateRow.parse(rows[0]);
}

function inWords(state: State): Finding[] {
  const name = `Postgres ${printable(state.version.split(' ')[0] ?? '', 20)}`;
  const where = `user ${printable(state.role)} in database ${printable(state.database)}`;
  const runs = state.running === 0 ? '' : ' The app is running on it.';
  const answers =
    state.number < oldestVersion * 10_000
      ? wrong(what, `${name} is too old.`, `Use Postgres ${oldestVersion} or newer.`)
      : ok(what, `${name} answers, as ${where}.${runs}`);
  return [answers, rights(state)];
}

function rights({ schema, isReadOnly, mayCreateSchema, mayCreateTables }: State): Finding {
  const name = 'Database rights';
  if (isReadOnly) return wrong(name, 'it is read-only.', 'Name a server that takes writes in DATABASE_URL.');
  const missing = [
    ...(schema === null ? ['use a schema: none of those in its search_path exists'] : []),
    ...(mayCreateTables === false ? [`create tables in the schema ${printable(schema ?? '')}`] : []),
    ...(mayCreateSchema ? [] : ['create the schemas "drizzle" and "pgboss" in this database']),
  ];
  if (missing.length === 0) return ok(name, 'the user may create tables and schemas.');
  const fix = 'As its owner: GRANT CREATE ON DATABASE … TO …; GRANT CREATE ON SCHEMA public TO …;';
  return wrong(name, 'the user may not', fix, missing);
}

const onThisMachine = new Set(['localhost', '127.0.0.1', '::1']);

function tls({ tls: isOn }: State, { host }: pg.Client): Finding {
  const name = 'Database TLS';
  if (isOn === true) return ok(name, 'in use.');
  if (host.startsWith('/') || onThisMachine.has(host)) return ok(name, 'not in use, nor needed on this machine.');
  const fix = 'If the network between is not yours alone, switch TLS on at the server and add sslmode=verify-full.';
  return note(name, 'not in use.', { fix });
}

const migrationRows = z.array(z.object({ made: z.string().transform(Number) }));

async function examineTables(client: pg.Client, { hasTables }: State): Promise<Finding> {
  const name = 'Tables';
  if (!hasTables) return ok(name, 'none yet: the app makes them when it starts.');
  const ours = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  const { rows } = await client.query('select created_at::text as made from drizzle.__drizzle_migrations');
  const newest = Math.max(...migrationRows.parse(rows).map(({ made }) => made));
  if (newest > Math.max(...ours)) {
    const fix = 'Run that version, or go back to a backup from before it: two versions never share a database.';
    return wrong(name, 'a newer version of the app has changed them.', fix);
  }
  const pending = ours.filter((each) => each > newest).length;
  if (pending === 0) return ok(name, 'as this version needs them.');
  const fix = 'Back the database up, and stop processes of the older version before you start this one.';
  return note(name, `the app changes them when it starts (${pending === 1 ? '1 step' : `${pending} steps`}).`, { fix });
}
