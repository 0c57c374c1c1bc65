/**
 * Which events a message is about, as Slack passes it to a message shortcut: its text, blocks and attachments (posts by
 * apps, link previews, forwarded messages). All of it is outside data of any shape.
 *
 * A card of this app means only its own event, though it also names the entity and other events; its buttons tell
 * which. Buttons that only look like ours do no harm: all that follows is a lookup.
 */
import type { EventReference } from '../../../events/links.ts';
import { referencesInText, withoutGuesses, withoutRepeats } from '../../../events/references.ts';
import { eventOfCardButton } from '../../cards/event-codec.ts';
import { plainTyped } from '../../payloads/typed-text.ts';

/** More than the 40,000 characters of a message hold, so the bound leaves nothing out unsaid. */
export const mostReferences = 2_000;
/** Far more than any real message has: a table cell in a forwarded message is 11 deep. */
const deepest = 20;
const mostStrings = 500;
const mostAttachments = 100;

/** What a message or an attachment says outside its blocks, in the order people see it. */
const textKeys = ['pretext', 'author_name', 'title', 'title_link', 'text', 'footer', 'fallback'];
const linkKeys = ['from_url', 'app_unfurl_url'];
/** A forwarded message brings its blocks as `message_blocks`: [{ channel, ts, message: { blocks } }]. */
const blockKeys = ['blocks', 'message_blocks'];

/** At most `mostReferences`, each id once, in order of appearance. Never throws. */
export function referencesInMessage(message: unknown): EventReference[] {
  const attachments = listOf(property(message, 'attachments'), mostAttachments);
  const parts = [message, ...attachments].map(readPart);
  // A preview answers its link: to people, the link's entity and the card's event are the same thing.
  const answered = new Set(parts.flatMap(({ answers }) => answers));
  const references = parts.flatMap(({ card, mentioned }) => [
    ...card,
    ...mentioned.filter(({ id }) => !answered.has(id)),
  ]);
  return withoutGuesses(withoutRepeats(references)).slice(0, mostReferences);
}

interface Part {
  /** The events of our own card. If there are any, nothing else in the part counts. */
  card: EventReference[];
  mentioned: EventReference[];
  /** The ids in the link that our own card previews. */
  answers: string[];
}

/** @param part the message, or one of its attachments */
function readPart(part: unknown): Part {
  const blocks: Blocks = { texts: [], eventIds: [] };
  for (const key of blockKeys) readBlocks(property(part, key), blocks);
  if (blocks.eventIds.length > 0) {
    const card = blocks.eventIds.map((id): EventReference => ({ kind: 'typed', id }));
    return { card, mentioned: [], answers: referencesIn(stringsOf(part, linkKeys)).map(({ id }) => id) };
  }
  const fields = listOf(property(part, 'fields'), mostStrings).flatMap((field) => stringsOf(field, ['title', 'value']));
  const texts = [...stringsOf(part, textKeys), ...fields, ...blocks.texts, ...stringsOf(part, linkKeys)];
  return { card: [], mentioned: referencesIn(texts), answers: [] };
}

interface Blocks {
  texts: string[];
  /** From the buttons of our own card. */
  eventIds: string[];
}

/** Blocks of any kind: what people read is always a `text`. */
function readBlocks(node: unknown, found: Blocks, depth = 0): void {
  if (typeof node !== 'object' || node === null || depth > deepest) return;
  if (found.texts.length + found.eventIds.length >= mostStrings) return;
  const action = property(node, 'action_id');
  if (typeof action === 'string') {
    const eventId = eventOfCardButton(action, property(node, 'value'));
    if (eventId !== undefined) found.eventIds.push(eventId);
    // Where a button leads is what an alert is about; what it sends to its app is that app's business.
    found.texts.push(...stringsOf(node, ['url']));
    return;
  }
  const kind = property(node, 'type');
  if (kind === 'image') return;
  found.texts.push(...stringsOf(node, kind === 'link' ? ['url', 'text'] : ['text']));
  for (const inner of Object.values(node)) readBlocks(inner, found, depth + 1);
}

/** Slack escapes only some of these texts. Unescaping the others loses no id and no portal link. */
function referencesIn(texts: readonly string[]): EventReference[] {
  return texts.flatMap((text) => referencesInText(plainTyped(text)));
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function stringsOf(value: unknown, keys: readonly string[]): string[] {
  return keys.map((key) => property(value, key)).filter((text) => typeof text === 'string');
}

function listOf(value: unknown, most: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}
