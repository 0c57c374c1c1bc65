/**
 * Shows a card to everyone in a conversation that may see it, and remembers it for later changes; or to one person. That
 * card can't be changed before the person has pressed something in it.
 */
import { decidePost } from '../../../access/conversations.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { NoLongerAllowedError, slackFailure } from '../../api/errors.ts';
import { type PostOutcome, type PostRefusal, postMessage } from '../../api/post.ts';
import { type Message, messageDigest } from '../../blocks/message.ts';
import { cardOf, type Shape } from '../../cards/card.ts';
import { eventCard } from '../../cards/event-card.ts';
import { postUnconfirmed } from '../../cards/notice.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { withHint } from './why-not-public.ts';

export interface ShowRequest {
  userId: string;
  channelId: string;
  threadTs?: string | undefined;
  shape: Shape;
  note?: string | undefined;
}

export type ShowResult =
  | { kind: 'shown'; messageTs: string }
  | { kind: 'refused'; reason: PostRefusal }
  /** Slack didn't say whether it took the card. */
  | { kind: 'unconfirmed' };

/** Posts the card if everyone who would see it may. Doesn't check whether the person may ask for it. */
export async function showToAll(
  snapshot: EventSnapshot,
  showing: ShowRequest,
  services: Services,
): Promise<ShowResult> {
  const { access, client, directory, queue } = services;
  const decide = async () => decidePost(await directory.conversation(showing.channelId), access.channels);
  try {
    return await queue.run(async () => {
      const decision = await decide();
      if (!decision.allowed) return { kind: 'refused', reason: decision.reason };
      const isAllowed = async () => (await decide()).allowed;
      return postCard(snapshot, showing, { ...services, client: client.asking(isAllowed) });
    });
  } catch (error) {
    if (!(error instanceof NoLongerAllowedError)) throw error;
    return showToAll(snapshot, showing, services);
  }
}

async function postCard(snapshot: EventSnapshot, showing: ShowRequest, services: Services): Promise<ShowResult> {
  const { userId, channelId, threadTs, shape, note } = showing;
  const card = cardOf(shape, snapshot, { requestedBy: userId, note });
  const posted = await orRefused(postMessage(services, channelId, card, threadTs));
  if (posted.kind === 'refused') return posted;
  if (posted.kind === 'unknown') return { kind: 'unconfirmed' };
  if (posted.kind === 'unfit') {
    if (shape === 'full') return postCard(snapshot, { ...showing, shape: 'compact' }, services);
    return { kind: 'refused', reason: 'card_not_taken' };
  }
  await rememberPosted(snapshot, card, { ...showing, messageTs: posted.ts }, services);
  return { kind: 'shown', messageTs: posted.ts };
}

/** Never rejects: the card is posted even if it can't be remembered. In that case its first press is remembered. */
async function rememberPosted(
  snapshot: EventSnapshot,
  card: Message,
  { userId, channelId, threadTs, shape, note, messageTs }: ShowRequest & { messageTs: string },
  { logger, memory, now, snapshots }: Services,
): Promise<void> {
  try {
    await memory.batched.rememberShownMessage({
      kind: 'message',
      eventId: snapshot.event.id,
      channelId,
      userId,
      messageTs,
      threadTs,
      shape,
      note,
      revision: messageDigest(card),
      shownAt: new Date(now()),
    });
    await snapshots.catchUp(snapshot);
  } catch (error) {
    logger.error({ err: error, channelId, messageTs, eventId: snapshot.event.id }, 'a posted card was not remembered');
  }
}

/** If the app itself may not post, the event can still be shown privately. */
async function orRefused(posting: Promise<PostOutcome>): Promise<PostOutcome> {
  try {
    return await posting;
  } catch (error) {
    const kind = slackFailure(error)?.kind;
    if (kind !== 'token_refused' && kind !== 'no_scope') throw error;
    return { kind: 'refused', reason: kind };
  }
}

/** Answers somebody in a conversation: the card for everyone, or for them alone with the reason. */
export async function showOrHint(
  snapshot: EventSnapshot,
  showing: ShowRequest,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  await tellShown(await showToAll(snapshot, showing, services), snapshot, showing, reply, services);
}

/**
 * Answers somebody who wrote to the app in their direct message with it: only they read that, whatever channels events may
 * be shown in. Don't call it for a conversation that somebody only names: it may be somebody else's.
 */
export async function showInDirectMessage(
  snapshot: EventSnapshot,
  showing: ShowRequest,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  const shown = await services.queue.run(() => postCard(snapshot, showing, services));
  await tellShown(shown, snapshot, showing, reply, services);
}

async function tellShown(
  shown: ShowResult,
  snapshot: EventSnapshot,
  showing: ShowRequest,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  if (shown.kind === 'shown') return reply.answeredInPublic();
  if (shown.kind === 'unconfirmed') return reply.send(postUnconfirmed());
  const { channelId } = showing;
  const { reason } = shown;
  services.logger.info({ channelId, reason, eventId: snapshot.event.id }, 'shown privately');
  const { botUserId } = await services.identity();
  const card = withHint(privateCard(await services.snapshots.waitForEmail(snapshot), reason), reason, botUserId);
  await showPrivately(card, reply, services);
}

/** What Slack found wrong with a card for everyone, it would find wrong with a private one. */
function privateCard(snapshot: EventSnapshot, reason: PostRefusal): Message {
  return reason === 'card_not_taken' ? cardOf('compact', snapshot) : eventCard(snapshot, { isFinal: true });
}

export function showPrivately(card: Message, reply: EphemeralReply, { queue }: Services): Promise<void> {
  return queue.run(() => reply.send(card));
}
