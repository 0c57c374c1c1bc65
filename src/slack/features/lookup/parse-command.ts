/** What a person typed after `/hec-event`. */
import { type EventReference, eventId, guid, referenceInLink } from '../../../events/links.ts';
import { withoutWrapping } from '../../../events/references.ts';
import { slackMarkup, unescapeTyped } from '../../payloads/typed-text.ts';

export type CommandText =
  | { kind: 'help' }
  | { kind: 'event'; reference: EventReference; audience: 'conversation' | 'asker' }
  | { kind: 'audit'; eventId: string }
  | { kind: 'unreadable' };

/** Far longer than any portal link. */
const longestText = 4_500;

/** @param text as Slack sends it: `&`, `<` and `>` escaped, links perhaps as `<https://…|label>` */
export function readCommandText(text: string): CommandText {
  if (text.length > longestText) return { kind: 'unreadable' };
  const words = unescapeTyped(text)
    .replace(slackMarkup, ' $1 ')
    .split(/\s+/)
    .filter((word) => withoutWrapping(word) !== '');
  const [first, second] = words;
  if (words.length === 2 && first?.toLowerCase() === 'audit') return readAudit(second ?? '');
  const isPrivate = words.length > 1 && words.at(-1)?.toLowerCase() === 'private';
  const [word, ...rest] = isPrivate ? words.slice(0, -1) : words;
  if (word === undefined || (rest.length === 0 && word.toLowerCase() === 'help')) return { kind: 'help' };
  const reference = rest.length === 0 ? readReference(word) : undefined;
  if (reference === undefined) return { kind: 'unreadable' };
  return { kind: 'event', reference, audience: isPrivate ? 'asker' : 'conversation' };
}

function readAudit(word: string): CommandText {
  const id = eventId(withoutWrapping(word));
  return id === undefined ? { kind: 'unreadable' } : { kind: 'audit', eventId: id };
}

function readReference(word: string): EventReference | undefined {
  const bare = withoutWrapping(word);
  const id = eventId(bare) ?? guid(bare);
  if (id !== undefined) return { kind: 'typed', id };
  return referenceInLink(bare);
}
