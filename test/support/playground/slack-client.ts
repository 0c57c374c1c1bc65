// A Web API client of the app under test, which reports Slack's refusals instead of throwing them.
import { type WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { SlackSimulator } from '../../../playground/slack/server.ts';
import { silentLogger } from './silent-logger.ts';

export function clientFor(slack: SlackSimulator, token = slack.installation.botToken): WebClient {
  return new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silentLogger });
}

/** The error code that Slack refuses a call with, or "ok". */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (isPlatformError(error)) return error.data.error;
    throw error;
  }
}

/** The problems that Slack lists beside its error code. */
export async function problems(call: Promise<unknown>): Promise<readonly string[]> {
  try {
    await call;
    return [];
  } catch (error) {
    if (isPlatformError(error)) return error.data.response_metadata?.messages ?? [];
    throw error;
  }
}

function isPlatformError(error: unknown): error is WebAPIPlatformError {
  return error instanceof Error && 'data' in error;
}
