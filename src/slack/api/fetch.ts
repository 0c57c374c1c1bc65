/**
 * The only way out to Slack: every Web API call and every `response_url` goes through this `fetch`.
 *
 * Each try has a time limit. A rate limit with a short `Retry-After`, or a connection that was never made, proves that Slack
 * did nothing, so the call is repeated. After a lost answer or a 5xx it is repeated only if doing it twice is harmless:
 * no message is ever posted twice blindly.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FetchFunction } from '@slack/web-api';
import { type Dispatcher, Response, request } from 'undici';
import { decodeBody } from '../../decode-body.ts';
import { proxyErrorIn } from '../../dispatcher.ts';
import { parseRetryAfter } from '../../retry-after.ts';

/** Slack's largest answers, long lists of people, are a small part of this. */
const mostBytes = 8 * 1024 * 1024;

export interface SlackLimits {
  tryMs: number;
  /** Less than `tryMs`: after a try without a connection, every call may be repeated. */
  connectMs: number;
  tries: number;
  /** The person is told instead of waiting longer than this. */
  longestRetryAfterMs: number;
  backoffMs: number;
}

export const slackLimits: SlackLimits = {
  tryMs: 5_000,
  connectMs: 4_000,
  tries: 3,
  longestRetryAfterMs: 5_000,
  backoffMs: 300,
};

// A `response_url` takes five tries, and each may count. Code that replaces a message repeats that itself, and counts.
const onlyOnce = new Set(['chat.postMessage', 'chat.postEphemeral', 'views.open', 'views.push', 'response_url']);

/** Codes of the system and undici for a connection that was never made. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

type FetchInit = NonNullable<Parameters<FetchFunction>[1]>;

/** @param result a status, or `failed` without an answer; `method` is `response_url` for a private answer */
export type ObserveSlack = (method: string, result: string, seconds: number) => void;

/** Called for each 429, so that others wait too. */
export type RateLimited = (method: string, channel: string | undefined, waitMs: number) => Promise<void>;

/** Its dispatcher knows how long connecting may take. */
type Limits = Omit<SlackLimits, 'connectMs'>;

export class SlackFetch {
  readonly #dispatcher: Dispatcher;
  readonly #observe: ObserveSlack;
  readonly #rateLimited: RateLimited;
  readonly #limits: Limits;

  constructor(
    dispatcher: Dispatcher,
    observe: ObserveSlack,
    limits: Limits = slackLimits,
    rateLimited: RateLimited = async () => {},
  ) {
    this.#dispatcher = dispatcher;
    this.#observe = observe;
    this.#rateLimited = rateLimited;
    this.#limits = limits;
  }

  /** An arrow function, so it can be passed on alone. */
  readonly fetch: FetchFunction = async (url, init = {}) => {
    const method = methodOf(url);
    const mayRepeat = !onlyOnce.has(method);
    for (let tries = 1; ; tries += 1) {
      const isLast = tries === this.#limits.tries;
      let pauseMs = Math.random() * this.#limits.backoffMs * 2 ** tries;
      try {
        const response = await this.#try(method, url, init);
        if (response.status === 429) {
          pauseMs = retryAfterMs(response);
          await this.#rateLimited(method, channelIn(init.body), pauseMs);
        }
        if (isLast || !this.#shouldRepeat(response, pauseMs, mayRepeat)) return response;
      } catch (error) {
        if (isLast || init.signal?.aborted === true || !(mayRepeat || wasNeverConnected(error))) throw error;
      }
      await sleep(pauseMs);
    }
  };

  async #try(name: string, url: string | URL, { method = 'GET', headers = {}, body, signal }: FetchInit) {
    // Slack's client sends a form only for uploads, which this app doesn't have.
    if (body !== undefined && typeof body !== 'string') throw new TypeError('only text bodies are sent to Slack');
    const limit = AbortSignal.timeout(this.#limits.tryMs);
    const sent = { method, headers, body: body ?? null, dispatcher: this.#dispatcher };
    const startedAt = performance.now();
    let result = 'failed';
    try {
      const asked = { ...sent, signal: signal ? AbortSignal.any([signal, limit]) : limit };
      const response = await exchange(url, asked, name !== 'response_url');
      result = String(response.status);
      return response;
    } finally {
      this.#observe(name, result, (performance.now() - startedAt) / 1_000);
    }
  }

  #shouldRepeat({ status }: Response, pauseMs: number, mayRepeat: boolean): boolean {
    return status === 429 ? pauseMs <= this.#limits.longestRetryAfterMs : mayRepeat && status >= 500;
  }
}

/** Half the work of undici's own `fetch`, which matters when many ask at once. Follows no redirects. */
async function exchange(url: string | URL, asked: Parameters<typeof request>[1], isWebApi: boolean): Promise<Response> {
  const { statusCode, headers, body } = await request(url, asked);
  const { 'content-encoding': coding, 'content-length': _, ...rest } = headers;
  const text = await decodeBody(body, coding === undefined ? undefined : String(coding), mostBytes);
  // A proxy's page, or half an answer: no Web API says that.
  if (isWebApi && statusCode === 200 && !isObject(text)) throw new Error('Slack answered 200 without an object');
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  return new Response(text === '' ? null : text, {
    status: statusCode === 200 && saysRateLimited(text) ? 429 : statusCode,
    headers: known.map(([name, value]): [string, string] => [name, String(value)]),
  });
}

/** Whether it could be one; Slack's library does the parsing. */
function isObject(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith('{') && trimmed.endsWith('}');
}

/** Some of Slack's methods say so with status 200. */
function saysRateLimited(text: string): boolean {
  return text.length < 2_000 && /"error"\s*:\s*"rate_?limited"/.test(text);
}

/** Any address outside the Web API is a `response_url`, whose path is a secret. */
function methodOf(url: string | URL): string {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return /^[a-z]+(?:\.[a-zA-Z]+)+$/.test(name) ? name : 'response_url';
}

/** Slack's client sends forms. */
function channelIn(body: FetchInit['body']): string | undefined {
  return typeof body === 'string' ? (new URLSearchParams(body).get('channel') ?? undefined) : undefined;
}

/** If Slack doesn't say how long, a second is short enough to try again. */
function retryAfterMs(response: Response): number {
  return parseRetryAfter(response.headers.get('retry-after') ?? undefined, Date.now()) ?? 1_000;
}

export function wasNeverConnected(error: unknown): boolean {
  const hasCode = error instanceof Error && 'code' in error && neverConnected.has(String(error.code));
  return hasCode || proxyErrorIn(error) !== undefined;
}
