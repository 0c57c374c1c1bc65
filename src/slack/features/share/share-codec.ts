/**
 * What the form behind "Share…" carries: the JSON {"eventId","place"}, the event and the card whose button was pressed.
 * Forms of versions before 0.5 carry only the event.
 */
import { z } from 'zod';
import { carriedEventId } from '../../cards/event-codec.ts';
import { type CardOrigin, originMetadata, withoutUrl } from '../../cards/origin-codec.ts';
import { readCarried } from '../../payloads/carried.ts';

export interface SharedEvent {
  eventId: string;
  origin: CardOrigin | undefined;
}

const carried = z.object({ eventId: carriedEventId, ...originMetadata.shape });

export function writeShared({ eventId, origin }: SharedEvent): string {
  return JSON.stringify({ eventId, place: withoutUrl(origin) });
}

/** @throws ForeignValueError */
export function readShared(metadata: string): SharedEvent {
  const { eventId, place } = readCarried(carried, metadata);
  return { eventId, origin: place };
}
