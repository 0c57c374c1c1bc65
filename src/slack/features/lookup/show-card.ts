/**
 * Shows an event's card: to everybody in a conversation where that conversation may see it, or to one person alone. Every
 * message is remembered, so that the card changes with the event.
 */
import { addMinutes } from 'date-fns';
import { decidePost } from '../../../access/conversations.ts';
import { type EventSnapshot, refreshIfMovedOn } from '../../../services/event-snapshot.ts';
import { forgetShownMessage, type ShownMessage, shownMessagesOf } from '../../../store/shown-messages.ts';
import { type PostRefusal, postMessage } from '../../api/post.ts';
import { responseUrlMinutes, responseUrlUses } from '../../api/response-url.ts';
import { type Message, messageDigest } from '../../blocks/message.ts';
import { cardOf, type Shape } from '../../cards/card.ts';
import { eventCard } from '../../cards/event-card.ts';
import { postUncertain } from '../../cards/notice.ts';
import type { Services } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Click, Origin } from '../../payloads/interaction.ts';
import { withHint } from './private-hint.ts';

/** Who wants the event to be seen where. */
export interface ShowRequest {
  userId: string;
  channelId: string;
  /** The thread that the card goes into. */
  threadTs?: string | undefined;
  shape: Shape;
  /** What the person wrote above it. */
  note?: string | undefined;
}

export type ShowResult =
  | { kind: 'shown'; messageTs: string }
  | { kind: 'refused'; reason: PostRefusal }
  /** Slack did not say whether it took the card. */
  | { kind: 'uncertain' };

/** Posts the card, if everybody who would see it may. Whether the person may ask for it is not asked here. */
export function showToAll(snapshot: EventSnapshot, showing: ShowRequest, services: Services): Promise<ShowResult> {
  return services.queue.run(() => postCard(snapshot, showing, services));
}

async function postCard(
  snapshot: EventSnapshot,
  { userId, channelId, threadTs, shape, note }: ShowRequest,
  { access, client, directory, store, now }: Services,
): Promise<ShowResult> {
  const decision = decidePost(await directory.conversation(channelId), access.channels);
  if (!decision.allowed) return { kind: 'refused', reason: decision.reason };
  const card = cardOf(shape, { ...snapshot, requestedBy: userId, note });
  const posted = await postMessage(client, channelId, card, threadTs);
  if (posted.kind === 'refused') return posted;
  if (posted.kind === 'unknown') return { kind: 'uncertain' };
  await store.batched.rememberShownMessage({
    kind: 'message',
    eventId: snapshot.event.id,
    channelId,
    userId,
    messageTs: posted.ts,
    threadTs,
    shape,
    note,
    revision: messageDigest(card),
    shownAt: new Date(now()),
  });
  await refreshIfMovedOn(store, snapshot);
  return { kind: 'shown', messageTs: posted.ts };
}

/** The answer to somebody who asked in a conversation: the card for all, or for them alone and why. */
export async function showOrHint(
  snapshot: EventSnapshot,
  showing: ShowRequest,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  const shown = await showToAll(snapshot, showing, services);
  if (shown.kind === 'shown') return reply.withdraw();
  if (shown.kind === 'uncertain') return reply.send(postUncertain());
  const { channelId } = showing;
  const { reason } = shown;
  services.logger.info({ channelId, reason, eventId: snapshot.event.id }, 'shown privately');
  const { botUserId } = await services.identity();
  const card = withHint(eventCard(snapshot), reason, botUserId);
  await showPrivately(card, snapshot, showing, reply, services);
}

/** The card for one person alone, remembered as long as Slack lets the app change it. */
export async function showPrivately(
  card: Message,
  snapshot: EventSnapshot,
  { userId, channelId, threadTs }: Omit<ShowRequest, 'shape' | 'note'>,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  await services.queue.run(async () => {
    await reply.send(card);
    const { responseUrl } = reply;
    if (responseUrl === undefined) return;
    const eventId = snapshot.event.id;
    const shown = { eventId, channelId, userId, threadTs, responseUrl, revision: messageDigest(card) };
    // A notice and the card at the most.
    await rememberPrivateCard({ ...shown, usesLeft: responseUrlUses - 2 }, services);
  });
  await refreshIfMovedOn(services.store, snapshot);
}

/** The card that was clicked: of one whose post Slack did not confirm, its first click is all that tells. */
export async function rememberClicked(click: Click, eventId: string, services: Services): Promise<void> {
  const { origin, responseUrl } = click;
  if (origin === undefined) return;
  if (origin.kind !== 'private') return rememberPublicCard({ ...origin, kind: origin.kind }, eventId, services);
  if (responseUrl !== undefined) await rememberNewestClick(click, { ...origin, responseUrl }, eventId, services);
}

/** What is known of it already is left as it is: who asked for it, its shape and its note, which a click does not tell. */
async function rememberPublicCard(
  { kind, channelId, messageTs, threadTs, url }: Origin & { kind: 'message' | 'unfurl' },
  eventId: string,
  { store, now }: Services,
): Promise<void> {
  const isKnown = (known: ShownMessage) =>
    known.kind === kind &&
    known.channelId === channelId &&
    known.messageTs === messageTs &&
    (known.kind === 'message' || known.url === url);
  if ((await shownMessagesOf(store.db, eventId)).some(isKnown)) return;
  // Slack says of the first message of a thread, too, that it is in the thread.
  const shape = threadTs === undefined || threadTs === messageTs ? 'full' : 'compact';
  // What it shows is not known: it is shown again at the next occasion.
  const shown = { eventId, channelId, messageTs, threadTs, shape, revision: '', shownAt: new Date(now()) } as const;
  if (kind === 'message') await store.batched.rememberShownMessage({ ...shown, kind });
  else if (url !== undefined) await store.batched.rememberShownMessage({ ...shown, kind, url });
}

/** A private card can be changed through its newest click only, so that takes the place of what was known of it. */
async function rememberNewestClick(
  { userId }: Click,
  { channelId, messageTs, threadTs, responseUrl }: Origin & { responseUrl: string },
  eventId: string,
  services: Services,
): Promise<void> {
  const { store } = services;
  for (const known of await shownMessagesOf(store.db, eventId)) {
    if (known.kind === 'response' && known.channelId === channelId && known.userId === userId)
      await forgetShownMessage(store.db, known.id);
  }
  const shown = { eventId, channelId, userId, messageTs, threadTs, responseUrl };
  // What it shows is not known: it is shown again at the next occasion. One use is kept for the answer to the click.
  await rememberPrivateCard({ ...shown, revision: '', usesLeft: responseUrlUses - 1 }, services);
}

/** A card that only one person sees, and that can be changed through its address alone. */
async function rememberPrivateCard(
  shown: {
    eventId: string;
    channelId: string;
    userId: string;
    /** Known once somebody has clicked in it. */
    messageTs?: string;
    threadTs: string | undefined;
    responseUrl: string;
    usesLeft: number;
    revision: string;
  },
  { store, now }: Pick<Services, 'store' | 'now'>,
): Promise<void> {
  const shownAt = new Date(now());
  const expiresAt = addMinutes(shownAt, responseUrlMinutes);
  await store.batched.rememberShownMessage({ ...shown, kind: 'response', shape: 'full', shownAt, expiresAt });
}
