/** Why the app can't start after what Slack says about its tokens, in a sentence for the person who starts it. */
import { WebAPIPlatformError } from '@slack/web-api';
import { proxyErrorIn } from '../../dispatcher.ts';
import { slackFailure } from './errors.ts';
import { failureOf, isSlackCode, type SlackFailure } from './meanings.ts';

export const botTokenAnew =
  'Copy the bot token anew from "OAuth & Permissions"; if it was revoked, install the app again first.';

/** @param error of `auth.test` */
export function botTokenFailure(error: unknown, apiUrl: string): unknown {
  const failure = slackFailure(error);
  if (failure === undefined) return error;
  const { slackCode } = failure;
  if (slackCode === undefined) {
    const proxy = proxyErrorIn(error);
    const why =
      proxy === undefined
        ? `Slack did not answer at ${apiUrl}. Check the network, and SLACK_API_URL if it is set: \`npm run doctor\` says what stands in the way.`
        : `Slack can’t be reached at ${apiUrl}: ${proxy.message}. Check HTTPS_PROXY and NO_PROXY.`;
    return new Error(why, { cause: error });
  }
  if (mayPass(failure)) return new Error(`Slack has a problem (${slackCode}). Try again.`, { cause: error });
  return new Error(`Slack refused SLACK_BOT_TOKEN (${slackCode}). ${botTokenAnew}`, { cause: error });
}

/** Undefined if a later try may succeed. @param error of `apps.connections.open` */
export function appTokenFailure(error: unknown): Error | undefined {
  const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
  if (!isSlackCode(code) || mayPass(failureOf(code))) return undefined;
  return new Error(
    `Slack refused SLACK_APP_TOKEN (${code}). Set an app-level token with the scope connections:write, from "Basic Information".`,
    { cause: error },
  );
}

/** Slack has trouble of its own, or wants to be asked later. */
function mayPass({ kind }: SlackFailure): boolean {
  return kind === 'unanswered' || kind === 'rate_limited';
}
