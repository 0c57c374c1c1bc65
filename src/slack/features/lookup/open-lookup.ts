/** "Look up HEC event" anywhere in Slack, and the button in the App Home that does the same. */

import { md } from '../../blocks/text.ts';
import { notice, noticeView } from '../../cards/notice.ts';
import type { ModalHandler } from '../../dispatch/listener.ts';
import { lookupView } from './lookup-modal.ts';

export function openLookup(): ModalHandler {
  return {
    kind: 'modal',
    permission: 'view',
    attempted: {},
    loading: noticeView(notice({ sentence: md`One moment…` })),
    fill: async () => lookupView({}),
  };
}
