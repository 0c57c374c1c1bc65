/**
 * What HEC is asked for to find emails that have something in common: one query for each way in which HEC may spell one of
 * the things. It finds more than what is sought, never less; the rest is compared here.
 */
import { domainToUnicode } from 'node:url';
import type { Criteria, Criterion, CriterionKind } from '../../campaigns/criteria.ts';
import { contains, is } from './filters.ts';
import type { EmailClause } from './queries.ts';

type Told = { kind: 'not told' } | { kind: 'told'; clauses: (value: string) => readonly EmailClause[] };

const notTold = { kind: 'not told' } as const;

/**
 * Whether HEC tells letters by their case is unknown. So it is asked for each as it stands in the email that offers it,
 * which is how the others most likely have it, and in lower case.
 */
const told: Record<CriterionKind, Told> = {
  attachment_hash: { kind: 'told', clauses: (value) => spellingsOf(value).map((each) => is('attachments.MD5', each)) },
  server_ip: { kind: 'told', clauses: (value) => [is('senderServerIp', value)] },
  sender: { kind: 'told', clauses: (value) => spellingsOf(value).map((each) => is('fromEmail', each)) },
  link_host: { kind: 'told', clauses: (value) => hostsOf(value).map((each) => contains('emailLinks', each)) },
  subject: {
    kind: 'told',
    clauses: (value) => [...spellingsOf(value), value.trim().toUpperCase()].map((each) => contains('subject', each)),
  },
  sender_name: { kind: 'told', clauses: (value) => spellingsOf(value).map((each) => contains('fromName', each)) },
  // A domain also stands for its subdomains, which `fromDomain` does not.
  sender_domain: { kind: 'told', clauses: (value) => hostsOf(value).map((each) => contains('fromEmail', each)) },
  reply_to: notTold,
  subject_pattern: notTold,
  attachment_name: notTold,
};

/** The most telling first: HEC finds fewest emails by it that have to be left out here. */
const mostTelling: readonly CriterionKind[] = [
  'attachment_hash',
  'sender',
  'link_host',
  'subject',
  'server_ip',
  'sender_name',
  'sender_domain',
];

/** None if HEC has no filter for any of them. */
export function similarQueries(criteria: Criteria): EmailClause[][] {
  const kind = mostTelling.find((each) => criteria.some((criterion) => criterion.kind === each));
  const [first, servers] = [clausesOf(criteria, kind), clausesOf(criteria, 'server_ip')];
  // No answer tells the server, so nothing can be compared here.
  if (kind === 'server_ip' || servers.length === 0) return first.map((clause) => [clause]);
  return first.flatMap((clause) => servers.map((server) => [clause, server]));
}

function clausesOf(criteria: Criteria, kind: CriterionKind | undefined): EmailClause[] {
  const way = kind === undefined ? notTold : told[kind];
  if (way.kind === 'not told') return [];
  return criteria.filter((each: Criterion) => each.kind === kind).flatMap(({ value }) => way.clauses(value));
}

function spellingsOf(value: string): string[] {
  return [...new Set([value.trim(), value.trim().toLowerCase()])];
}

/** As it is sent, and as people read it. */
function hostsOf(host: string): string[] {
  return [...new Set([host, domainToUnicode(host) || host])];
}
