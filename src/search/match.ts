/**
 * Our own filter, for what HEC can't filter by: what is ruled out, alternatives, and severities, which tenants encode in
 * their own ways.
 *
 * What isn't known is neither a match nor a miss. Whoever can find out does; after that, it is shown: an event that a
 * security tool hides for want of a value is an attack that nobody sees. That holds for what is ruled out, too.
 */
import type { EmailDetails, KnownEmail } from '../events/email.ts';
import { isReportedByUser } from '../events/email-fate.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import { choiceOf, withIncluded } from './choices.ts';
import { holdsText, isWithinAddress, leadsTo } from './compare.ts';
import { choicesOf, type FilterField } from './fields.ts';
import { type Filter, type Query, type ValueFilter, type Words, windowOf } from './query.ts';

/** An event with what is known of its email, or an email that no event is about. */
export type Candidate = { event: SecurityEvent; email: KnownEmail } | { event: undefined; email: ReadEmail };
type ReadEmail = Extract<KnownEmail, { kind: 'read' }>;

export type Match =
  | { kind: 'match' }
  | { kind: 'miss' }
  /** Nothing speaks against it, but these aren't known. Shown, unless they can be found out. */
  | { kind: 'unknown'; unknown: Asked[] };

type Asked = FilterField | 'words' | 'time';
type Answer = 'yes' | 'no' | 'unknown';

/** Whether something is listed by a search. */
export function match(candidate: Candidate, query: Query, now: Date): Match {
  const answers: [Asked, Answer][] = [
    ['time', isWithinTime(candidate, query, now)],
    ...query.filters.map((filter): [Asked, Answer] => [filter.field, passes(candidate, filter)]),
    ...query.words.map((words): [Asked, Answer] => ['words', unlessNegated(words, hasWords(candidate, words))]),
  ];
  if (answers.some(([, answer]) => answer === 'no')) return { kind: 'miss' };
  const unknown = answers.filter(([, answer]) => answer === 'unknown').map(([name]) => name);
  return unknown.length === 0 ? { kind: 'match' } : { kind: 'unknown', unknown: [...new Set(unknown)] };
}

function unlessNegated({ negated }: { negated: boolean }, answer: Answer): Answer {
  if (!negated || answer === 'unknown') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}

const known = (isSo: boolean): Answer => (isSo ? 'yes' : 'no');

/** One that is so is enough; without one, what isn't known might be. */
function any(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

/** Events by when HEC made them, emails by when they came. */
function isWithinTime({ event, email }: Candidate, { about, time }: Query, now: Date): Answer {
  const received = email.kind === 'read' ? email.details.receivedAt : undefined;
  const at = about === 'emails' ? received : event?.createdAt;
  if (at === undefined) return 'unknown';
  const { start, end } = windowOf(time, now);
  // HEC's clock may be ahead of ours: what is newest is not in the future.
  const isOpen = time.kind === 'last' || time.kind === 'since';
  return known(start <= at && (isOpen || at < end));
}

function passes(candidate: Candidate, filter: Filter): Answer {
  if (filter.field !== 'severity') return unlessNegated(filter, hasValue(candidate, filter));
  const severity = candidate.event?.severity;
  // An email without an event has no severity at all.
  if (severity === undefined) return known(filter.negated);
  if (severity.kind === 'unknown') return 'unknown';
  return unlessNegated(filter, known(filter.levels.includes(severity.level)));
}

function hasValue(candidate: Candidate, { field, values }: ValueFilter): Answer {
  switch (field) {
    case 'type':
    case 'state':
    case 'saas':
    case 'confidence':
      return any(values.map((value) => isChoice(candidate, field, value)));
    case 'from':
      return any(values.map((value) => isFrom(candidate, value)));
    case 'subject':
      return any(values.map((value) => hasSubject(candidate, value)));
    case 'hash':
      return any(values.map((value) => hasHash(candidate, value)));
    default:
      return any(values.map((value) => ofEmail(candidate.email, (details) => emailHas(details, field, value))));
  }
}

function isChoice({ event }: Candidate, field: 'type' | 'state' | 'saas' | 'confidence', value: string): Answer {
  // Which service an email without an event came by is not said.
  if (event === undefined) return field === 'saas' ? 'unknown' : 'no';
  const choices = choicesOf(field);
  const wanted = withIncluded(choices, value);
  if (field === 'type' && isReportedByUser(event) && wanted.includes('user_reported')) return 'yes';
  const name = choiceOf(choices, event[field] ?? '')?.name;
  // HEC's lists are open: a value that nobody knows yet may mean the same.
  return name === undefined ? 'unknown' : known(wanted.includes(name));
}

/** The email knows best. An event often names no sender, or only the domain. */
function isFrom({ event, email }: Candidate, value: string): Answer {
  const { fromEmail } = email.kind === 'read' ? email.details : { fromEmail: undefined };
  if (fromEmail !== undefined) return known(isWithinAddress(fromEmail, value));
  const sender = event?.sender;
  // What the description says can be an attacker's subject: it proves no sender.
  if (sender === undefined) return email.kind === 'none' ? 'no' : 'unknown';
  if (isWithinAddress(sender, value)) return 'yes';
  // A domain as the sender says nothing about the mailbox in front of it.
  return !sender.includes('@') && isWithinAddress(value, sender) ? 'unknown' : 'no';
}

/** What is about no email has none of its properties. */
function ofEmail(email: KnownEmail, has: (details: EmailDetails) => Answer): Answer {
  if (email.kind === 'none') return 'no';
  return email.kind === 'read' ? has(email.details) : 'unknown';
}

/** What HEC's text calls an email is its subject, perhaps cut. */
function hasSubject({ event, email }: Candidate, value: string): Answer {
  if (email.kind === 'unread' && holdsText(event?.entityName ?? '', value)) return 'yes';
  return ofEmail(email, ({ subject }) => (subject === undefined ? 'unknown' : known(holdsText(subject, value))));
}

/** Events name the MD5 of malware, whatever it was found in. */
function hasHash({ event, email }: Candidate, value: string): Answer {
  if (event?.attachmentMd5?.toLowerCase() === value) return 'yes';
  return ofEmail(email, ({ attachments }) =>
    any(attachments.map(({ md5 }) => (md5 === undefined ? 'unknown' : known(md5.toLowerCase() === value)))),
  );
}

type EmailField = 'to' | 'url' | 'message-id' | 'ip';

function emailHas(
  { recipients, cc, links, clicks, messageId }: EmailDetails,
  field: EmailField,
  value: string,
): Answer {
  switch (field) {
    case 'to': {
      const addresses = [...recipients, ...cc];
      // Every email went to somebody.
      return addresses.length === 0 ? 'unknown' : known(addresses.some((address) => isWithinAddress(address, value)));
    }
    case 'url':
      return known([...links, ...clicks.map(({ url }) => url)].some((link) => leadsTo(link, value)));
    case 'message-id':
      if (messageId === undefined) return 'unknown';
      return known(messageId.replace(/^<|>$/g, '').toLowerCase() === value.toLowerCase());
    case 'ip':
      // HEC filters by it, and doesn't tell it.
      return 'unknown';
  }
}

/** While the email is unread, its subject may still hold them. */
function hasWords({ event, email }: Candidate, { text }: Words): Answer {
  const { description = '', details = '', entityName = '' } = event ?? {};
  const subject = email.kind === 'read' ? (email.details.subject ?? '') : '';
  if ([description, details, entityName, subject].some((whole) => holdsText(whole, text))) return 'yes';
  return email.kind === 'unread' && entityName === '' ? 'unknown' : 'no';
}
