/**
 * How Slack stores typed text: escaped, with links as <url> and mentions as <@id>, next to a rich_text block that says
 * the same. Links in events are escaped too: "&" arrives as "&amp;" (slackapi/python-slack-events-api issue 49).
 */
import type { Block, JsonObject } from './json.ts';

type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; url: string }
  | { kind: 'address'; address: string }
  | { kind: 'user'; id: string }
  | { kind: 'broadcast'; range: string };

export type StoredText = {
  text: string;
  blocks: readonly Block[];
  /** The links as typed, without duplicates. */
  links: readonly string[];
  mentions: readonly string[];
};

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Slack makes a link of an address, too, and so of a Message-ID or of its end. */
const special = /(https?:\/\/[^\s<>|"]+)|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)|@([\w.-]+)/gi;

/** Trailing punctuation belongs to the sentence, not to the link. */
const linkEnd = /[.,;:!?)'\]]+$/;

/** `userWithName` resolves "@name". */
export function storedText(typed: string, userWithName: (name: string) => string | undefined): StoredText {
  const pieces = piecesOf(typed, (name) => {
    if (name === 'channel' || name === 'here' || name === 'everyone') return { kind: 'broadcast', range: name };
    const id = userWithName(name);
    return id === undefined ? undefined : { kind: 'user', id };
  });
  return {
    text: pieces.map(asMrkdwn).join(''),
    blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: pieces.map(asRichTextElement) }] }],
    links: [...new Set(pieces.flatMap((piece) => (piece.kind === 'link' ? [piece.url] : [])))],
    mentions: pieces.flatMap((piece) => (piece.kind === 'user' ? [piece.id] : [])),
  };
}

/** The way back, for somebody who edits what they wrote. `nameOf` gives the handle of a user id. */
export const retyped = (stored: string, nameOf: (id: string) => string | undefined): string =>
  stored
    .replace(/<@(\w+)>/g, (whole, id: string) => `@${nameOf(id) ?? whole}`)
    .replace(/<!(\w+)>/g, '@$1')
    .replace(/<([^<>|]+)>/g, '$1')
    .replace(/<mailto:[^<>|]+\|([^<>|]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** A slash command's text: escaped, links as <url>, @names as typed. */
export const storedCommandText = (typed: string): string =>
  piecesOf(typed, () => undefined)
    .map(asMrkdwn)
    .join('');

function piecesOf(typed: string, mentionOf: (name: string) => Piece | undefined): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: whole, 1: link, 2: address, 3: name, index } of typed.matchAll(special)) {
    const url = link?.replace(linkEnd, '');
    const piece = linkedPiece(url, address) ?? mentionOf(name?.toLowerCase() ?? '');
    if (!piece) continue;
    if (index > from) pieces.push({ kind: 'text', text: typed.slice(from, index) });
    pieces.push(piece);
    from = index + (url ?? whole).length;
  }
  if (from < typed.length) pieces.push({ kind: 'text', text: typed.slice(from) });
  return pieces;
}

function linkedPiece(url: string | undefined, address: string | undefined): Piece | undefined {
  if (url !== undefined) return { kind: 'link', url };
  return address === undefined ? undefined : { kind: 'address', address };
}

function asMrkdwn(piece: Piece): string {
  switch (piece.kind) {
    case 'text':
      return escaped(piece.text);
    case 'link':
      return `<${escaped(piece.url)}>`;
    case 'address':
      return `<mailto:${piece.address}|${piece.address}>`;
    case 'user':
      return `<@${piece.id}>`;
    case 'broadcast':
      return `<!${piece.range}>`;
  }
}

function asRichTextElement(piece: Piece): JsonObject {
  switch (piece.kind) {
    case 'text':
      return { type: 'text', text: piece.text };
    case 'link':
      return { type: 'link', url: piece.url };
    case 'address':
      return { type: 'link', url: `mailto:${piece.address}`, text: piece.address };
    case 'user':
      return { type: 'user', user_id: piece.id };
    case 'broadcast':
      return { type: 'broadcast', range: piece.range };
  }
}
