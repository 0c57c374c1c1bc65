/** One table from Slack's error codes to what the app does about them, and what it tells people. */

/** Why Slack won't let the app post in a conversation; `slack:` is followed by a code that has no sentence of its own. */
export type SlackRefusal =
  | 'app_not_member'
  | 'archived'
  | 'posting_restricted'
  | 'no_thread'
  | 'no_threads'
  | 'thread_locked'
  | 'messages_tab_off'
  | 'workspace_full'
  | 'suspended'
  | 'card_not_taken'
  | `slack:${string}`;

/** The person reads the sentence, unless the caller knows better. */
export type ExplainedMeaning =
  /** Nothing was done. Retried later. */
  | { kind: 'rate_limited'; sentence: string }
  /** A click can open a modal only within three seconds. */
  | { kind: 'late_trigger'; sentence: string }
  /** No clear answer: Slack may have done what was asked. Posts are not repeated. */
  | { kind: 'unanswered'; sentence: string }
  /** No connection was made, so nothing was done. Retried later. */
  | { kind: 'unreachable'; sentence: string }
  /** Nothing works until the administrator has acted. Retried later. */
  | { kind: 'token_refused'; sentence: string }
  /** One method doesn't work until the administrator has acted; or the app may not look there, as in direct messages. */
  | { kind: 'no_scope'; sentence: string };

type UnexplainedMeaning =
  /** The conversation takes no message. The person who asked is told why, and cards there are no longer updated. */
  | { kind: 'refusal'; reason: SlackRefusal }
  /** A message that is too long, or whose blocks Slack doesn't take. A shorter one may do. */
  | { kind: 'unfit' }
  /** The modal was closed. */
  | { kind: 'closed' }
  /** The modal already shows the answer to a later click. Left as it is. */
  | { kind: 'overtaken' }
  /** There is no such person, or nobody is in such a group, and that is certain. */
  | { kind: 'nobody' }
  /** About a preview's Work Objects: the preview is then shown without them. */
  | { kind: 'metadata' }
  /** Slack found the call itself wrong, which is a bug of ours, or its code is new. */
  | { kind: 'unforeseen' };

type Meaning = ExplainedMeaning | UnexplainedMeaning;

/** `slackCode` is Slack's own word, safe to print; undefined if none came. */
export type SlackFailure = Meaning & { slackCode: string | undefined };

const tryAgain = 'Try again in a minute. If it keeps happening, tell the app’s administrator.';

export const unanswered = {
  kind: 'unanswered',
  sentence: `This app got no clear answer from Slack. ${tryAgain}`,
} as const;

const tokenRefused = {
  kind: 'token_refused',
  sentence: 'This app can’t sign in to Slack. Tell the app’s administrator.',
} as const;
const noScope = {
  kind: 'no_scope',
  sentence: 'This app lacks a permission in Slack. Tell the app’s administrator.',
} as const;
const lateTrigger = {
  kind: 'late_trigger',
  sentence: 'Slack gave up waiting for this app. Press the button again.',
} as const;
const nobody = { kind: 'nobody' } as const;
const unfit = { kind: 'unfit' } as const;
const refusal = (reason: SlackRefusal) => ({ kind: 'refusal', reason }) as const;

/** @param why if it is known */
export function unreachable(why: string | undefined) {
  const because = why === undefined ? '' : `: ${why}`;
  return { kind: 'unreachable', sentence: `This app can’t reach Slack right now${because}. ${tryAgain}` } as const;
}

/** @param wait such as "a minute" */
export function rateLimited(wait: string) {
  return { kind: 'rate_limited', sentence: `Slack has asked this app to slow down. Try again in ${wait}.` } as const;
}

const meanings = new Map<string, Meaning>([
  ['ratelimited', rateLimited('a minute')],
  ['rate_limited', rateLimited('a minute')],
  // Slack's own words for these: some of the operation may have succeeded.
  ['fatal_error', unanswered],
  ['internal_error', unanswered],
  ['request_timeout', unanswered],
  ['service_unavailable', unanswered],
  ['update_failed', unanswered],
  ['external_channel_migrating', unanswered],
  ['channel_not_found', refusal('app_not_member')],
  ['not_in_channel', refusal('app_not_member')],
  ['is_archived', refusal('archived')],
  ['restricted_action', refusal('posting_restricted')],
  ['restricted_action_read_only_channel', refusal('posting_restricted')],
  ['restricted_action_thread_only_channel', refusal('posting_restricted')],
  ['restricted_action_non_threadable_channel', refusal('no_threads')],
  ['restricted_action_thread_locked', refusal('thread_locked')],
  ['thread_not_found', refusal('no_thread')],
  ['cannot_reply_to_message', refusal('no_thread')],
  ['messages_tab_disabled', refusal('messages_tab_off')],
  ['message_limit_exceeded', refusal('workspace_full')],
  ['ekm_access_denied', refusal('suspended')],
  ['msg_too_long', unfit],
  ['msg_blocks_too_long', unfit],
  ['too_many_attachments', unfit],
  ['attachment_payload_limit_exceeded', unfit],
  ['invalid_blocks', unfit],
  ['invalid_blocks_format', unfit],
  ['invalid_attachments', unfit],
  ['invalid_auth', tokenRefused],
  ['not_authed', tokenRefused],
  ['account_inactive', tokenRefused],
  ['token_revoked', tokenRefused],
  ['token_expired', tokenRefused],
  ['not_allowed_token_type', tokenRefused],
  ['accesslimited', tokenRefused],
  ['two_factor_setup_required', tokenRefused],
  ['org_login_required', tokenRefused],
  ['team_added_to_org', tokenRefused],
  ['enterprise_is_restricted', tokenRefused],
  ['is_bot', tokenRefused],
  ['missing_scope', noScope],
  ['expired_trigger_id', lateTrigger],
  ['trigger_expired', lateTrigger],
  ['exchanged_trigger_id', lateTrigger],
  ['hash_conflict', { kind: 'overtaken' }],
  ['not_found', { kind: 'closed' }],
  ['user_not_found', nobody],
  ['user_not_visible', nobody],
  ['no_such_subteam', nobody],
  // Without groups in the workspace's plan, nobody is in one.
  ['plan_upgrade_required', nobody],
]);

/** Slack's library takes anything for a code: a proxy's page, or what repeats the token that it was asked with. */
export function isSlackCode(text: unknown): text is string {
  return typeof text === 'string' && /^[a-z]\w{1,99}$/.test(text);
}

export function failureOf(slackCode: string): SlackFailure {
  // Slack has several codes about metadata, not all documented.
  const other: Meaning = { kind: slackCode.includes('metadata') ? 'metadata' : 'unforeseen' };
  return { ...(meanings.get(slackCode) ?? other), slackCode };
}
