/**
 * The compact card, for several links, threads and lists: three lines of at most 60 characters, two actions and "More…".
 *
 * It says what the notification says, and then what was done last, so that a glance tells whether it is handled.
 */
import type { SecurityEvent } from '../../events/security-event.ts';
import { outsideText } from '../text.ts';
import { actionButtons, actionsBlocks, moreButton } from './action-buttons.ts';
import { lastDone } from './event-history.ts';
import { markedSummary, notificationText } from './event-summary.ts';
import { joined, type Message, section } from './message.ts';
import { serviceName } from './names.ts';

const lineMax = 60;
const actionsShown = 2;

export function compactCard({ event }: { event: SecurityEvent }): Message {
  const buttons = actionButtons(event).slice(0, actionsShown);
  const lines = [markedSummary(event), outsideText(event.description, lineMax), whereAndHandled(event)];
  return {
    text: notificationText(event),
    blocks: [
      ...section(joined('\n', lines)),
      ...actionsBlocks([...buttons, ...moreButton('event_more', 'More…', event)]),
    ],
  };
}

function whereAndHandled(event: SecurityEvent): string {
  const done = lastDone(event, 30);
  return joined(' · ', [outsideText(serviceName(event.saas ?? ''), 20), done === '' ? '' : `last: ${done}`]);
}
