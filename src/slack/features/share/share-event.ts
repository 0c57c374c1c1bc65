/** "Share…" on a card: a modal that asks where to. */

import { md } from '../../blocks/text.ts';
import { notice, noticeView } from '../../cards/notice.ts';
import { readOrigin, whereOf } from '../../cards/origin-codec.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import type { Click } from '../../payloads/interaction.ts';
import { rememberClicked } from '../../remember-card.ts';
import { shareView } from './share-modal.ts';

export function shareEvent(eventId: string, click: Click): ModalHandler {
  return {
    kind: 'modal',
    permission: 'view',
    attempted: { ...whereOf(readOrigin(click)), eventId },
    loading: noticeView(notice({ sentence: md`One moment…` })),
    async fill(services) {
      await rememberClicked(click, eventId, services);
      return shareView({ eventId });
    },
  };
}
