/** Finds every event that a text refers to, by ids and portal links. */
import { type EventReference, guid, referenceInLink } from './links.ts';

/** People paste ids and links from mails, tickets, tables and code, together with the characters around them. */
const quotes = '"\'`“”„‘’«»';
const punctuation = '.,;:!?';
const opening = String.raw`\s<>([{${quotes}`;
const closing = String.raw`\s<>)\]}|${quotes}`;
/** The lookbehind keeps the time linear: without it, every part of a long run would be tried again. */
const wrapping = new RegExp(
  `^[${opening}${closing}]+|(?<![${opening}${closing}${punctuation}])[${opening}${closing}${punctuation}]+$`,
  'g',
);

/** An id that isn't part of something longer, such as a SHA-256. */
const id = '(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])';
const ids = new RegExp(id, 'gi');
const guidInText = '(?<![0-9a-z-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z-])';
/**
 * Punctuation after a link may stay on it: it changes neither the route nor the id. The start of another link ends it,
 * as in exported lists and in links that a mail filter has wrapped.
 */
const linksAndIds = new RegExp(`(?<link>https://(?:(?!https://)[^${closing}])+)|${id}|${guidInText}`, 'gi');

/** From plain text (not escaped), in order of appearance. Each id appears once; a link to it outranks the typed id. */
export function referencesInText(text: string): EventReference[] {
  const found = [...text.matchAll(linksAndIds)];
  return withoutGuesses(
    withoutRepeats(found.flatMap(({ 0: whole, groups }) => (groups?.link ? inLink(whole) : [typed(whole)]))),
  );
}

/**
 * GUIDs stand for much that has nothing to do with HEC, and each costs a search. So a typed one counts only if it is all
 * that there is.
 */
export function withoutGuesses(references: readonly EventReference[]): EventReference[] {
  const certain = references.filter(({ kind, id }) => kind !== 'typed' || guid(id) === undefined);
  return certain.length > 0 || references.length > 1 ? certain : [...references];
}

/** Each id once, at its first position, as the most specific reference to it. */
export function withoutRepeats(references: readonly EventReference[]): EventReference[] {
  const byId = new Map<string, EventReference>();
  for (const reference of references) {
    const known = byId.get(reference.id);
    if (known === undefined || knowledge[reference.kind] > knowledge[known.kind]) byId.set(reference.id, reference);
  }
  return [...byId.values()];
}

const knowledge: Record<EventReference['kind'], number> = { typed: 0, linked: 1, entity: 2, item: 3 };

/** Without the spaces, quotes, brackets and punctuation around it. */
export function withoutWrapping(word: string): string {
  return word.replace(wrapping, '');
}

/** Links to tickets and searches may contain an id, percent-encoded: "…?q=event%20<id>". */
function inLink(link: string): EventReference[] {
  const reference = referenceInLink(link);
  if (reference !== undefined) return [reference];
  return [...link.replace(/%[0-9a-f]{2}/gi, ' ').matchAll(ids)].map(([found]) => typed(found));
}

function typed(found: string): EventReference {
  return { kind: 'typed', id: found.toLowerCase() };
}
