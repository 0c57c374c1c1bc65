/**
 * An answer that only one person sees, sent by the first way that works: through the address that Slack gave for it, as
 * a private message where they look, or as a direct message, for which the app need not be in any channel. What may have
 * been shown is not sent again.
 */
import { slackFailure } from '../api/errors.ts';
import { postMessage } from '../api/post.ts';
import { ResponseUrlError, sendToResponseUrl } from '../api/response-url.ts';
import type { Message } from '../blocks/message.ts';
import type { Services } from './services.ts';

/** Who asked, and where they look. */
export interface Asker {
  userId: string;
  /** Undefined outside conversations, such as in the App Home. */
  channelId: string | undefined;
  /** Set for a reply. Slack hides a private message in a thread from anyone who looks at the channel. */
  threadTs: string | undefined;
}

type Delivery = 'shown' | 'unconfirmed' | 'not_shown';
type Way = Pick<Services, 'client' | 'fetch' | 'logger'>;

/**
 * Resolves even if no way works; then only the log has a trace.
 * @param address the `response_url`, if there is one that wasn't refused yet
 * @throws what Slack found wrong with the message if no way takes it, so that the person is told that instead
 */
export async function tellPrivately(
  message: Message,
  asker: Asker,
  address: string | undefined,
  services: Way,
): Promise<void> {
  const { logger } = services;
  const { userId, channelId } = asker;
  let wrong: unknown;
  for (const [way, tell] of [
    ['response_url', () => throughAddress(message, asker, address, services)],
    ['conversation', () => inConversation(message, asker, services)],
    ['direct message', () => inDirectMessage(message, asker, services)],
  ] as const) {
    const delivery = await tell().catch((error: unknown) => {
      if (!isUnfit(error)) throw error;
      wrong ??= error;
      return 'not_shown' as const;
    });
    if (delivery === 'unconfirmed') logger.warn({ way, userId, channelId }, 'Slack did not confirm a private answer');
    if (delivery !== 'not_shown') return;
  }
  if (wrong !== undefined) throw wrong;
  logger.error({ userId, channelId }, 'a private answer was lost: Slack took it nowhere');
}

/** Slack doesn't always say whether the message is wrong, or where it was sent. */
function isUnfit(error: unknown): boolean {
  return error instanceof ResponseUrlError ? error.problem === 'invalid' : slackFailure(error)?.kind === 'unfit';
}

async function throughAddress(
  message: Message,
  { userId, channelId, threadTs }: Asker,
  address: string | undefined,
  { fetch, logger }: Way,
): Promise<Delivery> {
  if (address === undefined) return 'not_shown';
  try {
    await sendToResponseUrl(fetch, address, {
      ...message,
      response_type: 'ephemeral',
      replace_original: false,
      thread_ts: threadTs,
    });
    return 'shown';
  } catch (error) {
    if (!(error instanceof ResponseUrlError) || error.problem === 'invalid') throw error;
    if (error.problem === 'unconfirmed') return 'unconfirmed';
    logger.info({ userId, channelId, reason: error.reason }, 'a response_url took no answer');
    return 'not_shown';
  }
}

async function inConversation(
  message: Message,
  { userId, channelId, threadTs }: Asker,
  { client, logger }: Way,
): Promise<Delivery> {
  if (channelId === undefined) return 'not_shown';
  const where = { channel: channelId, user: userId, ...(threadTs !== undefined && { thread_ts: threadTs }) };
  try {
    await client.chat.postEphemeral({ ...message, ...where, link_names: false, parse: 'none' });
    return 'shown';
  } catch (error) {
    const failure = slackFailure(error);
    if (failure === undefined || failure.kind === 'unfit') throw error;
    if (failure.kind === 'unanswered') return 'unconfirmed';
    logger.info({ userId, channelId, reason: failure.slackCode }, 'a conversation took no private answer');
    return 'not_shown';
  }
}

/** Posting to a person's id posts to their direct message with the app. */
async function inDirectMessage(message: Message, { userId }: Asker, way: Way): Promise<Delivery> {
  try {
    const posted = await postMessage(way, userId, message);
    if (posted.kind === 'unknown') return 'unconfirmed';
    return posted.kind === 'posted' ? 'shown' : 'not_shown';
  } catch (error) {
    const failure = slackFailure(error);
    if (failure === undefined) throw error;
    way.logger.info({ userId, reason: failure.slackCode }, 'a direct message took no private answer');
    return 'not_shown';
  }
}
