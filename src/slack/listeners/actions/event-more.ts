/** "More…" on a compact card: the whole card, for the person alone. */
import { eventCard } from '../../messages/event-card.ts';
import type { ActionListener } from '../listener.ts';
import { eventOf } from './clicked-event.ts';

export const eventMore: ActionListener = {
  kind: 'answer',
  handle: async (click, answer, services) => answer.send(eventCard(await services.lookup(eventOf(click)))),
};
