/** "More actions…" on a card: a modal with every action that HEC offers for the event. */
import { actionsView, loadingView } from '../../messages/actions-modal.ts';
import type { ActionListener } from '../listener.ts';
import { rememberClicked } from '../show-card.ts';
import { eventOf } from './clicked-event.ts';
import { writePlace } from './press.ts';

export const moreActions: ActionListener = {
  kind: 'modal',
  permission: 'view',
  loading: loadingView(),
  async fill(click, services) {
    const situation = await services.readSituation(eventOf(click));
    await rememberClicked(click, situation.event.id, services);
    return { ...actionsView(situation), private_metadata: writePlace(click.place) };
  },
};
