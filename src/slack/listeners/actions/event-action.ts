/** A button for an action that HEC offers. */
import { notEnabledYet } from '../../messages/notice.ts';
import type { ActionListener } from '../listener.ts';

export const eventAction: ActionListener = {
  kind: 'answer',
  handle: (_click, answer) => answer.send(notEnabledYet()),
};
