/**
 * The preview of a link that somebody is still typing: nobody knows yet who will see it, so it says severity, type and
 * state only, and offers nothing.
 */
import type { SecurityEvent } from '../../../events/security-event.ts';
import { type Message, section } from '../../blocks/message.ts';
import { markedSummary, plainSummary } from '../../cards/event-summary.ts';

export function previewCard({ event }: { event: SecurityEvent }): Message {
  return { text: plainSummary(event), blocks: section(markedSummary(event)) };
}
