/** `search …` in a message to the app: behind its mention anywhere in the text, or at the start of a direct message. */
import { unescapeTyped } from '../../payloads/typed-text.ts';

/**
 * What to search for, unescaped; it may still have Slack's markup of links. Undefined if the message asks for no search:
 * then the ids in it count.
 */
export function searchInMention(text: string, botUserId: string): string | undefined {
  return behind(new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>[\\s,:]*search(?=\\s|$)`, 'i'), text);
}

/** To the app alone nobody has to mention it. */
export function searchInDirectMessage(text: string, botUserId: string): string | undefined {
  return behind(/^\s*search(?=\s|$)/i, text) ?? searchInMention(text, botUserId);
}

function behind(start: RegExp, text: string): string | undefined {
  const found = start.exec(text);
  return found === null ? undefined : unescapeTyped(text.slice(found.index + found[0].length)).trim();
}
