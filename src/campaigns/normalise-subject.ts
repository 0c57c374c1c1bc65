/** What stays of a subject when a sender varies it from one recipient to the next. */
import { plainText } from '../search/compare.ts';

/** "Re:", "FW:", "AW:", "[EXTERNAL]" and the like, as often as they stand there. */
const prefixes =
  /^(?:\s*(?:(?:re|fwd?|aw|wg|sv|vs|antw|tr|rv|enc|res|rif|odp|pd|ynt|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]|\[ext(?:ernal)?\]))+/u;
const longestSubject = 1_000;
/** Shorter ones are in ordinary words: "al" in "also". */
const shortestName = 3;

/**
 * Without "Re:", numbers and the names of who got it, in lower case. '' if no word is left: then it says nothing.
 *
 * @param recipients addresses, whose mailboxes are mostly their people's names
 */
export function normaliseSubject(subject: string, recipients: readonly string[]): string {
  const text = plainText(subject.slice(0, longestSubject)).replaceAll('’', "'").trim().replace(prefixes, '');
  const names = new Set(recipients.flatMap(namesIn));
  return text
    .split(/[^\p{L}\p{M}\p{N}@._+'-]+/u)
    .map((word) => word.replace(/^[._+'-]+|[._+'-]+$/gu, ''))
    .filter((word) => !names.has(word) && !names.has(word.replace(/'s$/, '')))
    .flatMap((word) => word.split(/[^\p{L}\p{M}\p{N}]+/u))
    .filter((word) => word !== '' && !/\p{N}/u.test(word) && !names.has(word))
    .join(' ');
}

/** "ana.lopes@example.com" names "ana.lopes@example.com", "ana.lopes", "ana" and "lopes". */
function namesIn(recipient: string): string[] {
  const address = plainText(recipient).trim();
  const mailbox = address.split('@', 1)[0] ?? '';
  const parts = mailbox.split(/[^\p{L}\p{M}]+/u);
  return [address, mailbox, ...parts].filter((name) => name.length >= shortestName);
}
