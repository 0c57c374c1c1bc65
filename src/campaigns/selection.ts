/** Which emails of a list are to be moved, and how many of what it has. */
import type { EmailDetails } from '../events/email.ts';
import { isCleanVerdict } from '../events/email-reasons.ts';

/** What the list shows of an email, and what decides whether it is moved. Texts are from outside. */
export interface SimilarEmail {
  entityId: string;
  /** HEC's type of it, such as `office365_emails_email`. */
  entityType: string;
  subject: string | undefined;
  sender: string | undefined;
  /** Whose it is: its first recipient. */
  mailbox: string | undefined;
  receivedAt: Date | undefined;
  /** Undefined if HEC doesn't say. */
  isRead: boolean | undefined;
  /** The gravest that an engine said, in HEC's words. */
  verdict: string | undefined;
  isClean: boolean;
  isQuarantined: boolean;
}

/** Whether engines looked at it, and none found anything. */
export function hasCleanVerdict({ verdicts }: Pick<EmailDetails, 'verdicts'>): boolean {
  return verdicts.length > 0 && verdicts.every(({ verdict }) => isCleanVerdict(verdict));
}

/** What was found comes before what wasn't. */
export function verdictOf({ verdicts }: Pick<EmailDetails, 'verdicts'>): string | undefined {
  const texts = verdicts.map(({ verdict }) => verdict);
  return texts.find((verdict) => !isCleanVerdict(verdict)) ?? texts[0];
}

/** HEC found nothing in a clean one, so a person decides. One in quarantine needs nothing. */
export function startsChosen({ isClean, isQuarantined }: Pick<SimilarEmail, 'isClean' | 'isQuarantined'>): boolean {
  return !isClean && !isQuarantined;
}

export interface ListedCounts {
  emails: number;
  mailboxes: number;
  read: number;
  quarantined: number;
  /** Those that are not in quarantine. */
  clean: number;
  /** To be moved, and in how many mailboxes. */
  chosen: number;
  chosenMailboxes: number;
}

export function countListed(
  emails: Iterable<Pick<SimilarEmail, 'mailbox' | 'isRead' | 'isClean' | 'isQuarantined'> & { isChosen: boolean }>,
): ListedCounts {
  const counts = { emails: 0, read: 0, quarantined: 0, clean: 0, chosen: 0 };
  const [mailboxes, chosenMailboxes] = [new Set<string>(), new Set<string>()];
  for (const { mailbox, isRead, isClean, isQuarantined, isChosen } of emails) {
    counts.emails += 1;
    if (isRead === true) counts.read += 1;
    if (isQuarantined) counts.quarantined += 1;
    else if (isClean) counts.clean += 1;
    if (isChosen) counts.chosen += 1;
    if (mailbox === undefined) continue;
    mailboxes.add(mailbox);
    if (isChosen) chosenMailboxes.add(mailbox);
  }
  return { ...counts, mailboxes: mailboxes.size, chosenMailboxes: chosenMailboxes.size };
}
