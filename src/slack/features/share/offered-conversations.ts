/**
 * Where a person can share an event to: the channels that both they and the app are in, and where events may be shown.
 *
 * Slack's own picker can't be narrowed to channels that the app is in. Slack lists the app's channels and the person's in
 * one call each, of its tier 3. Whoever lists sees more than whoever looks up, so a channel of the app's is offered, and
 * named, only to those who are in it. Submitting the form checks all of it again.
 */
import { decidePost } from '../../../access/conversations.ts';
import type { JoinedConversation } from '../../api/joined-conversations.ts';
import type { Services } from '../../dispatch/services.ts';

/** `any`: Slack couldn't list them, or they are too many for a form: then Slack's own picker offers all of the person's. */
export type OfferedConversations = { kind: 'any' } | { kind: 'listed'; conversations: JoinedConversation[] };

/** What a form has room for. */
const mostOffered = 500;

export async function offeredTo(userId: string, { access, directory }: Services): Promise<OfferedConversations> {
  const joined = await directory.joinedWith(userId);
  const conversations = joined?.filter(({ id, sharedOutside }) => {
    const conversation = { kind: 'seen', id, sharedOutside, archived: false, appIsMember: true } as const;
    return decidePost(conversation, access.channels).allowed;
  });
  if (conversations === undefined || conversations.length > mostOffered) return { kind: 'any' };
  return { kind: 'listed', conversations: conversations.toSorted((one, other) => one.name.localeCompare(other.name)) };
}
