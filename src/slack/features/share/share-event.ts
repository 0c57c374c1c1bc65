/** "Share…" on a card: a modal that asks where to. */

import { notice, noticeView } from '../../cards/notice.ts';
import type { ActionListener } from '../../dispatch/listener.ts';
import { eventOf } from '../../payloads/clicked-event.ts';
import { shareView } from './share-modal.ts';

export const shareEvent: ActionListener = {
  kind: 'modal',
  permission: 'view',
  loading: noticeView(notice({ sentence: 'One moment…' })),
  fill: async (click) => shareView({ eventId: eventOf(click).id }),
};
