/**
 * Structured logs, one JSON object a line, on standard output.
 *
 * Ids, codes and times are logged; tokens, keys, `response_url`s and the text of messages or events never are.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Logger as SlackLogger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import { DrizzleQueryError } from 'drizzle-orm';
import pino from 'pino';
import type { Config } from './config.ts';

export type Logger = pino.Logger;

const requests = new AsyncLocalStorage<{ request: string }>();

/** Every line that is logged within carries the same `request`, from what Slack sent to the last answer. */
export function withRequestId<Result>(work: () => Result): Result {
  return requests.run({ request: randomUUID() }, work);
}

/** Of the request that is being worked on; undefined outside of one, as in a job. */
export function currentRequestId(): string | undefined {
  return requests.getStore()?.request;
}

/** Writes to standard output unless told otherwise. */
export function createLogger(level: Config['logLevel'] | 'silent', destination?: pino.DestinationStream): Logger {
  // A copy each time: pino writes into it what the line says.
  const mixin = () => ({ ...requests.getStore() });
  return pino({ level, mixin, serializers: { err: describeError } }, destination ?? pino.destination());
}

/** An error without what libraries hang on it: requests, headers, bodies. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  // Its message and stack hold the values of the query: addresses that are secrets, and texts from outside.
  if (error instanceof DrizzleQueryError) return { type: 'DrizzleQueryError', cause: describeError(error.cause) };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: error.code }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/**
 * Slack's libraries log through this. Their debug level prints whole payloads, so it is dropped whatever our own level.
 */
export function slackLogger(logger: Logger): SlackLogger {
  const child = logger.child({ from: 'slack-sdk' });
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => {},
    info: (...parts) => child.debug(words(parts)),
    warn: (...parts) => child.warn(words(parts)),
    error: (...parts) => child.error(words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
