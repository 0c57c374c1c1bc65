/**
 * The event that a button or a modal belongs to: the JSON {"eventId"}, as a button's value or a modal's metadata.
 */
import { z } from 'zod';
import { eventId } from '../../events/links.ts';
import { limits } from '../blocks/limits.ts';
import { readCarried } from '../payloads/carried.ts';

/** HEC's ids are 32 characters; an id with which no value could fit is no id that anything could be asked for. */
export const longestEventId = 256;

/** The buttons of a card, by what stands before the colon of their `action_id`. All of them carry the event's id. */
const cardButtons = new Set(['event_action', 'email_action', 'event_details', 'more_actions', 'share_event']);

const carriedEvent = z.object({ eventId: z.string().transform(eventId).pipe(z.string()) });

export function writeEventId(id: string): string {
  return JSON.stringify({ eventId: id });
}

/** @throws ForeignValueError */
export function readEventId(carried: string): string {
  return readCarried(carriedEvent, carried).eventId;
}

/** The event of the card that a button is on; undefined for a button that is on no card of ours. */
export function eventOfCardButton(actionId: string, value: unknown): string | undefined {
  const [name = ''] = actionId.split(':', 1);
  if (!cardButtons.has(name) || typeof value !== 'string' || value.length > limits.button.value) return undefined;
  try {
    return readEventId(value);
  } catch {
    return undefined;
  }
}
