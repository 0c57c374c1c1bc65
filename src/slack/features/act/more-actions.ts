/** "More actions…" on a card: a modal with every action that HEC offers on the event. */
import { whereOf, writeOrigin } from '../../cards/origin-codec.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import type { Click } from '../../payloads/interaction.ts';
import { rememberClicked } from '../../remember-card.ts';
import { actionsView, loadingView } from './actions-modal.ts';

export function moreActions(eventId: string, click: Click): ModalHandler {
  return {
    kind: 'modal',
    permission: 'view',
    attempted: { ...whereOf(click.origin), eventId },
    loading: loadingView(),
    async fill(services) {
      const snapshot = await services.snapshots.read({ kind: 'typed', id: eventId });
      await rememberClicked(click, snapshot.event.id, services);
      await services.auditTrail.lookedUp(snapshot.event, { userId: click.userId, ...whereOf(click.origin) });
      return { ...actionsView(snapshot), private_metadata: writeOrigin(click.origin) };
    },
  };
}
