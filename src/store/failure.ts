/** Which errors mean that the database could not be used, whichever it is. */
import { DrizzleQueryError } from 'drizzle-orm';

/** Of the connection, where no query was made of it yet: the driver's own errors come bare then. */
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE']);

/** A transaction asks for its connection before it makes a query, and these come without a code. */
const bareMessage = /^(?:timeout exceeded when trying to connect|timeout expired|Connection terminated|PGlite is clos)/;

export function isStoreFailure(error: unknown): boolean {
  if (error instanceof DrizzleQueryError) return true;
  // Postgres' own errors carry their severity.
  if (!(error instanceof Error)) return false;
  if ('severity' in error || bareMessage.test(error.message)) return true;
  return 'code' in error && connectionCodes.has(String(error.code));
}
