/** "Show here" on an event that a search found: its card for everyone where the search was made, if they may see it. */

import { postUnconfirmed } from '../../cards/notice.ts';
import { resultOf, shownThere } from '../../cards/result-view.ts';
import type { ShownHere } from '../../cards/search-codec.ts';
import type { Filled, InPlaceHandler, ShowView } from '../../dispatch/listener.ts';
import type { ClickReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { ForeignValueError } from '../../payloads/carried.ts';
import type { Click } from '../../payloads/interaction.ts';
import { requirePermission } from '../../permission.ts';
import { showAlone } from '../lookup/modal-answer.ts';
import { shareCard } from '../lookup/share-card.ts';

export function showHere(shown: ShownHere, click: Click): InPlaceHandler<ClickReply> {
  if (click.view === undefined) throw new ForeignValueError(new Error('the button is in no modal of ours'));
  const { userId } = click;
  const { eventId, asked } = shown;
  const attempted = { channelId: asked.channelId, threadTs: asked.threadTs, eventId };
  return {
    kind: 'in_place',
    permission: 'search',
    attempted,
    async fill(services, show) {
      await requirePermission('view', userId, attempted, services);
      return showFound(shown, userId, services, show);
    },
    // It is only in modals.
    answer: async () => undefined,
  };
}

async function showFound(
  { eventId, asked }: ShownHere,
  userId: string,
  services: Services,
  show: ShowView,
): Promise<Filled> {
  const { channelId, threadTs } = asked;
  const record = services.auditTrail.recorder({ userId, channelId, threadTs });
  const snapshot = await services.snapshots.read({ kind: 'typed', id: eventId }, { record });
  const shape = threadTs === undefined ? 'full' : 'compact';
  // The list may have stayed open since they left the conversation.
  const shown = await shareCard(snapshot, { userId, channelId, threadTs, shape }, services);
  if (shown.kind === 'refused') return showAlone(snapshot, shown.reason, services, show);
  return resultOf(shown.kind === 'shown' ? shownThere(channelId, threadTs) : postUnconfirmed());
}
