/**
 * Who would see it: may an event be shown publicly in this conversation?
 *
 * A conversation that is shared with another organisation, or that is not on a configured list, gets nothing public.
 * Where the app can't look into a conversation, it can't know who reads there, so it shows nothing public either.
 */

import { allowed, type Decision, refused } from './decision.ts';
import type { Channels } from './policy.ts';

export type Conversation =
  | { kind: 'seen'; id: string; sharedOutside: boolean; archived: boolean; appIsMember: boolean }
  /** A direct message, or a private conversation without the app. */
  | { kind: 'unseen'; id: string }
  /** Slack could not be asked. */
  | { kind: 'unknown'; id: string };

export type ConversationRefusal =
  | 'unseen'
  | 'unknown'
  | 'shared_outside'
  | 'not_listed'
  | 'archived'
  | 'app_not_member'
  | 'sharer_not_member';

/** For what the app posts itself. */
export function decidePost(conversation: Conversation, channels: Channels): Decision<ConversationRefusal> {
  if (conversation.kind !== 'seen') return refused(conversation.kind);
  if (conversation.sharedOutside) return refused('shared_outside');
  if (!isListed(conversation.id, channels)) return refused('not_listed');
  if (conversation.archived) return refused('archived');
  if (!conversation.appIsMember) return refused('app_not_member');
  return allowed;
}

/**
 * For what somebody has the app post in a conversation that they choose: only where they could post themselves.
 *
 * @param sharerIsMember undefined when Slack could not be asked
 */
export function decideShare(
  conversation: Conversation,
  channels: Channels,
  sharerIsMember: boolean | undefined,
): Decision<ConversationRefusal> {
  const decision = decidePost(conversation, channels);
  if (!decision.allowed) return decision;
  if (sharerIsMember === undefined) return refused('unknown');
  return sharerIsMember ? allowed : refused('sharer_not_member');
}

/**
 * For the preview of a link, which Slack lets an app attach in every conversation, also where it can't look: what Slack
 * says in the event's envelope decides, and silence counts as shared.
 *
 * @param target without a channel while the message is still being written: only its writer sees that preview
 */
export function decideUnfurl(
  target: { channelId: string | undefined; sharedOutside: boolean | undefined },
  channels: Channels,
): Decision<ConversationRefusal> {
  if (target.sharedOutside === true) return refused('shared_outside');
  if (target.channelId === undefined) return allowed;
  if (target.sharedOutside === undefined) return refused('unknown');
  return isListed(target.channelId, channels) ? allowed : refused('not_listed');
}

function isListed(id: string, channels: Channels): boolean {
  return channels.kind === 'any' || channels.ids.includes(id);
}
