/** Remembers private cards, and cards that a click tells more about: remembered cards change with their event. */
import { addMinutes } from 'date-fns';
import { forgetShownMessage, type ShownMessage, shownMessagesOf } from '../store/shown-messages.ts';
import { responseUrlMinutes, responseUrlUses } from './api/response-url.ts';
import type { Services } from './dispatch/services.ts';
import type { Click, Origin } from './payloads/interaction.ts';

/** If Slack didn't confirm a post, its card's first click is the only sign of it. */
export async function rememberClicked(click: Click, eventId: string, services: Services): Promise<void> {
  const { origin, responseUrl } = click;
  if (origin === undefined) return;
  if (origin.kind !== 'private') return rememberPublicCard({ ...origin, kind: origin.kind }, eventId, services);
  if (responseUrl !== undefined) await rememberNewestClick(click, { ...origin, responseUrl }, eventId, services);
}

/** A known card stays as it is: a click doesn't tell who asked for it, its shape or its note. */
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
  // Slack says even of a thread's first message that it is in the thread.
  const shape = threadTs === undefined || threadTs === messageTs ? 'full' : 'compact';
  // What it shows is unknown, so the next refresh shows it again.
  const shown = { eventId, channelId, messageTs, threadTs, shape, revision: '', shownAt: new Date(now()) } as const;
  if (kind === 'message') await memory.batched.rememberShownMessage({ ...shown, kind });
  else if (url !== undefined) await memory.batched.rememberShownMessage({ ...shown, kind, url });
}

/** A private card can be changed only through its newest click, so that replaces what was known. */
async function rememberNewestClick(
  { userId }: Click,
  { channelId, messageTs, threadTs, responseUrl }: Origin & { responseUrl: string },
  eventId: string,
  services: Services,
): Promise<void> {
  const { directory, memory } = services;
  const ids = await directory.idsOf(userId);
  for (const known of await shownMessagesOf(memory.db, eventId)) {
    if (known.kind === 'response' && known.channelId === channelId && ids.includes(known.userId ?? ''))
      await forgetShownMessage(memory.db, known.id);
  }
  const shown = { eventId, channelId, userId, messageTs, threadTs, responseUrl };
  // What it shows is unknown, so the next refresh shows it again. One use is kept for the answer to the click.
  await rememberPrivateCard({ ...shown, revision: '', usesLeft: responseUrlUses - 1 }, services);
}

/** A card that only one person sees can be changed only through its address. */
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
