/** Remembers cards that a click tells more about: remembered cards change with their event. */
import { addMinutes } from 'date-fns';
import { forgetShownMessage, type ShownMessage, shownMessagesOf } from '../store/shown-messages.ts';
import { responseUrlMinutes, responseUrlUses } from './api/response-url.ts';
import type { Services } from './dispatch/services.ts';
import type { Click, Origin } from './payloads/interaction.ts';
import { isDirectMessage } from './where-shown.ts';

/** If Slack didn't confirm a post, its card's first click is the only sign of it. */
export async function rememberClicked(click: Click, eventId: string, services: Services): Promise<void> {
  const { origin, responseUrl } = click;
  if (origin === undefined) return;
  if (origin.kind !== 'private') return rememberPublicCard({ ...origin, kind: origin.kind }, click, eventId, services);
  if (responseUrl !== undefined) await rememberNewestClick(click, { ...origin, responseUrl }, eventId, services);
}

/** A known card stays as it is: a click doesn't tell who asked for it, its shape or its note. */
async function rememberPublicCard(
  { kind, channelId, messageTs, threadTs, url }: Origin & { kind: 'message' | 'unfurl' },
  click: Click,
  eventId: string,
  { memory, now }: Services,
): Promise<void> {
  const isKnown = (known: ShownMessage) =>
    known.kind === kind &&
    known.channelId === channelId &&
    known.messageTs === messageTs &&
    (known.kind === 'message' || known.url === url);
  if ((await shownMessagesOf(memory.db, eventId)).some(isKnown)) return;
  const shape = threadTs === undefined ? 'full' : 'compact';
  // What it shows is unknown, so the next refresh shows it again.
  const shown = { eventId, channelId, messageTs, threadTs, shape, revision: '', shownAt: new Date(now()) } as const;
  // Only the person whose direct message it is can press there.
  const userId = isDirectMessage(channelId) ? click.userId : undefined;
  if (kind === 'message') await memory.batched.rememberShownMessage({ ...shown, kind, userId });
  else if (url !== undefined) await memory.batched.rememberShownMessage({ ...shown, kind, url });
}

/** A private card can be changed only through its newest click, so that replaces what was known. */
async function rememberNewestClick(
  { userId }: Click,
  { channelId, messageTs, threadTs, responseUrl }: Origin & { responseUrl: string },
  eventId: string,
  { directory, memory, now }: Services,
): Promise<void> {
  const otherIds = (await directory.idsOf(userId)).filter((id) => id !== userId);
  for (const known of await shownMessagesOf(memory.db, eventId)) {
    const isSame = known.kind === 'response' && known.channelId === channelId && known.messageTs === messageTs;
    if (isSame && otherIds.includes(known.userId ?? '')) await forgetShownMessage(memory.db, known.id);
  }
  const shownAt = new Date(now());
  await memory.batched.rememberShownMessage({
    kind: 'response',
    eventId,
    channelId,
    userId,
    messageTs,
    threadTs,
    shape: 'full',
    shownAt,
    // What it shows is unknown, so the next refresh shows it again.
    revision: '',
    responseUrl,
    // One use is kept for the answer to the click.
    usesLeft: responseUrlUses - 1,
    expiresAt: addMinutes(shownAt, responseUrlMinutes),
  });
}
