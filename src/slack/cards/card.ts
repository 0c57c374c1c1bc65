/**
 * An event's card as it stands in a conversation: full or compact, below what the person who shared it wrote.
 */
import type { ActionsBlock, KnownBlock } from '@slack/types';
import { limits } from '../blocks/limits.ts';
import { type Message, section } from '../blocks/message.ts';
import { outsideText, userMention } from '../blocks/text.ts';
import { revisionOf } from './action-codec.ts';
import type { CardInput } from './card-input.ts';
import { compactCard } from './compact-card.ts';
import { eventCard } from './event-card.ts';

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
  const note = section(noteText(input));
  return { text, blocks: [...note, ...(note.length === 0 ? blocks : withRoomFor([{ text }, note], blocks))] };
}

/** A note takes its room from the buttons to act, the least likely first: "Details" has them all. */
function withRoomFor(others: unknown, blocks: readonly KnownBlock[]): KnownBlock[] {
  let tooLong = textLength([others, blocks]) - limits.message.text + 1;
  const fits = (button: ActionsBlock['elements'][number]) => {
    if (tooLong <= 0 || button.action_id === 'more_actions') return true;
    tooLong -= textLength(button);
    return false;
  };
  return blocks.map((block) => {
    if (block.type !== 'actions' || revisionOf(block.block_id ?? '') === undefined) return block;
    return { ...block, elements: block.elements.toReversed().filter(fits).toReversed() };
  });
}

const shownKeys = new Set(['text', 'accessibility_label']);

/** Of all that is shown or read aloud, in what makes up a message. */
function textLength(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part)
    .map(([key, inner]) => (typeof inner === 'string' && shownKeys.has(key) ? inner.length : textLength(inner)))
    .reduce((sum, length) => sum + length, 0);
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
