/** The count of lookups in an audit trail was pressed: a modal that lists them, for responders. */
import { md } from '../../blocks/text.ts';
import { notice, noticeView } from '../../cards/notice.ts';
import { readOrigin, whereOf } from '../../cards/origin-codec.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import type { Click } from '../../payloads/interaction.ts';
import { lookupsShown, lookupsView } from './lookups-modal.ts';

export function showLookups(eventId: string, click: Click): ModalHandler {
  return {
    kind: 'modal',
    permission: 'respond',
    attempted: { ...whereOf(readOrigin(click)), eventId },
    loading: noticeView(notice({ sentence: md`One moment…` })),
    fill: async ({ auditTrail }) => lookupsView(await auditTrail.lookupsOf(eventId, lookupsShown + 1)),
  };
}
