/** Which of the things that an email offers are looked for at first, and which are too common to be looked for alone. */
import emailProviders from 'email-providers';
import type { EmailDetails } from '../events/email.ts';
import { domainOf } from '../events/look-alike.ts';
import { isWithinAddress } from '../search/compare.ts';
import type { Criteria, Criterion } from './criteria.ts';

/** Where anybody can get an address. */
const publicMail: ReadonlySet<string> = new Set(emailProviders);

/** Why a criterion says little of a campaign. */
export type Commonness = 'own_domain' | 'public_mail';

/** The organisation's domains: those of who got the email, and those that the administrator named. */
export function ownDomains(
  { recipients, cc, direction, fromEmail = '' }: EmailDetails,
  configured: readonly string[],
): string[] {
  // Whoever gets what was sent from inside may be anybody.
  const theirs = direction === 'outgoing' ? [fromEmail] : [...recipients, ...cc];
  const domains = theirs.flatMap((address) => domainOf(address) ?? []);
  return [...new Set([...configured, ...domains.filter((domain) => !publicMail.has(domain))])];
}

/** Undefined for what is the campaign's own. */
export function commonnessOf({ kind, value }: Criterion, own: readonly string[]): Commonness | undefined {
  const domain = kind === 'sender' || kind === 'reply_to' ? domainOf(value) : value;
  if (domain === undefined || !['sender', 'sender_domain', 'reply_to', 'link_host'].includes(kind)) return undefined;
  if (own.some((each) => isWithinAddress(domain, each))) return 'own_domain';
  return kind === 'sender_domain' && publicMail.has(domain) ? 'public_mail' : undefined;
}

/** The sender's address, unless it is one of the organisation's own, and the subject as it is. */
export function suggested(offered: Criteria, own: readonly string[]): Criterion[] {
  return offered.filter(
    (each) => each.kind === 'subject' || (each.kind === 'sender' && commonnessOf(each, own) === undefined),
  );
}

/** Whether they would find everybody's everyday mail, or what HEC can't be asked for. */
export function problemWith(
  criteria: Criteria,
  own: readonly string[],
): 'none' | 'only_common' | 'only_narrowing' | undefined {
  if (criteria.length === 0) return 'none';
  if (criteria.every((each) => commonnessOf(each, own) !== undefined)) return 'only_common';
  return criteria.every(({ kind }) => narrowing.has(kind)) ? 'only_narrowing' : undefined;
}

/** HEC has no filter for these, so they narrow what it finds by another. */
const narrowing: ReadonlySet<Criterion['kind']> = new Set(['reply_to', 'subject_pattern', 'attachment_name']);
