/** Texts and lists longer than one section. Beyond a bound they are cut, and say so: no message grows without end. */
import type { SectionBlock } from './block-kit.ts';
import { limits } from './limits.ts';
import { section } from './message.ts';
import { joined, type Mrkdwn, md, outsideText } from './text.ts';

/** With room for " …". */
const textRoom = limits.section.text - 2;
/** How many raw characters to read per shown one: megabytes that show nothing would hold up everybody else. */
const rawFactor = 8;
/** Raw characters cleaned at once. Escaped, each takes at most five: much less than a section, so none is cut. */
const pieceMax = 200;

/** Cleans each piece by itself, because half of a cleaned text may be live. Cuts only words longer than a section. */
export function textSections(text: string, most: number): SectionBlock[] {
  const shown: Mrkdwn[] = [];
  const raw = text.slice(0, most * limits.section.text * rawFactor);
  let current: Mrkdwn = '';
  for (const piece of piecesOf(raw)) {
    const clean = outsideText(piece, textRoom);
    const longer: Mrkdwn = joined(' ', [current, clean]);
    if (longer.length <= textRoom) {
      current = longer;
    } else if (shown.length + 1 < most) {
      shown.push(current);
      current = clean;
    } else {
      current = md`${current} …`;
      break;
    }
  }
  if (raw.length < text.length && !current.endsWith('…')) current = md`${current} …`;
  return [...shown, current].flatMap(section);
}

/** Whole words, up to `pieceMax` characters unless one word is longer. */
function* piecesOf(text: string): Generator<string> {
  let piece = '';
  for (const [word] of text.matchAll(/\S+/g)) {
    if (piece !== '' && piece.length + 1 + word.length > pieceMax) {
      yield piece;
      piece = '';
    }
    piece += piece === '' ? word : ` ${word}`;
  }
  if (piece !== '') yield piece;
}

export interface ListBound {
  /** At most; otherwise as many as fit. */
  items?: number;
  sections: number;
}

/** More than any list shows, even if most items show nothing. */
const mostItemsTried = 2_000;
/** With room for "and 9007199254740991 more, only in the portal". */
const listRoom = limits.section.text - 50;

/**
 * One item a line, under a title that fits in a section with the first line; the rest is counted. If the room runs out
 * before the items do, nothing else in this app shows the rest. `lineOf` returns '' to leave an item out.
 */
export function listSections<Item>(
  title: Mrkdwn,
  items: readonly Item[],
  lineOf: (item: Item) => Mrkdwn,
  { items: mostItems = items.length, sections: mostSections }: ListBound,
): SectionBlock[] {
  const full: Mrkdwn[] = [];
  let current = md`*${title}*`;
  let shown = 0;
  for (const [index, item] of items.entries()) {
    const isTried = index < mostItemsTried;
    const line = isTried ? lineOf(item) : '';
    if (isTried && line === '') continue;
    const longer = md`${current}\n${line}`;
    const fits = longer.length <= listRoom;
    const isFull = !isTried || (!fits && full.length + 1 === mostSections);
    if (shown === mostItems || isFull) {
      const left = items.length - index;
      current = isFull ? md`${current}\nand ${left} more, only in the portal` : md`${current}\nand ${left} more`;
      break;
    }
    if (!fits) full.push(current);
    current = fits ? longer : line;
    shown += 1;
  }
  return shown === 0 ? [] : [...full, current].flatMap(section);
}
