/** What comes of reading one thing that a person wrote: a value, or a sentence that says what is wrong with it. */
import { closestMatch } from 'leven';

export type Reading<T> = { kind: 'understood'; value: T } | { kind: 'problem'; sentence: string };

export function understood<T>(value: T): { kind: 'understood'; value: T } {
  return { kind: 'understood', value };
}

export function problem(sentence: string): { kind: 'problem'; sentence: string } {
  return { kind: 'problem', sentence };
}

/** A sentence shows where the mistake is, not all that was pasted. */
const longestQuoted = 60;

/** The person's own words in a sentence of ours. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, longestQuoted * 2)];
  const isCut = text.length > longestQuoted * 2 || characters.length > longestQuoted;
  return isCut ? `“${characters.slice(0, longestQuoted - 1).join('')}…”` : `“${text}”`;
}

/** The name that a misspelt or unfinished one was meant to be. A short word is near many others, so it may differ less. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const start = text.toLowerCase();
  const finished = start.length < 3 ? undefined : names.find((name) => name.startsWith(start));
  const exchanged = names.find((name) => isExchanged(start, name));
  return finished ?? exchanged ?? closestMatch(start, [...names], { maxDistance: start.length > 4 ? 2 : 1 });
}

/** Whether two neighbouring letters changed places: one slip of the fingers, but a distance of two. */
function isExchanged(text: string, name: string): boolean {
  return [...text].some((letter, at) => {
    const next = text.charAt(at + 1);
    return letter !== next && `${text.slice(0, at)}${next}${letter}${text.slice(at + 2)}` === name;
  });
}

/** "a, b or c". */
export function listed(items: readonly string[], word: 'and' | 'or'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** Repeats a step that unwraps text, so that reading the result again changes nothing. Each step must shorten it. */
export function unwrappedFully(text: string, unwrap: (text: string) => string): string {
  const shorter = unwrap(text);
  return shorter.length < text.length ? unwrappedFully(shorter, unwrap) : shorter;
}
