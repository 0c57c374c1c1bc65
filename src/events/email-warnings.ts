/** What an email claims of itself that doesn't hold: signs of a forged sender, for a person to judge. */
import type { EmailDetails } from './email.ts';
import { domainOf, holdsNameOf, isSameOrBelow, resembles } from './look-alike.ts';

export type EmailWarning =
  | { kind: 'reply_to_differs'; replyTo: string }
  /** `finding` is HEC's reason, or the result that it recorded. */
  | { kind: 'check_failed' | 'check_missing'; check: AuthenticationCheck; finding: string }
  | { kind: 'look_alike_sender'; domain: string; resembles: string }
  | { kind: 'name_has_other_address'; address: string }
  /** The name of the organisation that has this domain. */
  | { kind: 'name_of_recipients'; domain: string };

const checks = ['SPF', 'DKIM', 'DMARC'] as const;
export type AuthenticationCheck = (typeof checks)[number];

/** The gravest first. */
export function emailWarnings(email: EmailDetails): EmailWarning[] {
  return [...senderWarnings(email), ...replyToWarning(email), ...checks.flatMap((check) => checkWarning(email, check))];
}

/** Whether replies go to another address than the sender's. False if HEC doesn't say who the sender is. */
export function repliesGoElsewhere({ fromEmail, replyTo }: Pick<EmailDetails, 'fromEmail' | 'replyTo'>): boolean {
  return fromEmail !== undefined && replyTo !== undefined && spelledAlike(fromEmail) !== spelledAlike(replyTo);
}

function replyToWarning(email: EmailDetails): EmailWarning[] {
  const { replyTo } = email;
  return replyTo !== undefined && repliesGoElsewhere(email) ? [{ kind: 'reply_to_differs', replyTo }] : [];
}

function spelledAlike(given: string): string {
  return given.trim().toLowerCase();
}

/** `none` and `neutral` are no failure: the domain says nothing of itself. */
const failures = /^(?:soft|hard|perm)?_?(?:fail|error)/i;

/** HEC gives the result of SPF alone; the others stand in its reasons, also where it finds the email clean. */
function checkWarning({ spf = '', verdicts }: EmailDetails, check: AuthenticationCheck): EmailWarning[] {
  const name = new RegExp(`\\b${check}\\b`, 'i');
  const reason = verdicts.flatMap(({ reasons }) => reasons).find(({ text }) => name.test(text) && !saysPassed(text));
  if (reason !== undefined) {
    const kind = /\bmissing\b/i.test(reason.text) ? 'check_missing' : 'check_failed';
    return [{ kind, check, finding: reason.text }];
  }
  return check === 'SPF' && failures.test(spf) ? [{ kind: 'check_failed', check, finding: spf }] : [];
}

function saysPassed(text: string): boolean {
  return /\bpass(?:es|ed)?\b/i.test(text) && !/\bnot\b|n[’']t\b|\bfail/i.test(text);
}

/** More recipients than that are a list's. */
const recipientsCompared = 100;

function senderWarnings({ fromEmail = '', fromName = '', recipients, cc, direction }: EmailDetails): EmailWarning[] {
  // Whoever writes from inside may write to a look-alike.
  if (direction === 'internal' || direction === 'outgoing') return [];
  const domain = domainOf(fromEmail);
  if (domain === undefined) return [];
  const theirs = [...recipients, ...cc].slice(0, recipientsCompared).flatMap((address) => domainOf(address) ?? []);
  const others = [...new Set(theirs)].filter((other) => !isSameOrBelow(domain, other));
  const resembled = others.find((other) => resembles(domain, other));
  const address = otherAddressIn(fromName, fromEmail);
  if (resembled !== undefined) return [{ kind: 'look_alike_sender', domain, resembles: resembled }];
  if (address !== undefined) return [{ kind: 'name_has_other_address', address }];
  const named = others.find((other) => holdsNameOf(fromName, other));
  return named === undefined ? [] : [{ kind: 'name_of_recipients', domain: named }];
}

/** No part may hold an "@", or a name full of them would be tried in every way. */
const addressInName = /[^\s<>()"',;:@]+@[^\s<>()"',;:@]+\.[^\s<>()"',;:@]+/;

/** Many clients show a sender's name alone, so an address in it is taken for the sender's. */
function otherAddressIn(name: string, address: string): string | undefined {
  const [found] = addressInName.exec(name.slice(0, 500)) ?? [];
  return found === undefined || spelledAlike(found) === spelledAlike(address) ? undefined : found;
}
