/** HEC's sentence about an event, beside what a card says anyway. */
import type { EmailDetails } from './email.ts';
import { areClicksBlocked, isReportedByUser } from './email-fate.ts';
import type { SecurityEvent } from './security-event.ts';

/** What HEC's sentences are made of: "Detected phishing from a@b - 'Subject' (Ana's mailbox)". */
const stock = new Set(
  'a an the of by from to in on at for with and s email mail message has have been was is detected found'.split(' '),
);
/** What of its words is compared: a hostile one may have 100 kB. */
const compared = 2_000;

/** Whether it tells more than severity, type, state and the email's own facts do. */
export function saysMore(text: string, event: SecurityEvent, email: EmailDetails): boolean {
  const { type = '', confidence = '' } = event;
  const { subject = '', fromName = '', fromEmail = '', recipients, cc } = email;
  if (wordsOf(subject).length === 0) return text.trim() !== '';
  const said = [type, confidence, subject, fromName, fromEmail, ...[...recipients, ...cc].slice(0, 20)];
  const fate = [areClicksBlocked(email) ? 'blocked' : '', isReportedByUser(event) ? 'user reported phishing' : ''];
  const known = new Set([...stock, ...[...said, ...fate].flatMap(wordsOf)]);
  return wordsOf(withoutMailbox(text)).some((word) => !known.has(word));
}

/** Whose mailbox it is stands in the recipient's address. */
function withoutMailbox(text: string): string {
  return text.slice(0, compared).replace(/\([^()]*\bmailbox\)\s*$/i, '');
}

function wordsOf(text: string): string[] {
  return (
    text
      .slice(0, compared)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
