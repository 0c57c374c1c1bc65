/**
 * The only way that the app posts into a conversation: nothing in a message of ours becomes a link, a preview or a
 * mention by itself.
 */
import { WebAPIHTTPError, WebAPIRequestError, type WebClient } from '@slack/web-api';
import type { ConversationRefusal } from '../../access/conversations.ts';
import type { Message } from '../blocks/message.ts';
import { platformError } from './directory.ts';

export type PostOutcome =
  | { kind: 'posted'; ts: string }
  | { kind: 'refused'; reason: PostRefusal }
  /** No answer came: the message may stand there, and posting again could show it twice. */
  | { kind: 'unknown' };

/** Why a conversation takes no message from the app: for the most part what could be known before, had it not changed. */
export type PostRefusal = ConversationRefusal | 'posting_restricted' | 'no_thread' | 'no_threads' | 'thread_locked';

const refusals: Record<string, PostRefusal> = {
  channel_not_found: 'app_not_member',
  not_in_channel: 'app_not_member',
  team_access_not_granted: 'app_not_member',
  is_archived: 'archived',
  restricted_action: 'posting_restricted',
  restricted_action_read_only_channel: 'posting_restricted',
  restricted_action_thread_only_channel: 'posting_restricted',
  restricted_action_non_threadable_channel: 'no_threads',
  restricted_action_thread_locked: 'thread_locked',
  thread_not_found: 'no_thread',
  cannot_reply_to_message: 'no_thread',
};

/** @throws what Slack answers for any other reason, such as a rate limit or a revoked token */
export async function postMessage(
  client: WebClient,
  channel: string,
  message: Message,
  threadTs?: string,
): Promise<PostOutcome> {
  try {
    const { ts } = await client.chat.postMessage({
      channel,
      ...message,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      unfurl_links: false,
      unfurl_media: false,
      link_names: false,
      parse: 'none',
    });
    return ts === undefined ? { kind: 'unknown' } : { kind: 'posted', ts };
  } catch (error) {
    const reason = refusals[platformError(error) ?? ''];
    if (reason !== undefined) return { kind: 'refused', reason };
    if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) return { kind: 'unknown' };
    throw error;
  }
}
