/**
 * What the app makes of Slack's failures: one table from Slack's codes to what is done about them, and what is said.
 *
 * `SlackClient` throws every failed call as one of the two errors here. A code that is not in the table means that Slack
 * found the call itself wrong, which is a mistake of ours.
 */
import { KnownError } from '../../errors.ts';

/** Why Slack lets the app post nothing in a conversation. */
export type SlackRefusal =
  | 'app_not_member'
  | 'archived'
  | 'posting_restricted'
  | 'no_thread'
  | 'no_threads'
  | 'thread_locked';

type Told =
  /** Tried again later. */
  | { kind: 'rate_limited'; sentence: string }
  /** A click opens a modal only within three seconds. */
  | { kind: 'late_trigger'; sentence: string };

type Meaning =
  | Told
  /** The conversation takes no message: whoever asked is told why, and what was shown there no longer changes. */
  | { kind: 'refusal'; reason: SlackRefusal }
  /** The app may not look there: it takes no scopes for direct messages. */
  | { kind: 'no_scope' }
  /** About the app, Slack, or a card that was too long this time. Tried again later. */
  | { kind: 'passing' }
  /** The modal was closed, or already shows the answer to a later click. Left as it is. */
  | { kind: 'overtaken' }
  /** About the Work Objects of a preview, which is then shown without them. */
  | { kind: 'metadata' }
  /** No answer came, or none of the Web API's: Slack may have done what was asked. */
  | { kind: 'unanswered' }
  | { kind: 'unforeseen' };

/** `slackCode` is Slack's own word, safe to print; undefined if none came. */
export type SlackFailure = Meaning & { slackCode: string | undefined };

const refusal = (reason: SlackRefusal): Meaning => ({ kind: 'refusal', reason });
const passing: Meaning = { kind: 'passing' };
const overtaken: Meaning = { kind: 'overtaken' };
const lateTrigger: Meaning = {
  kind: 'late_trigger',
  sentence: 'Slack gave up waiting for this app. Press the button again.',
};

const meanings = new Map<string, Meaning>([
  ['channel_not_found', refusal('app_not_member')],
  ['not_in_channel', refusal('app_not_member')],
  ['team_access_not_granted', refusal('app_not_member')],
  ['is_archived', refusal('archived')],
  ['restricted_action', refusal('posting_restricted')],
  ['restricted_action_read_only_channel', refusal('posting_restricted')],
  ['restricted_action_thread_only_channel', refusal('posting_restricted')],
  ['restricted_action_non_threadable_channel', refusal('no_threads')],
  ['restricted_action_thread_locked', refusal('thread_locked')],
  ['thread_not_found', refusal('no_thread')],
  ['cannot_reply_to_message', refusal('no_thread')],
  ['missing_scope', { kind: 'no_scope' }],
  ['account_inactive', passing],
  ['invalid_auth', passing],
  ['not_authed', passing],
  ['team_added_to_org', passing],
  ['token_expired', passing],
  ['token_revoked', passing],
  ['fatal_error', passing],
  ['internal_error', passing],
  ['request_timeout', passing],
  ['service_unavailable', passing],
  ['msg_blocks_too_long', passing],
  ['msg_too_long', passing],
  ['ratelimited', rateLimited('a minute')],
  ['expired_trigger_id', lateTrigger],
  ['trigger_expired', lateTrigger],
  ['hash_conflict', overtaken],
  ['not_found', overtaken],
]);

export function failureOf(slackCode: string): SlackFailure {
  // Slack has several codes about metadata, and does not document them all.
  const other: Meaning = { kind: slackCode.includes('metadata') ? 'metadata' : 'unforeseen' };
  return { ...(meanings.get(slackCode) ?? other), slackCode };
}

/** @param wait as it reads in a sentence */
export function rateLimited(wait: string): Told & { kind: 'rate_limited' } {
  return { kind: 'rate_limited', sentence: `Slack asks this app to slow down. Try again in ${wait}.` };
}

/** A failure whose sentence tells the person what to do. */
export class SlackError extends KnownError {
  readonly code: `slack_${Told['kind']}`;
  readonly sentence: string;
  readonly failure: SlackFailure;

  constructor(message: string, failure: SlackFailure & Told) {
    super(message);
    this.code = `slack_${failure.kind}`;
    this.sentence = failure.sentence;
    this.failure = failure;
  }
}

/** Any other failure. Callers deal with most; what reaches the person is only that something went wrong. */
export class UnexplainedSlackError extends Error {
  override readonly name = 'UnexplainedSlackError';
  readonly code: `slack_${Exclude<Meaning['kind'], Told['kind']>}`;
  readonly failure: SlackFailure;
  readonly logFields: { messages?: string[] };

  constructor(
    message: string,
    failure: Exclude<SlackFailure, Told>,
    { messages, cause }: { messages?: string[]; cause?: Error } = {},
  ) {
    super(message, cause && { cause });
    this.code = `slack_${failure.kind}`;
    this.failure = failure;
    this.logFields = messages === undefined ? {} : { messages };
  }
}

/** Undefined if the error is no failed call of the Web API. */
export function slackFailure(error: unknown): SlackFailure | undefined {
  return error instanceof SlackError || error instanceof UnexplainedSlackError ? error.failure : undefined;
}

/** Slack's code if it said no, and would again at the next try. */
export function lastingRefusal(error: unknown): string | undefined {
  const failure = slackFailure(error);
  if (failure === undefined) return undefined;
  const mayPass = failure.kind === 'passing' || failure.kind === 'rate_limited' || failure.kind === 'unanswered';
  return mayPass ? undefined : failure.slackCode;
}
