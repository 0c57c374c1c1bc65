/**
 * Structured logs on standard output, one JSON object per line.
 *
 * Ids, codes and times are logged; tokens, keys, `response_url`s and the text of messages or events never are.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import pino from 'pino';

export type Logger = pino.Logger;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const requests = new AsyncLocalStorage<{ request: string }>();

/** Every line that `work` logs carries the same `request`, from Slack's request to the last answer. */
export function withRequestId<Result>(work: () => Result): Result {
  return requests.run({ request: randomUUID() }, work);
}

/** Undefined outside a request, as in a job. */
export function currentRequestId(): string | undefined {
  return requests.getStore()?.request;
}

export function createLogger(level: LogLevel | 'silent', destination?: pino.DestinationStream): Logger {
  // A copy each time, because pino writes the line's own fields into it.
  const mixin = () => ({ ...requests.getStore() });
  return pino({ level, mixin, serializers: { err: describeError } }, destination ?? pino.destination());
}

/** Leaves out libraries' fields (requests, headers, bodies); an error can name fields that are safe in `logFields`. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const cause = error.cause !== undefined && { cause: describeError(error.cause) };
  if (repeatsItsQuery(error)) return { type: error.constructor.name, ...cause };
  return {
    ...('logFields' in error && typeof error.logFields === 'object' && error.logFields),
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: error.code }),
    ...cause,
  };
}

/** Drizzle puts a failed query and its values, such as secret URLs and outside text, in the message and the stack. */
function repeatsItsQuery(error: Error): boolean {
  return 'query' in error && typeof error.query === 'string' && error.message.includes(error.query);
}
