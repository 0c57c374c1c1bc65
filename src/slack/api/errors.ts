/**
 * Slack's failures: one table from Slack's codes to what the app does about them and what it tells people.
 *
 * `SlackClient` throws every failed call as one of the two errors here. A code that isn't in the table means that Slack
 * found the call itself wrong: a bug of ours.
 */
import { KnownError } from '../../errors.ts';

/** Why Slack won't let the app post in a conversation. */
export type SlackRefusal =
  | 'app_not_member'
  | 'archived'
  | 'posting_restricted'
  | 'no_thread'
  | 'no_threads'
  | 'thread_locked';

type Told =
  /** Retried later. */
  | { kind: 'rate_limited'; sentence: string }
  /** A click can open a modal only within three seconds. */
  | { kind: 'late_trigger'; sentence: string };

type Meaning =
  | Told
  /** The conversation takes no message. The person who asked is told why, and cards there are no longer updated. */
  | { kind: 'refusal'; reason: SlackRefusal }
  /** The app may not look there: it has no scopes for direct messages. */
  | { kind: 'no_scope' }
  /** About the app, Slack, or a card that was too long this time. Retried later. */
  | { kind: 'passing' }
  /** The modal was closed, or already shows the answer to a later click. Left as it is. */
  | { kind: 'overtaken' }
  /** About a preview's Work Objects: the preview is then shown without them. */
  | { kind: 'metadata' }
  /** No answer came, or not from the Web API: Slack may have done what was asked. */
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
  // Slack has several codes about metadata, not all documented.
  const other: Meaning = { kind: slackCode.includes('metadata') ? 'metadata' : 'unforeseen' };
  return { ...(meanings.get(slackCode) ?? other), slackCode };
}

/** @param wait such as "a minute" */
export function rateLimited(wait: string): Told & { kind: 'rate_limited' } {
  return { kind: 'rate_limited', sentence: `Slack has asked this app to slow down. Try again in ${wait}.` };
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

/** Any other failure. Callers handle most of them; people only learn that something went wrong. */
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

/** Undefined if the error isn't a failed Web API call. */
export function slackFailure(error: unknown): SlackFailure | undefined {
  return error instanceof SlackError || error instanceof UnexplainedSlackError ? error.failure : undefined;
}

/** Slack's code if it refused and would refuse again. */
export function lastingRefusal(error: unknown): string | undefined {
  const failure = slackFailure(error);
  if (failure === undefined) return undefined;
  const mayPass = failure.kind === 'passing' || failure.kind === 'rate_limited' || failure.kind === 'unanswered';
  return mayPass ? undefined : failure.slackCode;
}
