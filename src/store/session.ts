/**
 * The session for every query outside a transaction: a failure is a StoreUnavailableError, whichever driver it comes
 * from. A transaction uses the driver's own session, and `inTransaction` does the same for its failures.
 */
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import {
  PgDatabase,
  PgDialect,
  type PgPreparedQuery,
  type PgQueryResultHKT,
  PgSession,
  type PgTransaction,
  type PgTransactionConfig,
  type PreparedQueryConfig,
} from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
import { StoreUnavailableError } from './errors.ts';
import type { Executor } from './executor.ts';

/** As drizzle makes it of a pool. */
export type PooledDatabase = Executor & { $client: Pool };

type Session = Executor['_']['session'];
type NoSchema = Record<string, never>;
type NoTables = ExtractTablesWithRelations<NoSchema>;

class StoreSession extends PgSession<PgQueryResultHKT, NoSchema, NoTables> {
  readonly #driver: Session;
  readonly #pool: Pool;

  constructor(driver: Session, pool: Pool) {
    super(new PgDialect());
    this.#driver = driver;
    this.#pool = pool;
  }

  override prepareQuery<Config extends PreparedQueryConfig>(
    ...query: Parameters<Session['prepareQuery']>
  ): PgPreparedQuery<Config> {
    const prepared = this.#driver.prepareQuery<Config>(...query);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = async (...values) => {
      try {
        return await execute(...values);
      } catch (error) {
        throw new StoreUnavailableError(error);
      }
    };
    return prepared;
  }

  /** On a pool, drizzle's own never gives a connection back that breaks at its `begin`, and the pool runs dry. */
  override async transaction<Result>(
    work: (transaction: PgTransaction<PgQueryResultHKT, NoSchema, NoTables>) => Promise<Result>,
    config?: PgTransactionConfig,
  ): Promise<Result> {
    const client = await this.#pool.connect();
    let thrown: unknown;
    const watched: typeof work = async (transaction) => {
      try {
        return await work(transaction);
      } catch (error) {
        thrown = error;
        throw error;
      }
    };
    try {
      const result = await drizzle({ client }).transaction(watched, config);
      client.release();
      return result;
    } catch (error) {
      // Unless it was rolled back, a transaction may still be open on the connection, and the next one's writes would be in it.
      client.release(error !== thrown);
      throw error;
    }
  }
}

/** The same database, but its failures are StoreUnavailableErrors. */
export function withKnownFailures(database: PooledDatabase): Executor {
  const session = new StoreSession(database._.session, database.$client);
  return new PgDatabase(new PgDialect(), session, undefined);
}
