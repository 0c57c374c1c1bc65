/**
 * Structured logs, one JSON object a line, on standard output.
 *
 * Ids, codes and times are logged; tokens, keys, `response_url`s and the text of messages or events never are.
 */
import type { Logger as SlackLogger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import { DrizzleQueryError } from 'drizzle-orm';
import pino from 'pino';
import type { Config } from './config.ts';

export type Logger = pino.Logger;

/** Writes to standard output unless told otherwise. */
export function createLogger(level: Config['logLevel'] | 'silent', destination?: pino.DestinationStream): Logger {
  return pino({ level, serializers: { err: describeError } }, destination ?? pino.destination());
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
