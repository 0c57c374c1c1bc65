/** "Look up HEC event" from anywhere in Slack, and the button in the App Home that does the same. */
import { lookupView } from '../../messages/lookup-modal.ts';
import { notice, noticeView } from '../../messages/notice.ts';
import type { ActionListener, ShortcutListener } from '../listener.ts';

const asking = {
  kind: 'modal',
  permission: 'view',
  loading: noticeView(notice({ sentence: 'One moment…' })),
  fill: async () => lookupView({}),
} as const;

export const lookUp: ShortcutListener = asking;
export const openLookup: ActionListener = asking;
