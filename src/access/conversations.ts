/**
 * May an event be shown publicly in this conversation? Who would see it?
 *
 * Nothing is public in a conversation that is shared with another organisation or is not on the configured list. If the
 * app can't look into a conversation, it can't know who reads it, so nothing is public there either.
 */

import { allowed, type Decision, refused } from './decision.ts';
import type { Channels } from './policy.ts';

export type Conversation =
  | { kind: 'seen'; id: string; sharedOutside: boolean; archived: boolean; appIsMember: boolean }
  /** A direct message, or a private conversation without the app. */
  | { kind: 'unseen'; id: string }
  /** Slack could not be asked. */
  | { kind: 'unknown'; id: string };

/**
 * What Slack says about a conversation without being asked.
 *
 * - `shared`: people outside can read it.
 * - `unshared`: they no longer can.
 * - `changed`: what was known of it may no longer be so.
 */
export interface ConversationNews {
  channelId: string;
  kind: 'shared' | 'unshared' | 'changed';
}

export type ConversationRefusal =
  | 'unseen'
  | 'unknown'
  | 'shared_outside'
  | 'not_listed'
  | 'archived'
  | 'app_not_member'
  | 'sharer_not_member';

/** For the app's own posts. */
export function decidePost(conversation: Conversation, channels: Channels): Decision<ConversationRefusal> {
  if (conversation.kind !== 'seen') return refused(conversation.kind);
  if (conversation.sharedOutside) return refused('shared_outside');
  if (!isListed(conversation.id, channels)) return refused('not_listed');
  if (conversation.archived) return refused('archived');
  if (!conversation.appIsMember) return refused('app_not_member');
  return allowed;
}

/** Only if the person could post there themselves; `sharerIsMember` is undefined if Slack couldn't be asked. */
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
 * For link previews, which Slack lets the app attach even in conversations it can't look into. The event's envelope
 * decides; if it doesn't say, the conversation counts as shared. A message that is still being written has no channel:
 * only its author sees that preview.
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
