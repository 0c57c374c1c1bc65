/** "More actions…" on a card: a modal with every action that HEC offers for the event. */

import type { ActionListener } from '../../dispatch/listener.ts';
import { eventOf } from '../../payloads/clicked-event.ts';
import { rememberClicked } from '../lookup/show-card.ts';
import { actionsView, loadingView } from './actions-modal.ts';
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
