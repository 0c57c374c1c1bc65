/** "Look up HEC event" from anywhere in Slack, and the button in the App Home that does the same. */

import { notice, noticeView } from '../../cards/notice.ts';
import type { ActionListener, ShortcutListener } from '../../dispatch/listener.ts';
import { lookupView } from './lookup-modal.ts';

const asking = {
  kind: 'modal',
  permission: 'view',
  loading: noticeView(notice({ sentence: 'One moment…' })),
  fill: async () => lookupView({}),
} as const;

export const lookUp: ShortcutListener = asking;
export const openLookup: ActionListener = asking;
