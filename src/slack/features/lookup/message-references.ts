/**
 * Which events a whole message means, as Slack hands it over with a message shortcut: its text, its blocks and its
 * attachments (what apps post, previews of links, forwarded messages). All of it is outside data of any shape.
 *
 * A card of this app means its own event and nothing else, though it also names the entity and other events; its buttons
 * tell which. Nobody can be harmed by buttons that only look like ours: all that follows is a lookup.
 */
import type { EventReference } from '../../../events/links.ts';
import { referencesInText, withoutRepeats } from '../../../events/references.ts';
import { eventOfCardButton } from '../../cards/event-codec.ts';
import { plainTyped } from '../../payloads/typed-text.ts';

/** More than the 40,000 characters of a message hold: there is a bound, but nothing is left out unsaid. */
export const mostReferences = 2_000;
/** Far more than any real message has: the cell of a table in a forwarded message is 11 deep. */
const deepest = 20;
const mostStrings = 500;
const mostAttachments = 100;

/** What a message or an attachment says outside of its blocks, in the order in which people see it. */
const textKeys = ['pretext', 'author_name', 'title', 'title_link', 'text', 'footer', 'fallback'];
const linkKeys = ['from_url', 'app_unfurl_url'];
/** A forwarded message brings its blocks as `message_blocks`: [{ channel, ts, message: { blocks } }]. */
const blockKeys = ['blocks', 'message_blocks'];

/** At most `mostReferences`, each id once, in order of appearance. Never throws. */
export function referencesInMessage(message: unknown): EventReference[] {
  const attachments = listOf(property(message, 'attachments'), mostAttachments);
  const parts = [message, ...attachments].map(readPart);
  // The preview of a link answers it: the link's entity and the card's event are the same thing to whoever sees them.
  const answered = new Set(parts.flatMap(({ answers }) => answers));
  const references = parts.flatMap(({ card, mentioned }) => [
    ...card,
    ...mentioned.filter(({ id }) => !answered.has(id)),
  ]);
  return withoutRepeats(references).slice(0, mostReferences);
}

interface Part {
  /** The events of our own card; then nothing else that the part says counts. */
  card: EventReference[];
  mentioned: EventReference[];
  /** The ids in the link that our own card is the preview of. */
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

/** Blocks of any kind: in all of them, what people read is a `text`. */
function readBlocks(node: unknown, found: Blocks, depth = 0): void {
  if (typeof node !== 'object' || node === null || depth > deepest) return;
  if (found.texts.length + found.eventIds.length >= mostStrings) return;
  const action = property(node, 'action_id');
  if (typeof action === 'string') {
    const eventId = eventOfCardButton(action, property(node, 'value'));
    if (eventId !== undefined) found.eventIds.push(eventId);
    // Where a button leads is what an alert is about; what it sends to its app is the app's own business.
    found.texts.push(...stringsOf(node, ['url']));
    return;
  }
  const kind = property(node, 'type');
  if (kind === 'image') return;
  found.texts.push(...stringsOf(node, kind === 'link' ? ['url', 'text'] : ['text']));
  for (const inner of Object.values(node)) readBlocks(inner, found, depth + 1);
}

/** Slack escapes some of these texts and not others; reading one as the other loses no id and no link of a portal. */
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
