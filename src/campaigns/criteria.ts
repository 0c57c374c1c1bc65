/**
 * What emails of one campaign have in common: what one of them offers to look for, and whether another has it.
 *
 * Comparing is as forgiving as in a search: neither letter case, invisible characters nor the alphabet of an address makes
 * a difference. What HEC doesn't say of an email it doesn't have: nobody acts on a guess.
 */
import { createHash } from 'node:crypto';
import type { EmailDetails } from '../events/email.ts';
import { repliesGoElsewhere } from '../events/email-warnings.ts';
import { domainOf } from '../events/look-alike.ts';
import { isWithinAddress, leadsTo, plainAddress, plainText } from '../search/compare.ts';
import { normaliseSubject } from './normalise-subject.ts';

/** In the order in which people are offered them. */
export const criterionKinds = [
  'sender',
  'sender_domain',
  'sender_name',
  'reply_to',
  'subject',
  'subject_pattern',
  'link_host',
  'attachment_hash',
  'attachment_name',
  'server_ip',
] as const;
export type CriterionKind = (typeof criterionKinds)[number];

/** One thing that emails have in common, in words from outside. */
export type Criterion =
  | { kind: Exclude<CriterionKind, 'attachment_hash'>; value: string }
  /** The MD5 in lower case. `name`: what the file is called in the email that offers it. */
  | { kind: 'attachment_hash'; value: string; name: string | undefined };

/** All of the kinds must be so, and of one kind any value is enough. */
export type Criteria = readonly Criterion[];

const mostHosts = 3;
const mostAttachments = 2;
/** Longer ones nobody could read, and no value of theirs would fit. */
const longestValue = 1_000;

/** What an email has that others may have, too: a few of each kind. */
export function criteriaOf(email: EmailDetails): Criterion[] {
  const { fromEmail = '', fromName = '', replyTo, subject = '', recipients, serverIp = '' } = email;
  const offered: Criterion[] = [
    { kind: 'sender', value: fromEmail },
    { kind: 'sender_domain', value: domainOf(fromEmail) ?? '' },
    { kind: 'sender_name', value: fromName },
    { kind: 'reply_to', value: repliesGoElsewhere(email) ? (replyTo ?? '') : '' },
    { kind: 'subject', value: subject },
    { kind: 'subject_pattern', value: patternOf(subject, recipients) },
    ...hostsIn(email.links).map((value): Criterion => ({ kind: 'link_host', value })),
    ...attachmentsOf(email),
    { kind: 'server_ip', value: serverIp },
  ];
  return offered.filter(({ value }) => value.trim() !== '' && value.length <= longestValue);
}

/** '' if it is the subject as it is: then there is nothing to leave out. */
function patternOf(subject: string, recipients: readonly string[]): string {
  const pattern = normaliseSubject(subject, recipients);
  return pattern === plainText(subject).trim() ? '' : pattern;
}

/** The first ones: a phishing email's own link mostly comes before the links of its footer. */
function hostsIn(links: readonly string[]): string[] {
  const hosts = new Set<string>();
  for (const link of links) {
    if (hosts.size === mostHosts) break;
    if (/^https?:/i.test(link) && URL.canParse(link)) hosts.add(new URL(link).hostname);
  }
  return [...hosts];
}

function attachmentsOf({ attachments }: EmailDetails): Criterion[] {
  const first = attachments.slice(0, mostAttachments);
  const hashes = new Map(first.flatMap(({ md5, name }) => (md5 === undefined ? [] : [[md5.toLowerCase(), name]])));
  const names = new Set(first.flatMap(({ name }) => name ?? []));
  return [
    ...[...hashes].map(([value, name]): Criterion => ({ kind: 'attachment_hash', value, name })),
    ...[...names].map((value): Criterion => ({ kind: 'attachment_name', value })),
  ];
}

/** Short, the same wherever it is offered, and different for all that one email offers. */
export function keyOf({ kind, value }: Criterion): string {
  return `${kind}:${createHash('sha256').update(value).digest('base64url').slice(0, 12)}`;
}

export function isSimilar(email: EmailDetails, criteria: Criteria): boolean {
  const kinds = new Set(criteria.map(({ kind }) => kind));
  return [...kinds].every((kind) => criteria.some((each) => each.kind === kind && has(email, each)));
}

/** Whether an email has this one thing. */
export function has(email: EmailDetails, { kind, value }: Criterion): boolean {
  const { fromEmail, fromName, replyTo, subject, recipients, links, attachments, serverIp } = email;
  switch (kind) {
    case 'sender':
      return fromEmail !== undefined && plainAddress(fromEmail) === plainAddress(value);
    case 'sender_domain':
      return fromEmail !== undefined && isWithinAddress(fromEmail, value);
    case 'sender_name':
      return fromName !== undefined && isSameText(fromName, value);
    case 'reply_to':
      return replyTo !== undefined && plainAddress(replyTo) === plainAddress(value);
    case 'subject':
      return subject !== undefined && isSameText(subject, value);
    case 'subject_pattern':
      return subject !== undefined && normaliseSubject(subject, recipients) === value;
    case 'link_host':
      return links.some((link) => leadsTo(link, value));
    case 'attachment_hash':
      return attachments.some(({ md5 }) => md5?.toLowerCase() === value);
    case 'attachment_name':
      return attachments.some(({ name }) => name !== undefined && isSameText(name, value));
    case 'server_ip':
      // HEC may not tell it, and is always asked for it: then its own filter counts.
      return serverIp === undefined || serverIp === value;
  }
}

function isSameText(one: string, other: string): boolean {
  return plainText(one).trim() === plainText(other).trim();
}
