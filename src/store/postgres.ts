/** A Postgres server, shared by any number of processes. */
import { setTimeout } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, Pool } from 'pg';
import type { Logger } from '../log.ts';
import { type Backend, migrationsFolder } from './backend.ts';
import { connectionFault, ServerError, type ServerFault, serverFault } from './server-fault.ts';

/** Don't wait for a silent server longer than anybody waits for us. */
const timeouts = { connectionTimeoutMillis: 5_000, query_timeout: 15_000 };

const closeWithinMs = 5_000;

/** The name of a running process's connections, which end with it. */
const applicationName = 'hec-slack';

/** Any number will do, as long as it stays the same. */
const advisoryLock = 4_735_201;

export function openPostgres(databaseUrl: string, logger: Logger): Backend {
  const pool = new Pool({ connectionString: databaseUrl, application_name: applicationName, ...timeouts });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
  // Without its own listener, a connection that breaks inside a transaction ends the process.
  pool.on('connect', (client) =>
    client.on('error', (error) => logger.debug({ err: error }, 'a database connection broke')),
  );
  const database = drizzle({ client: pool });

  return {
    database,
    lookForJobsSeconds: 1,
    executeSql: (text, values) => pool.query(text, values),
    // A separate client: the lock belongs to its session and goes with it, even if the process dies.
    async prepareAlone(work) {
      const client = await connect(databaseUrl, logger);
      try {
        await client.query("set lock_timeout = '60s'");
        await client.query('select pg_advisory_lock($1)', [advisoryLock]);
        await work(await isAlone(client));
      } catch (error) {
        throw inWords(error, serverFault(error));
      } finally {
        await client.end();
      }
    },
    migrate: () => migrate(database, { migrationsFolder }),
    async maintain() {},
    // A server that has gone away would never end the connection.
    close: () => Promise.race([pool.end(), setTimeout(closeWithinMs, undefined, { ref: false })]),
  };
}

/** For the lock at the start. @throws ServerError */
async function connect(databaseUrl: string, logger: Logger): Promise<Client> {
  try {
    const client = new Client({
      connectionString: databaseUrl,
      application_name: `${applicationName} start`,
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', (error) => logger.warn({ err: error }, 'the connection that holds the start-up lock broke'));
    await client.connect();
    return client;
  } catch (error) {
    throw inWords(error, connectionFault(error));
  }
}

function inWords(error: unknown, fault: ServerFault | undefined): unknown {
  return fault === undefined ? error : new ServerError(fault, error);
}

/** Other roles' connections show no name, so they might be a process's. */
async function isAlone(client: Client): Promise<boolean> {
  const others = await client.query(
    `select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and backend_type = 'client backend' and coalesce(application_name, $1) = $1 limit 1`,
    [applicationName],
  );
  return others.rowCount === 0;
}
