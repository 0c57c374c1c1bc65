/**
 * Shows an event's card: to everybody in a conversation where that conversation may see it, or to one person alone. Every
 * place is remembered, so that the card changes with the event.
 */
import { addMinutes } from 'date-fns';
import { decidePost } from '../../../access/conversations.ts';
import { catchUp } from '../../../services/catch-up.ts';
import type { Situation } from '../../../services/event-snapshot.ts';
import { forgetPlace, placesOf, type ShownPlace } from '../../../store/shown-messages.ts';
import { type PostRefusal, postMessage } from '../../api/post.ts';
import { responseUrlMinutes, responseUrlUses } from '../../api/response-url.ts';
import { type Message, messageDigest } from '../../blocks/message.ts';
import { cardOf, type Shape } from '../../cards/card.ts';
import { eventCard } from '../../cards/event-card.ts';
import { postUncertain } from '../../cards/notice.ts';
import type { Services } from '../../dispatch/listener.ts';
import type { ConversationAnswer } from '../../dispatch/reply.ts';
import type { Click, ClickPlace } from '../../payloads/interaction.ts';
import { withHint } from './private-hint.ts';

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
export function showToAll(situation: Situation, showing: Showing, services: Services): Promise<Shown> {
  return services.turns.take(() => postCard(situation, showing, services));
}

async function postCard(
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
  await store.together.rememberPlace({
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
  await services.turns.take(async () => {
    await answer.send(card);
    const { responseUrl } = answer;
    if (responseUrl === undefined) return;
    const eventId = situation.event.id;
    const place = { eventId, channelId, userId, threadTs, responseUrl, revision: messageDigest(card) };
    // A notice and the card at the most.
    await rememberPrivateCard({ ...place, usesLeft: responseUrlUses - 2 }, services);
  });
  await catchUp(services.store, situation);
}

/** The card that was clicked: of one whose post Slack did not confirm, its first click is all that tells. */
export async function rememberClicked(click: Click, eventId: string, services: Services): Promise<void> {
  const { place, responseUrl } = click;
  if (place === undefined) return;
  if (place.kind !== 'private') return rememberPublicCard({ ...place, kind: place.kind }, eventId, services);
  if (responseUrl !== undefined) await rememberNewestClick(click, { ...place, responseUrl }, eventId, services);
}

/** What is known of it already is left as it is: who asked for it, its shape and its note, which a click does not tell. */
async function rememberPublicCard(
  { kind, channelId, messageTs, threadTs, url }: ClickPlace & { kind: 'message' | 'unfurl' },
  eventId: string,
  { store, now }: Services,
): Promise<void> {
  const isKnown = (known: ShownPlace) =>
    known.kind === kind &&
    known.channelId === channelId &&
    known.messageTs === messageTs &&
    (known.kind === 'message' || known.url === url);
  if ((await placesOf(store.db, eventId)).some(isKnown)) return;
  // Slack says of the first message of a thread, too, that it is in the thread.
  const shape = threadTs === undefined || threadTs === messageTs ? 'full' : 'compact';
  // What it shows is not known: it is shown again at the next occasion.
  const place = { eventId, channelId, messageTs, threadTs, shape, revision: '', shownAt: new Date(now()) } as const;
  if (kind === 'message') await store.together.rememberPlace({ ...place, kind });
  else if (url !== undefined) await store.together.rememberPlace({ ...place, kind, url });
}

/** A private card can be changed through its newest click only, so that takes the place of what was known of it. */
async function rememberNewestClick(
  { userId }: Click,
  { channelId, messageTs, threadTs, responseUrl }: ClickPlace & { responseUrl: string },
  eventId: string,
  services: Services,
): Promise<void> {
  const { store } = services;
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
  await store.together.rememberPlace({ ...place, kind: 'response', shape: 'full', shownAt, expiresAt });
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
  await store.together.recordLookup({ ...asked, at: new Date(now()), eventId: event.id, entityId: event.entityId });
}
