/**
 * Remembers cards of which more becomes known by a click in them, and private cards: what is remembered changes with its
 * event.
 */
import { addMinutes } from 'date-fns';
import { forgetShownMessage, type ShownMessage, shownMessagesOf } from '../../../store/shown-messages.ts';
import { responseUrlMinutes, responseUrlUses } from '../../api/response-url.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click, Origin } from '../../payloads/interaction.ts';

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
  { memory, now }: Services,
): Promise<void> {
  const isKnown = (known: ShownMessage) =>
    known.kind === kind &&
    known.channelId === channelId &&
    known.messageTs === messageTs &&
    (known.kind === 'message' || known.url === url);
  if ((await shownMessagesOf(memory.db, eventId)).some(isKnown)) return;
  // Slack says of the first message of a thread, too, that it is in the thread.
  const shape = threadTs === undefined || threadTs === messageTs ? 'full' : 'compact';
  // What it shows is not known: it is shown again at the next occasion.
  const shown = { eventId, channelId, messageTs, threadTs, shape, revision: '', shownAt: new Date(now()) } as const;
  if (kind === 'message') await memory.batched.rememberShownMessage({ ...shown, kind });
  else if (url !== undefined) await memory.batched.rememberShownMessage({ ...shown, kind, url });
}

/** A private card can be changed through its newest click only, so that takes the place of what was known of it. */
async function rememberNewestClick(
  { userId }: Click,
  { channelId, messageTs, threadTs, responseUrl }: Origin & { responseUrl: string },
  eventId: string,
  services: Services,
): Promise<void> {
  const { memory } = services;
  for (const known of await shownMessagesOf(memory.db, eventId)) {
    if (known.kind === 'response' && known.channelId === channelId && known.userId === userId)
      await forgetShownMessage(memory.db, known.id);
  }
  const shown = { eventId, channelId, userId, messageTs, threadTs, responseUrl };
  // What it shows is not known: it is shown again at the next occasion. One use is kept for the answer to the click.
  await rememberPrivateCard({ ...shown, revision: '', usesLeft: responseUrlUses - 1 }, services);
}

/** A card that only one person sees, and that can be changed through its address alone. */
export async function rememberPrivateCard(
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
  { memory, now }: Pick<Services, 'memory' | 'now'>,
): Promise<void> {
  const shownAt = new Date(now());
  const expiresAt = addMinutes(shownAt, responseUrlMinutes);
  await memory.batched.rememberShownMessage({ ...shown, kind: 'response', shape: 'full', shownAt, expiresAt });
}
