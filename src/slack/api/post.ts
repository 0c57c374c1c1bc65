/** The only way the app posts in conversations: nothing in its messages turns into a link, a preview or a mention. */
import { z } from 'zod';
import type { ConversationRefusal } from '../../access/conversations.ts';
import type { Logger } from '../../log.ts';
import type { PublicMessage } from '../blocks/message.ts';
import { slackFailure } from './errors.ts';
import type { SlackFailure, SlackRefusal } from './meanings.ts';
import type { SlackApi } from './slack-api.ts';

export type PostOutcome =
  | { kind: 'posted'; ts: string }
  | { kind: 'refused'; reason: PostRefusal }
  /** Refused, but a shorter message may do. */
  | { kind: 'unfit' }
  /** No clear answer came: the message may be there, and posting again could show it twice. */
  | { kind: 'unknown' };

/** Most reasons are known beforehand, unless something has just changed. */
export type PostRefusal = ConversationRefusal | SlackRefusal | 'token_refused' | 'no_scope';

const answered = z.object({ ts: z.string() });

/** @throws what proves that nothing was posted and may pass: a rate limit, no connection, a refused token */
export async function postMessage(
  { client, logger }: { client: SlackApi; logger: Logger },
  channel: string,
  message: PublicMessage,
  threadTs?: string,
): Promise<PostOutcome> {
  try {
    const answer = await client.chat.postMessage({
      channel,
      ...message,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      unfurl_links: false,
      unfurl_media: false,
      link_names: false,
      parse: 'none',
    });
    const { data } = answered.safeParse(answer);
    return data === undefined ? { kind: 'unknown' } : { kind: 'posted', ts: data.ts };
  } catch (error) {
    const outcome = outcomeOf(slackFailure(error));
    if (outcome === undefined) throw error;
    logger.warn({ err: error, channelId: channel, posted: outcome.kind }, 'Slack did not take or confirm a post');
    return outcome;
  }
}

/** Undefined for what may pass. */
function outcomeOf(failure: SlackFailure | undefined): PostOutcome | undefined {
  switch (failure?.kind) {
    case 'refusal':
      return { kind: 'refused', reason: failure.reason };
    case 'unfit':
      return { kind: 'unfit' };
    case 'unanswered':
      return { kind: 'unknown' };
    case 'closed':
    case 'overtaken':
    case 'nobody':
    case 'metadata':
    case 'unforeseen':
      return { kind: 'refused', reason: `slack:${failure.slackCode}` };
    default:
      return undefined;
  }
}
