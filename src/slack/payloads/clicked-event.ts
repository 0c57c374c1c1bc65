/** Which event a button belongs to. Slack signs clicks, but a value is still read as outside data. */
import { z } from 'zod';
import { type EventReference, eventId } from '../../events/links.ts';
import type { Click } from './interaction.ts';

const buttonValue = z.object({ eventId: z.string().transform(eventId).pipe(z.string()) });

/** @throws when the button carries no event: it is then none of ours */
export function eventOf(click: Click): EventReference {
  return { kind: 'typed', id: buttonValue.parse(JSON.parse(click.value)).eventId };
}
