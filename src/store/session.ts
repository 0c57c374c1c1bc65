/**
 * The session for every query outside a transaction: a failure is a StoreUnavailableError, whichever driver it comes
 * from. A transaction uses the driver's own session, and `inTransaction` does the same for its failures.
 */
import type { ExtractTablesWithRelations } from 'drizzle-orm';
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
import { StoreUnavailableError } from './errors.ts';
import type { Executor } from './executor.ts';

type Session = Executor['_']['session'];
type NoSchema = Record<string, never>;
type NoTables = ExtractTablesWithRelations<NoSchema>;

class StoreSession extends PgSession<PgQueryResultHKT, NoSchema, NoTables> {
  readonly #driver: Session;

  constructor(driver: Session) {
    super(new PgDialect());
    this.#driver = driver;
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

  override transaction<Result>(
    work: (transaction: PgTransaction<PgQueryResultHKT, NoSchema, NoTables>) => Promise<Result>,
    config?: PgTransactionConfig,
  ): Promise<Result> {
    return this.#driver.transaction(work, config);
  }
}

/** The same database, but its failures are StoreUnavailableErrors. */
export function withKnownFailures(database: Executor): Executor {
  return new PgDatabase(new PgDialect(), new StoreSession(database._.session), undefined);
}
