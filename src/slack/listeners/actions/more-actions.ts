/** "More actions…" on a card: a modal with every action that HEC offers for the event. */
import { actionsView, loadingView } from '../../messages/actions-modal.ts';
import type { ActionListener } from '../listener.ts';
import { eventOf } from './clicked-event.ts';

export const moreActions: ActionListener = {
  kind: 'modal',
  loading: loadingView(),
  fill: async (click, services) => actionsView((await services.lookup(eventOf(click))).event),
};
