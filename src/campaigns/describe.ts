/** Criteria in words, for the audit trail and for whoever approves. The words in them are from outside. */
import { type Criteria, type Criterion, type CriterionKind, criterionKinds } from './criteria.ts';

/** How far back emails are looked for. */
export const timeSpans = ['24h', '7d', '30d'] as const;
export type TimeSpan = (typeof timeSpans)[number];

const day = 86_400_000;
export const spanMs: Readonly<Record<TimeSpan, number>> = { '24h': day, '7d': 7 * day, '30d': 30 * day };
const spanWords: Readonly<Record<TimeSpan, string>> = {
  '24h': 'in the last 24 hours',
  '7d': 'in the last 7 days',
  '30d': 'in the last 30 days',
};

/** What each kind is called. */
const kindWords: Readonly<Record<CriterionKind, string>> = {
  sender: 'sender',
  sender_domain: 'sender’s domain',
  sender_name: 'sender’s name',
  reply_to: 'replies to',
  subject: 'subject',
  subject_pattern: 'subject without numbers and names',
  link_host: 'link to',
  attachment_hash: 'attachment',
  attachment_name: 'attachment named',
  server_ip: 'sent by the server',
};

/** "Sender dispatch@parcel-point.example, subject “Delivery note 88412”, in the last 7 days". */
export function describeCriteria(criteria: Criteria, span: TimeSpan): string {
  const parts = criterionKinds.flatMap((kind) => {
    const values = criteria.filter((each) => each.kind === kind).map(valueWords);
    return values.length === 0 ? [] : [`${kindWords[kind]} ${values.join(' or ')}`];
  });
  const words = [...parts, spanWords[span]].join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function valueWords(criterion: Criterion): string {
  const { kind, value } = criterion;
  switch (kind) {
    case 'subject':
    case 'subject_pattern':
    case 'sender_name':
    case 'attachment_name':
      return `“${value}”`;
    case 'attachment_hash':
      return criterion.name === undefined ? `with the MD5 ${value}` : `“${criterion.name}” with the MD5 ${value}`;
    default:
      return value;
  }
}
