/** The only client for Slack's Web API. A failed call throws one of the errors in `errors.ts`. */
import {
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { waitInWords } from '../../retry-after.ts';
import { failureOf, rateLimited, SlackError, UnexplainedSlackError } from './errors.ts';
import { slackMessages } from './sdk-log.ts';
import type { SlackApi } from './slack-api.ts';

export class SlackClient extends WebClient implements SlackApi {
  /** Every method, such as `chat.postMessage`, ends up here. */
  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    try {
      return await super.apiCall(method, options);
    } catch (error) {
      throw slackErrorOf(error, method);
    }
  }
}

const unanswered = { kind: 'unanswered', slackCode: undefined } as const;

/** Errors that aren't from Slack's library stay as they are. */
function slackErrorOf(error: unknown, method: string): unknown {
  if (error instanceof WebAPIRateLimitedError) {
    const failure = { ...rateLimited(waitInWords(error.retryAfter * 1_000)), slackCode: 'ratelimited' };
    return new SlackError(`Slack limits the rate of ${method}`, failure);
  }
  if (error instanceof WebAPIPlatformError) return platformErrorOf(error, method);
  if (error instanceof WebAPIHTTPError) {
    return new UnexplainedSlackError(`Slack answered ${error.statusCode} to ${method}`, unanswered);
  }
  if (error instanceof WebAPIRequestError) {
    return new UnexplainedSlackError(`Slack did not answer ${method}`, unanswered, { cause: error.original });
  }
  return error;
}

function platformErrorOf({ data }: WebAPIPlatformError, method: string): Error {
  // Slack's library takes anything for a code: a proxy's page, or nothing.
  if (typeof data.error !== 'string' || !/^\w{1,100}$/.test(data.error)) {
    return new UnexplainedSlackError(`${method} was not answered by the Web API`, unanswered);
  }
  const message = `Slack answered ${data.error} to ${method}`;
  const failure = failureOf(data.error);
  return 'sentence' in failure
    ? new SlackError(message, failure)
    : new UnexplainedSlackError(message, failure, { messages: slackMessages(data) });
}
