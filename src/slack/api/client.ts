/** The only client for Slack's Web API. A failed call throws one of the errors in `errors.ts`. */
import {
  type FetchFunction,
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import { z } from 'zod';
import { proxyErrorIn } from '../../dispatcher.ts';
import { boundedSeconds, parseRetryAfter, waitInWords } from '../../retry-after.ts';
import type { Spend } from './budget.ts';
import { NoLongerAllowedError, SlackError, UnexplainedSlackError } from './errors.ts';
import { wasNeverConnected } from './fetch.ts';
import { failureOf, isSlackCode, rateLimited, unanswered, unreachable } from './meanings.ts';
import { slackMessages } from './sdk-log.ts';
import type { SlackApi } from './slack-api.ts';

const inChannel = z.object({ channel: z.string() });

export class SlackClient extends WebClient implements SlackApi {
  readonly #token: string;
  readonly #options: WebClientOptions;
  readonly #spend: Spend;

  /** @param spend waits for the call's turn: without it, calls are made at once */
  constructor(token: string, options: WebClientOptions, spend: Spend = async () => {}) {
    super(token, { ...options, fetch: withReadableWait(options.fetch ?? fetch) });
    this.#token = token;
    this.#options = options;
    this.#spend = spend;
  }

  asking(isAllowed: () => Promise<boolean>): SlackClient {
    return new SlackClient(this.#token, this.#options, async (...call) => {
      await this.#spend(...call);
      if (!(await isAllowed())) throw new NoLongerAllowedError('it was allowed before it waited for its turn');
    });
  }

  /** Every method, such as `chat.postMessage`, ends up here. */
  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    await this.#spend(method, inChannel.safeParse(options).data?.channel);
    try {
      return await super.apiCall(method, options);
    } catch (error) {
      throw slackErrorOf(error, method);
    }
  }
}

/** Slack's library reads only a `Retry-After` that begins with a digit. Without one it throws an error of no known class. */
function withReadableWait(fetch: FetchFunction): FetchFunction {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 429) return response;
    const waitMs = parseRetryAfter(response.headers.get('retry-after') ?? undefined, Date.now()) ?? minuteMs;
    return new Response(null, { status: 429, headers: { 'retry-after': String(boundedSeconds(waitMs)) } });
  };
}

/** What people are told if Slack doesn't say how long. */
const minuteMs = 60_000;

function slackErrorOf(error: unknown, method: string): SlackError | UnexplainedSlackError {
  if (error instanceof WebAPIRateLimitedError) {
    const failure = { ...rateLimited(waitInWords(error.retryAfter * 1_000)), slackCode: 'ratelimited' };
    return new SlackError(`Slack limits the rate of ${method}`, failure);
  }
  if (error instanceof WebAPIPlatformError) return platformErrorOf(error, method);
  if (error instanceof WebAPIHTTPError) return unclear(`Slack answered ${error.statusCode} to ${method}`);
  if (error instanceof WebAPIRequestError && wasNeverConnected(error.original)) {
    return notConnected(method, error.original);
  }
  if (error instanceof WebAPIRequestError) return unclear(`Slack did not answer ${method}`, error.original);
  // The library failed on an answer that no Web API gives, such as `null`.
  return unclear(`Slack’s answer to ${method} could not be read`, error);
}

function notConnected(method: string, cause: Error): SlackError {
  const proxy = proxyErrorIn(cause);
  const why = proxy === undefined ? '' : `: ${proxy.message}`;
  const failure = { ...unreachable(proxy?.inWords), slackCode: undefined };
  return new SlackError(`could not connect to Slack for ${method}${why}`, failure, { cause });
}

function unclear(message: string, cause?: unknown): SlackError {
  return new SlackError(message, { ...unanswered, slackCode: undefined }, { cause });
}

function platformErrorOf({ data }: WebAPIPlatformError, method: string): SlackError | UnexplainedSlackError {
  if (!isSlackCode(data.error)) return unclear(`${method} was not answered by the Web API`);
  const message = `Slack answered ${data.error} to ${method}${neededScope(data)}`;
  const failure = failureOf(data.error);
  return 'sentence' in failure
    ? new SlackError(message, failure)
    : new UnexplainedSlackError(message, failure, slackMessages(data));
}

function neededScope(answer: object): string {
  const needed = 'needed' in answer && typeof answer.needed === 'string' ? answer.needed : '';
  return /^[\w:.,]{1,100}$/.test(needed) ? `, needs ${needed}` : '';
}
