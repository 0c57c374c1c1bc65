/**
 * An event's card as it stands in a conversation: full or compact, below what the person who shared it wrote.
 */
import { outsideText, userMention } from '../text.ts';
import type { CardInput } from './card-input.ts';
import { compactCard } from './compact-card.ts';
import { eventCard } from './event-card.ts';
import { type Message, section } from './message.ts';

export type Shape = 'full' | 'compact';

/** Three lines to a phone's screen are enough to say why; more would push the event out of it. */
const noteLines = 10;
/** Of a note, so that it fits into one block beside the name. */
export const noteMax = 1_000;

export interface SharedCardInput extends CardInput {
  /** In the words of who shared it (`requestedBy`): outside text like any other. */
  note?: string | undefined;
}

export function cardOf(shape: Shape, input: SharedCardInput): Message {
  const { text, blocks } = shape === 'full' ? eventCard(input) : compactCard(input);
  return { text, blocks: [...section(noteText(input)), ...blocks] };
}

/** Each line is quoted, so that none can pass for a line of the card. */
function noteText({ note = '', requestedBy = '' }: SharedCardInput): string {
  const lines = note
    .slice(0, noteMax)
    .split(/[\r\n]+/)
    .map((line) => outsideText(line, 250))
    .filter((line) => line !== '');
  if (lines.length === 0) return '';
  const shown = lines.length > noteLines ? [...lines.slice(0, noteLines), '…'] : lines;
  return [`${userMention(requestedBy)} wrote:`, ...shown.map((line) => `> ${line}`)].join('\n');
}
