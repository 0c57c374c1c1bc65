/** Slack as the doctor meets it: reached, signed in, and what is the matter when a call fails. */
import type { WebAPIPlatformError, WebClientOptions } from '@slack/web-api';
import type { Dispatcher } from 'undici';
import { createLogger } from '../../log.ts';
import { SlackClient } from '../../slack/api/client.ts';
import { SlackError, slackFailure } from '../../slack/api/errors.ts';
import { SlackFetch } from '../../slack/api/fetch.ts';
import { isSlackCode } from '../../slack/api/meanings.ts';
import { slackLogger } from '../../slack/api/sdk-log.ts';
import { botTokenAnew } from '../../slack/api/start-failure.ts';
import { type Attempt, failed } from './finding.ts';
import { type Fault, networkFault, type Peer } from './network-fault.ts';
import { printable } from './printable.ts';
import { type Reach, reach } from './reach.ts';

export interface SlackVisit {
  peer: Peer;
  reached: Promise<Reach>;
  signedIn: Promise<SignIn>;
  /** For other tokens than the bot's. */
  clientOptions: WebClientOptions;
  dispatcher: Dispatcher;
}

/** `fault`: why it failed, unless Slack can't even be reached. */
export type SignIn = Attempt<SignedIn> & { fault?: Fault };

export interface SignedIn {
  client: SlackClient;
  peer: Peer;
  teamId: string;
  team: string;
  user: string;
  /** Undefined if Slack doesn't say. */
  scopes: string[] | undefined;
}

export interface SlackVisitOptions {
  apiUrl: string;
  botToken: string;
  dispatcher: Dispatcher;
  now: () => number;
  limitMs: number;
}

export function visitSlack({ apiUrl, botToken, dispatcher, now, limitMs }: SlackVisitOptions): SlackVisit {
  const peer: Peer = { host: new URL(apiUrl).host, setBy: 'SLACK_API_URL' };
  const limits = { connectMs: limitMs, tryMs: limitMs, tries: 1, longestRetryAfterMs: 0, backoffMs: 0 };
  const clientOptions: WebClientOptions = {
    slackApiUrl: apiUrl,
    logger: slackLogger(createLogger('silent')),
    fetch: new SlackFetch(dispatcher, () => {}, limits).fetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  };
  const question = { url: `${apiUrl}api.test`, method: 'POST', name: 'Slack', isOwnAnswer: isSlacks } as const;
  const reached = reach({ ...question, peer, dispatcher, now, limitMs });
  return { peer, reached, signedIn: signIn(reached, botToken, clientOptions, peer), clientOptions, dispatcher };
}

/** Slack answers everything with an object that says whether it is `ok`, and a limited rate with a 429. */
function isSlacks({ status, text }: { status: number; text: string }): boolean {
  return status === 429 || (status === 200 && /^\s*\{[\s\S]*"ok"\s*:/.test(text));
}

async function signIn(
  reached: Promise<Reach>,
  botToken: string,
  clientOptions: WebClientOptions,
  peer: Peer,
): Promise<SignIn> {
  if ((await reached).kind === 'fault') return failed('Slack can’t be reached');
  const client = new SlackClient(botToken, clientOptions);
  try {
    const { team_id: teamId = '', team = '', user = '', response_metadata } = await client.auth.test();
    const names = { team: printable(team), user: printable(user) };
    return { kind: 'done', value: { client, peer, teamId, ...names, scopes: response_metadata?.scopes } };
  } catch (error) {
    const isRefused = slackFailure(error)?.kind === 'token_refused';
    const because = isRefused ? 'Slack refuses SLACK_BOT_TOKEN' : 'the app could not sign in to Slack';
    return { ...failed(because), fault: slackFault(error, peer) };
  }
}

/** @param error of a call with the bot token */
export function slackFault(error: unknown, peer: Peer): Fault {
  const again = 'Try again in a minute.';
  const failure = slackFailure(error);
  const code = failure?.slackCode;
  if (failure?.kind === 'rate_limited') return { says: 'Slack wants to be asked later (ratelimited).', fix: again };
  if (failure?.kind === 'token_refused') {
    return {
      says: `Slack refuses SLACK_BOT_TOKEN (${code}).`,
      fix: botTokenAnew,
    };
  }
  if (code !== undefined) return { says: `Slack says ${code}.`, fix: again };
  const unclear = error instanceof SlackError ? `${error.message}.` : 'Slack’s answer could not be read.';
  return networkFault(error, peer) ?? { says: unclear, fix: again };
}

/** Slack's word for why it refused. */
export function refusalCode({ data }: WebAPIPlatformError): string {
  return isSlackCode(data.error) ? data.error : 'for no known reason';
}

export const hasScope = ({ scopes }: SignedIn, scope: string) => scopes === undefined || scopes.includes(scope);
