/** The only way the app posts in conversations: nothing in its messages turns into a link, a preview or a mention. */
import type { ConversationRefusal } from '../../access/conversations.ts';
import type { Message } from '../blocks/message.ts';
import { type SlackRefusal, slackFailure } from './errors.ts';
import type { SlackApi } from './slack-api.ts';

export type PostOutcome =
  | { kind: 'posted'; ts: string }
  | { kind: 'refused'; reason: PostRefusal }
  /** No answer came: the message may be there, and posting again could show it twice. */
  | { kind: 'unknown' };

/** Most reasons are known beforehand, unless something has just changed. */
export type PostRefusal = ConversationRefusal | SlackRefusal;

/** @throws any other failure, such as a rate limit or a revoked token */
export async function postMessage(
  client: SlackApi,
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
    const failure = slackFailure(error);
    if (failure?.kind === 'refusal') return { kind: 'refused', reason: failure.reason };
    if (failure?.kind === 'unanswered') return { kind: 'unknown' };
    throw error;
  }
}
