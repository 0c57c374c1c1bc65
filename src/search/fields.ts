/**
 * Every field of the search language. Parsing, help, the form, our own filtering and what is asked of HEC go by this
 * table, so a field is the same everywhere.
 */
import { nameKey } from '../events/hec-name.ts';
import { type Choice, confidences, kindsOfResult, services, states, types } from './choices.ts';

export type FieldName = FilterField | 'in' | TimeField;
/** What an event or an email is filtered by. `in` and the times say where and when to look. */
export type FilterField = 'severity' | ValueField;
export type ValueField =
  | 'type'
  | 'state'
  | 'saas'
  | 'confidence'
  | 'from'
  | 'to'
  | 'subject'
  | 'url'
  | 'hash'
  | 'message-id'
  | 'ip';
export type TimeField = 'last' | 'since' | 'until';

type ValueKind =
  /** `+` means "or worse". */
  | { kind: 'severity' }
  | { kind: 'choice'; choices: readonly Choice[] }
  /** An email address, or a domain with all of its subdomains. */
  | { kind: 'address' }
  | { kind: 'text' }
  | { kind: 'url' }
  | { kind: 'hash' }
  | { kind: 'message-id' }
  | { kind: 'ip' }
  | { kind: 'span' }
  | { kind: 'time' };

export interface Field {
  /** A filter that is about emails makes a search one of emails. */
  about: 'events' | 'emails' | 'both';
  value: ValueKind;
  /** What help and the form call it. */
  words: string;
  /** What a description says, with `*` in place of the values. */
  phrase: string;
  /** A value, as people type it. */
  example: string;
  /** What people call it. It is suggested, never taken: a guess would search for something else. */
  meant: readonly string[];
}

export const fields: Readonly<Record<FieldName, Field>> = {
  severity: {
    about: 'events',
    value: { kind: 'severity' },
    words: 'Severity',
    phrase: '*',
    example: 'high+',
    meant: ['priority', 'level', 'sev', 'risk'],
  },
  type: {
    about: 'events',
    value: { kind: 'choice', choices: types },
    words: 'Type',
    phrase: '*',
    example: 'phishing,malware',
    meant: ['kind', 'category', 'threat'],
  },
  state: {
    about: 'events',
    value: { kind: 'choice', choices: states },
    words: 'State',
    phrase: 'in the state *',
    example: 'new',
    meant: ['status', 'is'],
  },
  saas: {
    about: 'both',
    value: { kind: 'choice', choices: services },
    words: 'Service',
    phrase: 'in *',
    example: 'office365_emails',
    meant: ['service', 'app', 'source', 'platform'],
  },
  confidence: {
    about: 'events',
    value: { kind: 'choice', choices: confidences },
    words: 'Confidence',
    phrase: 'with confidence *',
    example: 'malicious',
    meant: ['verdict', 'indicator'],
  },
  from: {
    about: 'both',
    value: { kind: 'address' },
    words: 'Sender',
    phrase: 'from *',
    example: 'parcel-point.example',
    meant: ['sender', 'domain'],
  },
  to: {
    about: 'emails',
    value: { kind: 'address' },
    words: 'Recipient',
    phrase: 'to *',
    example: 'warehouse@example.com',
    meant: ['recipient', 'mailbox', 'cc', 'user'],
  },
  subject: {
    about: 'emails',
    value: { kind: 'text' },
    words: 'Subject',
    phrase: 'with * in the subject',
    example: '"delivery note"',
    meant: ['title', 'topic'],
  },
  url: {
    about: 'emails',
    value: { kind: 'url' },
    words: 'Link',
    phrase: 'with a link to *',
    example: 'https://parcel-point.example/track',
    meant: ['link', 'http', 'https', 'site'],
  },
  hash: {
    about: 'emails',
    value: { kind: 'hash' },
    words: 'MD5 of an attachment',
    phrase: 'with an attachment whose MD5 is *',
    example: '9e107d9d372bb6826bd81d3542a419d6',
    meant: ['md5', 'attachment', 'file', 'sha1', 'sha256'],
  },
  'message-id': {
    about: 'emails',
    value: { kind: 'message-id' },
    words: 'Message-ID',
    phrase: 'with the Message-ID *',
    example: '<20261105.88412@parcel-point.example>',
    meant: ['id', 'msgid', 'internetMessageId'],
  },
  ip: {
    about: 'emails',
    value: { kind: 'ip' },
    words: 'IP address of the sending server',
    phrase: 'sent by the server *',
    example: '203.0.113.7',
    meant: ['address', 'server', 'senderip'],
  },
  in: {
    about: 'both',
    value: { kind: 'choice', choices: kindsOfResult },
    words: 'What to list',
    phrase: '*',
    example: 'emails',
    meant: ['list', 'show'],
  },
  last: {
    about: 'both',
    value: { kind: 'span' },
    words: 'How far back',
    phrase: 'in the last *',
    example: '24h',
    meant: ['past', 'within', 'newer_than'],
  },
  since: {
    about: 'both',
    value: { kind: 'time' },
    words: 'Start',
    phrase: 'since *',
    example: '2026-11-01',
    meant: ['after', 'start', 'begin', 'date'],
  },
  until: {
    about: 'both',
    value: { kind: 'time' },
    words: 'End, that day included',
    phrase: 'until *',
    example: '"2026-11-05 14:00"',
    meant: ['before', 'end'],
  },
};

const isFieldName = (text: string): text is FieldName => Object.hasOwn(fields, text);

/** In the order in which descriptions name them. */
export const fieldNames: readonly FieldName[] = Object.keys(fields).filter(isFieldName);

/** However it is cased; `messageid` and `message_id` are the same field. */
export function fieldNamed(text: string): FieldName | undefined {
  return fieldNames.find((name) => nameKey(name) === nameKey(text));
}

export function isTimeField(name: FieldName): name is TimeField {
  return name === 'last' || name === 'since' || name === 'until';
}

/** The choices of a field, if it has any. */
export function choicesOf(name: FieldName): readonly Choice[] {
  const { value } = fields[name];
  return value.kind === 'choice' ? value.choices : [];
}
