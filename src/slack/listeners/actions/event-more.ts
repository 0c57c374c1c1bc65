/** "More…" on a compact card: the whole card, for the person alone. */
import { eventCard } from '../../messages/event-card.ts';
import type { ActionListener } from '../listener.ts';
import { eventOf } from './clicked-event.ts';

export const eventMore: ActionListener = {
  kind: 'answer',
  permission: 'view',
  handle: async (click, answer, { readSituation }) => answer.send(eventCard(await readSituation(eventOf(click)))),
};
