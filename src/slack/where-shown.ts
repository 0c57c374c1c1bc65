/**
 * May an event be shown where one of our messages or previews stands, in its place or as a reply? Asked again each time.
 *
 * Slack lets the app post in no direct message but its own with one person. So a message of ours in a direct message is
 * read by that person alone, and what counts is whether they may look events up. The app has no scope to look into direct
 * messages: it knows the person by what they wrote or pressed there.
 */
import { type ConversationRefusal, decidePost } from '../access/conversations.ts';
import { type Decision, refused } from '../access/decision.ts';
import type { PersonRefusal } from '../access/people.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { Directory } from './api/directory.ts';
import { decide } from './permission.ts';

interface MessageOrPreview {
  /** A message of the app's own, or a preview in somebody else's. */
  kind: 'message' | 'unfurl';
  channelId: string;
  /** Who asked for it, or pressed in it. */
  userId?: string | undefined;
}

export async function decideWhereShown(
  { kind, channelId, userId }: MessageOrPreview,
  services: { access: AccessPolicy; directory: Directory },
): Promise<Decision<ConversationRefusal | PersonRefusal>> {
  const { access, directory } = services;
  if (kind === 'unfurl' || !isDirectMessage(channelId)) {
    return decidePost(await directory.conversation(channelId), access.channels);
  }
  return userId === undefined ? refused('unseen') : decide('view', userId, services);
}

/** Between two, one of whom may be the app. */
export function isDirectMessage(channelId: string): boolean {
  return channelId.startsWith('D');
}
