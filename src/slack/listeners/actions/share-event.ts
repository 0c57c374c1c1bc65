/** "Share…" on a card: a modal that asks where to. */

import { notice, noticeView } from '../../messages/notice.ts';
import { shareView } from '../../messages/share-modal.ts';
import type { ActionListener } from '../listener.ts';
import { eventOf } from './clicked-event.ts';

export const shareEvent: ActionListener = {
  kind: 'modal',
  permission: 'view',
  loading: noticeView(notice({ sentence: 'One moment…' })),
  fill: async (click) => shareView({ eventId: eventOf(click).id }),
};
