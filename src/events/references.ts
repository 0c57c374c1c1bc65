/** Every event that a text means: the ids that somebody typed or pasted into it, and the portal links. */
import { type EventReference, referenceInLink } from './links.ts';

/** People paste ids and links out of mails, tickets, tables and code, with what stood around them. */
const quotes = '"\'`“”„‘’«»';
const punctuation = '.,;:!?';
const opening = String.raw`\s<>([{${quotes}`;
const closing = String.raw`\s<>)\]}|${quotes}`;
/** Looks behind so as not to try every piece of a long run again. */
const wrapping = new RegExp(
  `^[${opening}${closing}]+|(?<![${opening}${closing}${punctuation}])[${opening}${closing}${punctuation}]+$`,
  'g',
);

/** An id that is not a piece of something longer, such as a SHA-256. */
const id = '(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])';
const ids = new RegExp(id, 'gi');
/**
 * What ends a sentence behind a link may stay on it: neither a route nor an id is read differently for it. Another link
 * ends it too, as in exported lists, and in links that a mail filter has wrapped.
 */
const linksAndIds = new RegExp(`(?<link>https://(?:(?!https://)[^${closing}])+)|${id}`, 'gi');

/**
 * The references in plain text (nothing escaped), in order of appearance. Each id comes once: what a link says of it
 * counts more than that it was typed as well.
 */
export function referencesInText(text: string): EventReference[] {
  const found = [...text.matchAll(linksAndIds)];
  return withoutRepeats(found.flatMap(({ 0: whole, groups }) => (groups?.link ? inLink(whole) : [typed(whole)])));
}

/** Each id once, at its first place, as the reference that knows most of it. */
export function withoutRepeats(references: readonly EventReference[]): EventReference[] {
  const byId = new Map<string, EventReference>();
  for (const reference of references) {
    const known = byId.get(reference.id);
    if (known === undefined || knowledge[reference.kind] > knowledge[known.kind]) byId.set(reference.id, reference);
  }
  return [...byId.values()];
}

const knowledge: Record<EventReference['kind'], number> = { typed: 0, linked: 1, entity: 2 };

/** A word without the spaces, quotes, brackets and punctuation around it. */
export function withoutWrapping(word: string): string {
  return word.replace(wrapping, '');
}

/** People paste ids into links to tickets and searches, where they are encoded: "…?q=event%20<id>". */
function inLink(link: string): EventReference[] {
  const reference = referenceInLink(link);
  if (reference !== undefined) return [reference];
  return [...link.replace(/%[0-9a-f]{2}/gi, ' ').matchAll(ids)].map(([found]) => typed(found));
}

function typed(found: string): EventReference {
  return { kind: 'typed', id: found.toLowerCase() };
}
