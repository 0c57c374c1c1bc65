/**
 * The one way out to Slack: every Web API call and every `response_url` goes through this `fetch`.
 *
 * Each try has a time limit. What is repeated: anything after a 429 whose `Retry-After` is short enough for somebody who
 * waits, and anything whose connection was never made, since both prove that Slack did nothing. A lost answer or a 5xx
 * is repeated only where doing it twice changes nothing; a message is never posted twice blindly.
 */
import type { FetchFunction } from '@slack/web-api';
import { DelegateBackoff, handleWhen, retry } from 'cockatiel';
import { type Dispatcher, Response, request } from 'undici';
import { parseRetryAfter } from '../../retry-after.ts';

export interface SlackLimits {
  /** For one try, in milliseconds. */
  tryMs: number;
  tries: number;
  /** A longer `Retry-After` is not waited for: the person is told instead. */
  longestRetryAfterMs: number;
  backoffMs: number;
}

export const slackLimits: SlackLimits = { tryMs: 5_000, tries: 3, longestRetryAfterMs: 5_000, backoffMs: 300 };

const onlyOnce = new Set(['chat.postMessage', 'chat.postEphemeral', 'views.open', 'views.push']);

/** How the system and undici name a connection that was never made. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** @param result the status, or `failed` where none came; `method` is `response_url` for a private answer */
export type ObserveSlack = (method: string, result: string, seconds: number) => void;

export function createSlackFetch(
  dispatcher: Dispatcher,
  observe: ObserveSlack,
  limits: SlackLimits = slackLimits,
): FetchFunction {
  return async (url, init) => {
    const method = methodOf(url);
    const isRepeatable = !onlyOnce.has(method);
    const policy = retry(
      handleWhen((error) => init?.signal?.aborted !== true && (isRepeatable || wasNeverConnected(error))).orWhenResult(
        (response) => response instanceof Response && shouldRepeat(response, isRepeatable, limits),
      ),
      {
        maxAttempts: limits.tries - 1,
        backoff: new DelegateBackoff(({ attempt, result }) =>
          'value' in result && result.value instanceof Response && result.value.status === 429
            ? retryAfterMs(result.value)
            : Math.random() * limits.backoffMs * 2 ** attempt,
        ),
      },
    );
    return policy.execute(async () => {
      const limit = AbortSignal.timeout(limits.tryMs);
      const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
      const { method: verb = 'GET', headers = {}, body } = init ?? {};
      // Slack's client would send a form for an upload only, which this app has none of.
      if (body !== undefined && typeof body !== 'string') throw new TypeError('only text bodies are sent to Slack');
      const startedAt = performance.now();
      let result = 'failed';
      try {
        const response = await exchange(url, { method: verb, headers, body: body ?? null, dispatcher, signal });
        result = String(response.status);
        return response;
      } finally {
        observe(method, result, (performance.now() - startedAt) / 1_000);
      }
    });
  };
}

/** Half the work of undici's own `fetch`, which tells when many ask at once. Follows no redirect. */
async function exchange(url: string | URL, asked: Parameters<typeof request>[1]): Promise<Response> {
  const { statusCode: status, headers, body } = await request(url, asked);
  const known = Object.entries(headers).filter(([, value]) => value !== undefined);
  const text = await body.text();
  return new Response(text === '' ? null : text, {
    status,
    headers: known.map(([name, value]): [string, string] => [name, String(value)]),
  });
}

/** Any other address than one of the Web API is somebody's `response_url`, whose path is a secret. */
function methodOf(url: string | URL): string {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return /^[a-z]+(?:\.[a-zA-Z]+)+$/.test(name) ? name : 'response_url';
}

function shouldRepeat(response: Response, isRepeatable: boolean, limits: SlackLimits): boolean {
  if (response.status === 429) return retryAfterMs(response) <= limits.longestRetryAfterMs;
  return isRepeatable && response.status >= 500;
}

function retryAfterMs(response: Response): number {
  return parseRetryAfter(response.headers.get('retry-after') ?? undefined, Date.now()) ?? 1_000;
}

function wasNeverConnected(error: unknown): boolean {
  return error instanceof Error && 'code' in error && neverConnected.has(String(error.code));
}
