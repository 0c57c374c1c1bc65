/** An event's card in a conversation: full or compact, below the note of the person who shared it. */
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import type { ActionsBlock, KnownBlock } from '../blocks/block-kit.ts';
import { limits } from '../blocks/limits.ts';
import { type Message, section } from '../blocks/message.ts';
import { joined, type Mrkdwn, md, outsideText, userMention } from '../blocks/text.ts';
import { isHeadingBlockId, revisionOf } from './action-codec.ts';
import { compactCard } from './compact-card.ts';
import { eventCard } from './event-card.ts';

export type Shape = 'full' | 'compact';

export interface Sharing {
  requestedBy: string | undefined;
  note: string | undefined;
}

/** Enough to say why; more would push the event off a phone's screen. */
const noteLines = 10;
/** In characters: a note fits into one block with the name. */
export const noteMax = 1_000;

/** @param sharing none for a link's preview, which nobody requested */
export function cardOf(shape: Shape, snapshot: EventSnapshot, sharing?: Sharing): Message {
  const { text, blocks } =
    shape === 'full' ? eventCard(snapshot, { requestedBy: sharing?.requestedBy }) : compactCard(snapshot);
  const note = section(sharing === undefined ? '' : noteText(sharing));
  return { text, blocks: [...note, ...(note.length === 0 ? blocks : withRoomFor([{ text }, note], blocks))] };
}

/** A note takes its room from the action buttons, least likely first: "Details" has them all. */
function withRoomFor(others: unknown, blocks: readonly KnownBlock[]): KnownBlock[] {
  let tooLong = textLength([others, blocks]) - limits.message.text + 1;
  const fits = (button: ActionsBlock['elements'][number]) => {
    if (tooLong <= 0 || button.action_id === 'more_actions') return true;
    tooLong -= textLength(button);
    return false;
  };
  const kept: KnownBlock[] = [];
  let isRowEmpty = false;
  for (const block of blocks.toReversed()) {
    const blockId = block.block_id ?? '';
    if (block.type !== 'actions' || revisionOf(blockId) === undefined) {
      if (!(isRowEmpty && isHeadingBlockId(blockId))) kept.push(block);
      continue;
    }
    const elements = block.elements.toReversed().filter(fits).toReversed();
    isRowEmpty = elements.length === 0;
    if (!isRowEmpty) kept.push({ ...block, elements });
  }
  return kept.toReversed();
}

const shownKeys = new Set(['text', 'accessibility_label']);

/** Counts everything that is shown or read aloud. */
function textLength(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part)
    .map(([key, inner]) => (typeof inner === 'string' && shownKeys.has(key) ? inner.length : textLength(inner)))
    .reduce((sum, length) => sum + length, 0);
}

/** Quotes each line, so none can pass for a line of the card. */
export function noteText({ note = '', requestedBy = '' }: Sharing): Mrkdwn {
  const lines = note
    .slice(0, noteMax)
    .split(/[\r\n]+/)
    .map((line) => outsideText(line, 250))
    .filter((line) => line !== '');
  if (lines.length === 0) return '';
  const shown = lines.length > noteLines ? [...lines.slice(0, noteLines), md`…`] : lines;
  return joined('\n', [md`${userMention(requestedBy)} wrote:`, ...shown.map((line) => md`> ${line}`)]);
}
