/** The event of a button or a modal: the JSON {"eventId"}, as a button's value or a modal's metadata. */
import { z } from 'zod';
import { eventId } from '../../events/links.ts';
import { limits } from '../blocks/limits.ts';
import { readCarried } from '../payloads/carried.ts';

/** HEC's ids have 32 characters; an id too long for any value isn't one that HEC could be asked about. */
export const longestEventId = 256;

/** The part of a card button's `action_id` before the colon. All of them carry the event's id. */
const cardButtons = new Set([
  'event_action',
  'email_action',
  'event_details',
  'more_actions',
  'other_events',
  'share_event',
]);

/** Claims, cards and records go by it, so it has the one spelling and no shape but that of HEC's ids. */
export const carriedEventId = z.string().transform(eventId).pipe(z.string());

const carriedEvent = z.object({ eventId: carriedEventId });

export function writeEventId(id: string): string {
  return JSON.stringify({ eventId: id });
}

/** @throws ForeignValueError */
export function readEventId(carried: string): string {
  return readCarried(carriedEvent, carried).eventId;
}

/** Undefined for a button that isn't on one of our cards. */
export function eventOfCardButton(actionId: string, value: unknown): string | undefined {
  const [name = ''] = actionId.split(':', 1);
  if (!cardButtons.has(name) || typeof value !== 'string' || value.length > limits.button.value) return undefined;
  try {
    return readEventId(value);
  } catch {
    return undefined;
  }
}
