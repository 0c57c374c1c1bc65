/**
 * Finds every event that a text refers to, by ids and portal links. Whatever people hold is read here, and so read in the
 * same way: what they type, mention, forward, or fill into a form.
 */
import { replaceInvisible, withPlainLetters } from './invisible.ts';
import { type EventReference, guid, referenceInLink } from './links.ts';
import { takeMessageIds, typedMessageIds } from './message-ids.ts';
import { unwrapped } from './wrapped-links.ts';

/** People paste ids and links from mails, tickets, tables and code, together with the characters around them. */
const quotes = '"\'`“”„‘’«»（）【】「」『』《》〈〉，。、；：！？';
const punctuation = '.,;:!?';
const opening = String.raw`\s<>([{${quotes}`;
const closing = String.raw`\s<>)\]}|${quotes}`;
/** The lookbehind keeps the time linear: without it, every part of a long run would be tried again. */
const wrapping = new RegExp(
  `^[${opening}${closing}]+|(?<![${opening}${closing}${punctuation}])[${opening}${closing}${punctuation}]+$`,
  'g',
);

/** An id that isn't part of something longer, such as a SHA-256 or an email address. */
const id = '(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z]|@[0-9a-z-]{1,63}[.][0-9a-z])';
const ids = new RegExp(id, 'gi');
const dash = String.raw`[-\u2010-\u2013\u2212]`;
/** GUIDs, and ids that something wrote as one or broke up in its own way. */
const dashedId = `(?<![0-9a-z-])(?:[0-9a-f]${dash}?){31}[0-9a-f](?![0-9a-z-]|@[0-9a-z-]{1,63}[.][0-9a-z])`;
/** All of it may be encoded. */
const linkStart = 'https?(?::|%(?:25)*3A)(?:/|%(?:25)*2F)';
/**
 * Punctuation after a link may stay on it: it changes neither the route nor the id. The start of another link ends it, as
 * in exported lists, but for what mail filters put in front of a link: those end with an underscore.
 */
const link = `${linkStart}(?:(?<=_)https?://|(?!https?://)[^${closing}])+`;
const linksAndIds = new RegExp(`(?<link>${link})|${id}|${dashedId}`, 'gi');

/**
 * From plain text (not escaped), in order of appearance, Message-IDs first. Each id appears once; a link to it outranks the typed id.
 * Characters that nobody sees are read as if they weren't there, or if that makes no sense, as spaces.
 */
export function referencesInText(text: string): EventReference[] {
  return read(text).references;
}

/** Words that people put around what counts. */
const fillers = new Set('private privately please show me the of for audit trail email mail message event'.split(' '));

/** The same of what a person typed for the app to read: a Message-ID, or what may be one, needs no header there. */
export function referencesInTyped(text: string): EventReference[] {
  const references = referencesInText(text);
  if (references.length > 0) return references;
  return withoutRepeats(typedMessageIds(replaceInvisible(withPlainLetters(text), ''), (word) => fillers.has(word)));
}

/** In lower case: the words around the ids, links and Message-IDs. */
export function wordsAround(text: string): string[] {
  const words = read(text)
    .plain.replace(linksAndIds, ' ')
    .replace(/\S{1,500}@\S{1,500}/g, ' ')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return [...(words ?? [])];
}

interface Reading {
  plain: string;
  references: EventReference[];
}

function read(text: string): Reading {
  const seen = readSeen(replaceInvisible(text, ''));
  if (seen.references.length > 0) return seen;
  const parted = readSeen(replaceInvisible(text, ' '));
  return parted.references.length > 0 ? parted : seen;
}

function readSeen(text: string): Reading {
  const { found: messageIds, rest: plain } = takeMessageIds(withPlainLetters(text));
  const others = [...plain.matchAll(linksAndIds)].flatMap(({ 0: whole, groups }) =>
    groups?.link ? inLink(whole) : [typed(whole)],
  );
  return { plain, references: withoutGuesses(withoutRepeats([...messageIds, ...others])) };
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

const knowledge: Record<EventReference['kind'], number> = { typed: 0, linked: 1, entity: 2, item: 3, 'message-id': 4 };

/** Without the spaces, quotes, brackets and punctuation around it. */
export function withoutWrapping(word: string): string {
  return word.replace(wrapping, '');
}

/** Links to tickets and searches may contain an id, percent-encoded: "…?q=event%20<id>". */
function inLink(written: string): EventReference[] {
  return linksIn(written).flatMap((link) => {
    const reference = referenceInLink(link);
    if (reference !== undefined) return [reference];
    return [...link.replace(/%[0-9a-f]{2}/gi, ' ').matchAll(ids)].map(([found]) => typed(found));
  });
}

/** What looked like a filter and its link may be two links. */
function linksIn(written: string): string[] {
  const inner = unwrapped(written);
  if (inner !== written) return inner === undefined ? [] : [inner];
  return written.split(/(?<=_)(?=https?:)/i).flatMap((link) => unwrapped(link) ?? []);
}

function typed(found: string): EventReference {
  const spelled = found.toLowerCase().replace(new RegExp(dash, 'g'), '-');
  return { kind: 'typed', id: guid(spelled) ?? spelled.replaceAll('-', '') };
}
