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
    const snapshot = await services.readEventSnapshot(eventOf(click));
    await rememberClicked(click, snapshot.event.id, services);
    return { ...actionsView(snapshot), private_metadata: writePlace(click.origin) };
  },
};
