/** Previews a link in an unsent message. Nobody knows who will see it, so it shows only severity, type and state. */
import type { SecurityEvent } from '../../../events/security-event.ts';
import { type Message, section } from '../../blocks/message.ts';
import { markedSummary, plainSummary } from '../../cards/event-summary.ts';

export function previewCard({ event }: { event: SecurityEvent }): Message {
  return { text: plainSummary(event), blocks: section(markedSummary(event)) };
}
