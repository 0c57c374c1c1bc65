/**
 * Structured logs, one JSON object a line, on standard output.
 *
 * Ids, codes and times are logged; tokens, keys, `response_url`s and the text of messages or events never are.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Logger as SlackLogger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import { DrizzleQueryError } from 'drizzle-orm';
import pino from 'pino';
import { z } from 'zod';
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
    ...(error instanceof WebAPIPlatformError && { messages: slackMessages(error.data) }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

const answered = z.object({ response_metadata: z.object({ messages: z.array(z.string()) }) });
const mostMessages = 10;
const messageMax = 200;

/**
 * What Slack says is wrong in what it was sent, and where: "must be less than 76 characters at /blocks/0/text/text".
 * Slack may repeat there what is wrong, which can be the text of an event, so other words than a validator's are left out.
 */
export function slackMessages(answer: unknown): string[] {
  const { data } = answered.safeParse(answer);
  return (data?.response_metadata.messages ?? []).slice(0, mostMessages).map((message) => {
    const [, reason = '', pointer = ''] =
      /^(?:\[[A-Z]+\])?(.*?)(?:\[json-pointer:(\S*)\])?$/s.exec(message.slice(0, 2_000)) ?? [];
    const words = reason
      .trim()
      .split(/[\s:]+/)
      .map((word) => (isValidators(word) ? word : '…'));
    const place = pointer.split('/').map((part) => (/^\w{0,40}$/.test(part) ? part : '…'));
    return [words.join(' '), ...(pointer === '' ? [] : [`at ${place.join('/')}`])].join(' ').slice(0, messageMax);
  });
}

const validatorsWords = new Set(
  `a additional all allowed an and any array at be block_id boolean characters duplicate empty enum exactly exceeded
  expected failed fewer field fields for format found greater in integer invalid is item items key length less limit match
  maximum metadata minimum missing more must no not number object of on one only or pattern property provide provided
  required schema schemas string than the to too type unknown unsupported url valid value`.split(/\s+/),
);

function isValidators(word: string): boolean {
  return validatorsWords.has(word.toLowerCase()) || /^\d{1,6}$/.test(word);
}

/**
 * Slack's libraries log through this. Their debug level prints whole payloads, so it is dropped whatever our own level.
 */
export function slackLogger(logger: Logger): SlackLogger {
  const child = logger.child({ from: 'slack-sdk' });
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  const log = (level: 'debug' | 'warn' | 'error', parts: unknown[]) => {
    const said = words(parts);
    // May repeat the text of an event; `slackMessages` says as much of it as can be logged.
    if (!said.includes('[json-pointer:')) child[level](said);
  };
  return {
    debug: () => {},
    info: (...parts) => log('debug', parts),
    warn: (...parts) => log('warn', parts),
    error: (...parts) => log('error', parts),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
