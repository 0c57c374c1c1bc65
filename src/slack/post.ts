/**
 * The only way that the app posts into a conversation: nothing in a message of ours becomes a link, a preview or a
 * mention by itself.
 */
import { WebAPIHTTPError, WebAPIRequestError, type WebClient } from '@slack/web-api';
import { platformError } from './directory.ts';
import type { Message } from './messages/message.ts';

export type PostOutcome =
  | { kind: 'posted'; ts: string }
  /** The conversation takes no messages from the app. */
  | { kind: 'refused' }
  /** No answer came: the message may stand there, and posting again could show it twice. */
  | { kind: 'unknown' };

const refusals = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'team_access_not_granted',
]);

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
    if (refusals.has(platformError(error) ?? '')) return { kind: 'refused' };
    if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) return { kind: 'unknown' };
    throw error;
  }
}
