/** The card that a modal belongs to, as the JSON {"place"} in the metadata of a modal with action buttons. */
import { z } from 'zod';
import { readCarried } from '../payloads/carried.ts';
import type { Click, Origin } from '../payloads/interaction.ts';
import { replyThread } from '../payloads/thread.ts';

/** A link can be longer than a modal's metadata, and nothing done in a modal needs it. */
export type CardOrigin = Omit<Origin, 'url'>;

/** Deployed modals carry it under this name. */
export const originMetadata = z.object({
  place: z
    .object({
      kind: z.enum(['message', 'unfurl', 'private']),
      channelId: z.string(),
      messageTs: z.string(),
      threadTs: z.string().optional(),
    })
    // Versions before 0.3 wrote the time of a message that has replies as its thread, too.
    .transform((place): CardOrigin => ({ ...place, threadTs: replyThread(place.messageTs, place.threadTs) }))
    .optional(),
});

export function writeOrigin(origin: CardOrigin | undefined): string {
  return JSON.stringify({ place: withoutUrl(origin) });
}

/** The card that was clicked, or that the clicked modal was opened from. @throws ForeignValueError */
export function readOrigin({ origin, view }: Pick<Click, 'origin' | 'view'>): CardOrigin | undefined {
  if (origin !== undefined) return withoutUrl(origin);
  return view && readCarried(originMetadata, view.metadata || '{}').place;
}

export function withoutUrl(origin: CardOrigin | undefined): CardOrigin | undefined {
  if (origin === undefined) return undefined;
  const { kind, channelId, messageTs, threadTs } = origin;
  return { kind, channelId, messageTs, threadTs };
}

/** For the audit trail. */
export function whereOf(origin: CardOrigin | undefined) {
  return { channelId: origin?.channelId, messageTs: origin?.messageTs, threadTs: origin?.threadTs };
}
