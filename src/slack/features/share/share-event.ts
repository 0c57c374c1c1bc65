/** "Share…" on a card: a modal that asks where to. */

import type { ModalView } from '../../blocks/block-kit.ts';
import { md, type Plain, userMention } from '../../blocks/text.ts';
import { notice, noticeView } from '../../cards/notice.ts';
import { readOrigin, whereOf } from '../../cards/origin-codec.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click } from '../../payloads/interaction.ts';
import { rememberClicked } from '../../remember-card.ts';
import { offeredTo } from './offered-conversations.ts';
import { shareView } from './share-modal.ts';

export function shareEvent(eventId: string, click: Click): ModalHandler {
  const origin = readOrigin(click);
  return {
    kind: 'modal',
    permission: 'view',
    attempted: { ...whereOf(origin), eventId },
    loading: noticeView(notice({ sentence: md`One moment…` })),
    async fill(services) {
      await rememberClicked(click, eventId, services);
      const offered = await offeredTo(click.userId, services);
      if (offered.kind === 'listed' && offered.conversations.length === 0) return nowhereToShare(services);
      return shareView({ eventId, origin, offered });
    },
  };
}

export async function nowhereToShare({ identity }: Services, title?: Plain): Promise<ModalView> {
  const { botUserId } = await identity();
  return noticeView(
    notice({
      sentence: md`There is no channel that you and the app are both in and where events may be shown. To add the app to a channel, type there /invite ${userMention(botUserId)}`,
    }),
    title,
  );
}
