/** "More actions…" on a card: a modal with every action that HEC offers for the event. */
import { actionsView, loadingView } from '../../messages/actions-modal.ts';
import type { ActionListener } from '../listener.ts';
import { eventOf } from './clicked-event.ts';
import { writePlace } from './press.ts';

export const moreActions: ActionListener = {
  kind: 'modal',
  permission: 'view',
  loading: loadingView(),
  fill: async (click, { readSituation }) => ({
    ...actionsView(await readSituation(eventOf(click))),
    private_metadata: writePlace(click.place),
  }),
};
