/**
 * Shows an event's card: to everybody in a conversation where that conversation may see it, or to one person alone. Every
 * place is remembered, so that the card changes with the event.
 */
import { addMinutes } from 'date-fns';
import { decidePost } from '../../access/places.ts';
import type { Situation } from '../../actions/situation.ts';
import { recordLookup } from '../../store/audit.ts';
import { forgetPlace, placesOf, rememberPlace } from '../../store/shown-messages.ts';
import { catchUp } from '../catch-up.ts';
import { cardOf, type Shape } from '../messages/card.ts';
import { eventCard } from '../messages/event-card.ts';
import { type Message, messageDigest } from '../messages/message.ts';
import { postUncertain } from '../messages/notice.ts';
import { withHint } from '../messages/private-hint.ts';
import { type PostRefusal, postMessage } from '../post.ts';
import type { ConversationAnswer } from '../private-answer.ts';
import { responseUrlMinutes, responseUrlUses } from '../response-url.ts';
import type { Click } from './interaction.ts';
import type { Services } from './listener.ts';

/** Who wants the event to be seen where. */
export interface Showing {
  userId: string;
  channelId: string;
  /** The thread that the card goes into. */
  threadTs?: string | undefined;
  shape: Shape;
  /** What the person wrote above it. */
  note?: string | undefined;
}

export type Shown =
  | { kind: 'shown'; messageTs: string }
  | { kind: 'refused'; reason: PostRefusal }
  /** Slack did not say whether it took the card. */
  | { kind: 'uncertain' };

/** Posts the card, if everybody who would see it may. Whether the person may ask for it is not asked here. */
export async function showToAll(
  situation: Situation,
  { userId, channelId, threadTs, shape, note }: Showing,
  { access, client, directory, store, now }: Services,
): Promise<Shown> {
  const decision = decidePost(await directory.place(channelId), access.channels);
  if (!decision.allowed) return { kind: 'refused', reason: decision.reason };
  const card = cardOf(shape, { ...situation, requestedBy: userId, note });
  const posted = await postMessage(client, channelId, card, threadTs);
  if (posted.kind === 'refused') return posted;
  if (posted.kind === 'unknown') return { kind: 'uncertain' };
  await rememberPlace(store.db, {
    kind: 'message',
    eventId: situation.event.id,
    channelId,
    userId,
    messageTs: posted.ts,
    threadTs,
    shape,
    note,
    revision: messageDigest(card),
    shownAt: new Date(now()),
  });
  await catchUp(store, situation);
  return { kind: 'shown', messageTs: posted.ts };
}

/** The answer to somebody who asked in a conversation: the card for all, or for them alone and why. */
export async function showOrHint(
  situation: Situation,
  showing: Showing,
  answer: ConversationAnswer,
  services: Services,
): Promise<void> {
  const shown = await showToAll(situation, showing, services);
  if (shown.kind === 'shown') return answer.withdraw();
  if (shown.kind === 'uncertain') return answer.send(postUncertain());
  const { channelId } = showing;
  const { reason } = shown;
  services.logger.info({ channelId, reason, eventId: situation.event.id }, 'shown privately');
  const { botUserId } = await services.identity();
  const card = withHint(eventCard(situation), reason, botUserId);
  await showPrivately(card, situation, showing, answer, services);
}

/** The card for one person alone, remembered as long as Slack lets the app change it. */
export async function showPrivately(
  card: Message,
  situation: Situation,
  { userId, channelId, threadTs }: Omit<Showing, 'shape' | 'note'>,
  answer: ConversationAnswer,
  services: Services,
): Promise<void> {
  await answer.send(card);
  const { responseUrl } = answer;
  if (responseUrl !== undefined) {
    const eventId = situation.event.id;
    const place = { eventId, channelId, userId, threadTs, responseUrl, revision: messageDigest(card) };
    // A notice and the card at the most.
    await rememberPrivateCard({ ...place, usesLeft: responseUrlUses - 2 }, services);
  }
  await catchUp(services.store, situation);
}

/** A private card can be changed through its newest click only, so that takes the place of what was known of it. */
export async function rememberClicked(
  { place: clicked, responseUrl, userId }: Click,
  eventId: string,
  services: Services,
): Promise<void> {
  if (clicked?.kind !== 'private' || responseUrl === undefined) return;
  const { store } = services;
  const { channelId, messageTs, threadTs } = clicked;
  for (const known of await placesOf(store.db, eventId)) {
    if (known.kind === 'response' && known.channelId === channelId && known.userId === userId)
      await forgetPlace(store.db, known.id);
  }
  const place = { eventId, channelId, userId, messageTs, threadTs, responseUrl };
  // What it shows is not known: it is shown again at the next occasion. One use is kept for the answer to the click.
  await rememberPrivateCard({ ...place, revision: '', usesLeft: responseUrlUses - 1 }, services);
}

/** A card that only one person sees, and that can be changed through its address alone. */
async function rememberPrivateCard(
  place: {
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
  await rememberPlace(store.db, { ...place, kind: 'response', shape: 'full', shownAt, expiresAt });
}

/** Where somebody looked an event up. */
export interface LookedUp {
  userId: string;
  channelId?: string | undefined;
  messageTs?: string | undefined;
  threadTs?: string | undefined;
}

export async function recordSeen(
  { event }: Situation,
  { userId, channelId, messageTs, threadTs }: LookedUp,
  { identity, store, now }: Pick<Services, 'identity' | 'store' | 'now'>,
): Promise<void> {
  const { teamId } = await identity();
  const asked = { teamId, userId, channelId, messageTs, threadTs };
  await recordLookup(store.db, { ...asked, at: new Date(now()), eventId: event.id, entityId: event.entityId });
}
