/**
 * Which events a message is about, as Slack passes it to a shortcut, or tells the app of it: its text, blocks, files (emails,
 * snippets) and attachments (posts by apps, link previews, forwarded messages). All of it is outside data of any shape.
 *
 * A card of this app means only its own event, though it also names the entity and other events; its buttons tell
 * which. Buttons that only look like ours do no harm: all that follows is a lookup.
 */
import type { EventReference } from '../../../events/links.ts';
import { messageIdOfHeader } from '../../../events/message-ids.ts';
import { referencesInText, referencesInTyped, withoutGuesses, withoutRepeats } from '../../../events/references.ts';
import { eventOfCardButton } from '../../cards/event-codec.ts';
import { plainTyped } from '../../payloads/typed-text.ts';

/** More than the 40,000 characters of a message hold, so the bound leaves nothing out unsaid. */
export const mostReferences = 2_000;
/** Far more than any real message has: a table cell in a forwarded message is 11 deep. */
const deepest = 20;
const mostStrings = 500;
const mostAttachments = 100;
const mostFiles = 100;

/** What a message or an attachment says outside its blocks, in the order people see it. */
const textKeys = ['pretext', 'author_name', 'author_link', 'title', 'title_link', 'text', 'footer'];
/** For a forwarded message, the blocks say it better than its fallback. */
const lastKeys = ['fallback', 'from_url', 'app_unfurl_url'];
const linkKeys = ['from_url', 'app_unfurl_url'];
/** A forwarded message brings its blocks as `message_blocks`: [{ channel, ts, message: { blocks } }]. */
const blockKeys = ['blocks', 'message_blocks'];
/** What Slack passes on of an email or of a text file: the first that it has. */
const fileTextKeys = ['plain_text', 'preview_plain_text', 'preview'];

export interface ReadMessage {
  /** At most `mostReferences`, each id once, in order of appearance. */
  references: EventReference[];
  /** Files of which Slack passed on no text. */
  unreadFiles: number;
}

/** Never throws. */
export function readMessage(message: unknown): ReadMessage {
  const parts = [message, ...attachmentsOf(message)].map(readPart);
  // A preview answers its link: to people, the link's entity and the card's event are the same thing.
  const answered = new Set(parts.flatMap(({ answers }) => answers));
  const references = parts.flatMap(({ card, mentioned }) => [
    ...card,
    ...mentioned.filter(({ id }) => !answered.has(id)),
  ]);
  return {
    references: withoutGuesses(withoutRepeats(references)).slice(0, mostReferences),
    unreadFiles: parts.reduce((count, { unreadFiles }) => count + unreadFiles, 0),
  };
}

/**
 * What a person wrote to the app, or forwarded to it. The previews that apps add below are theirs, and come later, as if the
 * person had edited the message.
 */
export function readWritten(message: unknown): ReadMessage {
  const [text, blocks, files] = ['text', 'blocks', 'files'].map((key) => property(message, key));
  const attachments = listOf(property(message, 'attachments'), mostAttachments);
  const own = attachments.filter((attachment) => property(attachment, 'is_app_unfurl') !== true);
  const read = readMessage({ text, blocks, files, attachments: own });
  if (read.references.length > 0 || typeof text !== 'string') return read;
  return { ...read, references: referencesInTyped(plainTyped(text)) };
}

interface Part {
  /** The events of our own card. If there are any, nothing else in the part counts. */
  card: EventReference[];
  mentioned: EventReference[];
  /** The ids in the link that our own card previews. */
  answers: string[];
  unreadFiles: number;
}

/** @param part the message, or one of its attachments */
function readPart(part: unknown): Part {
  const blocks: Blocks = { texts: [], eventIds: [] };
  for (const key of blockKeys) readBlocks(property(part, key), blocks);
  if (blocks.eventIds.length > 0) {
    const card = blocks.eventIds.map((id): EventReference => ({ kind: 'typed', id }));
    const answers = referencesIn(stringsOf(part, linkKeys)).map(({ id }) => id);
    return { card, mentioned: [], answers, unreadFiles: 0 };
  }
  const fields = listOf(property(part, 'fields'), mostStrings).flatMap((field) => stringsOf(field, ['title', 'value']));
  const listed = listOf(property(part, 'files'), mostFiles);
  const texts = [
    ...stringsOf(part, textKeys),
    ...fields,
    ...blocks.texts,
    ...listOf(property(part, 'actions'), mostStrings).flatMap(choicesIn),
    ...listed.flatMap(textsOfFile),
    ...stringsOf(part, lastKeys),
  ];
  const unreadFiles = listed.filter((file) => textsOfFile(file).length === 0 && emailIn(file) === undefined).length;
  const mentioned = [...emailsMeant(listed, texts), ...referencesIn(texts)];
  return { card: [], mentioned, answers: [], unreadFiles };
}

/** A forwarded message brings its own. */
function attachmentsOf(message: unknown): unknown[] {
  const attachments = listOf(property(message, 'attachments'), mostAttachments);
  const inner = attachments.flatMap((attachment) => listOf(property(attachment, 'attachments'), mostAttachments));
  return [...attachments, ...inner].slice(0, mostAttachments);
}

/** Names don't count: malware is named by its hash. */
function textsOfFile(file: unknown): string[] {
  return [...stringsOf(file, ['subject']), ...stringsOf(file, fileTextKeys).slice(0, 1)];
}

/**
 * Emails that were sent or forwarded to the conversation. An alert that comes by email says what it is about, by an id or by
 * a link to the portal; digits in other links don't say that.
 */
function emailsMeant(files: readonly unknown[], texts: readonly string[]): EventReference[] {
  const emails = files.flatMap((file) => emailIn(file) ?? []);
  if (emails.length === 0) return [];
  const isAlert =
    referencesIn(texts).some(({ kind }) => kind !== 'typed') ||
    referencesIn(texts.map((text) => text.replace(/https?:\S{1,4000}/gi, ' '))).length > 0;
  return isAlert ? [] : emails;
}

/** Slack passes on some headers of an email. */
function emailIn(file: unknown): EventReference | undefined {
  const [header] = stringsOf(property(file, 'headers'), ['message_id']);
  return header === undefined ? undefined : messageIdOfHeader(header);
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
    found.texts.push(...choicesIn(node));
    return;
  }
  const kind = property(node, 'type');
  if (kind === 'image') return;
  found.texts.push(...stringsOf(node, kind === 'link' ? ['url', 'text'] : ['text']));
  for (const inner of Object.values(node)) readBlocks(inner, found, depth + 1);
}

/**
 * What a button or a menu says, and where it leads: that is what an alert is about. What it sends to its app is that app's
 * business. In older attachments labels are plain strings.
 */
function choicesIn(element: unknown): string[] {
  const options = ['options', 'option_groups'].flatMap((key) => listOf(property(element, key), mostStrings));
  const inner = options.flatMap((option) => [option, ...listOf(property(option, 'options'), mostStrings)]);
  return [element, ...inner].flatMap((each) => [
    ...stringsOf(each, ['text', 'url']),
    ...stringsOf(property(each, 'text'), ['text']),
  ]);
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
