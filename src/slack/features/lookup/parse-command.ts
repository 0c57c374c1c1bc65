/** What a person typed after `/hec-event`. */
import type { EventReference } from '../../../events/links.ts';
import { referencesInTyped, wordsAround } from '../../../events/references.ts';
import { plainTyped, unescapeTyped } from '../../payloads/typed-text.ts';

export type Audience = 'conversation' | 'asker';

export type CommandText =
  | { kind: 'help' }
  /** `text` is unescaped, and may still have Slack's markup of links. */
  | { kind: 'search'; text: string }
  | { kind: 'event'; reference: EventReference; audience: Audience }
  /** Of several events, the person chooses. */
  | { kind: 'choice'; references: EventReference[]; audience: Audience }
  | { kind: 'audit'; reference: EventReference }
  | { kind: 'unreadable'; why: 'no_id' | 'several_to_audit' };

const privately = new Set(['private', 'privately']);
/** Words that people put around the one that counts. */
const fillers = new Set([...privately, 'please', 'show', 'me', 'the', 'of', 'for']);

/** @param text as Slack sends it: `&`, `<` and `>` escaped, links perhaps as `<https://…|label>` */
export function readCommandText(text: string): CommandText {
  // Ids may be among the words.
  const search = /^\s*search(?:\s+|$)/i.exec(text);
  if (search !== null) return { kind: 'search', text: unescapeTyped(text.slice(search[0].length)).trim() };
  const plain = plainTyped(text);
  const references = referencesInTyped(plain);
  const words = wordsAround(plain);
  const [reference, ...others] = references;
  if (reference === undefined) {
    const asksForHelp = words[0] === 'help' || !/[\p{L}\p{N}]/u.test(plain);
    return asksForHelp ? { kind: 'help' } : { kind: 'unreadable', why: 'no_id' };
  }
  if (asksForAudit(words)) {
    return others.length === 0 ? { kind: 'audit', reference } : { kind: 'unreadable', why: 'several_to_audit' };
  }
  const audience = words.some((word) => privately.has(word)) ? 'asker' : 'conversation';
  return others.length === 0 ? { kind: 'event', reference, audience } : { kind: 'choice', references, audience };
}

/** In front or behind, but not in the middle: subjects are pasted, too. */
function asksForAudit(words: readonly string[]): boolean {
  const telling = words.filter((word) => !fillers.has(word));
  return (
    telling[0] === 'audit' || telling.at(-1) === 'audit' || /\baudit (?:trail|log|record)\b/.test(telling.join(' '))
  );
}
