/** One event of the index: what is kept of it, and what can be told from that. All of its texts are hostile, and cut. */
import { type EmailDetails, type KnownEmail, silentEmail } from '../events/email.ts';
import { oneSpelling } from '../events/links.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import { toSeverity } from '../events/severity.ts';
import { emailIdOf, typeInLink } from '../events/subject-kind.ts';
import { plainAddress, plainText } from '../search/compare.ts';
import type { seenEvents } from './schema.ts';

export type NewSeenEvent = typeof seenEvents.$inferInsert;
export type SeenEventRow = Omit<typeof seenEvents.$inferSelect, 'plainSender' | 'plainText' | 'seenAt'>;

/** What the index keeps of an email. */
export interface NewSeenEmail {
  entityId: string;
  sender: string | null;
  subject: string | null;
  mailbox: string | null;
  plainSender: string | null;
  plainSubject: string;
  seenAt: Date;
}

export interface IndexedEvent {
  event: SecurityEvent;
  email: KnownEmail;
}

/** In characters. An index takes 2,700 bytes at most, and an id that is cut would be another's. */
const longest = { id: 200, name: 100, address: 320, subject: 300, description: 300 };

/** Undefined if its id can't be kept. */
export function toRow(event: SecurityEvent, seenAt: Date): NewSeenEvent | undefined {
  const eventId = idOf(event.id);
  if (eventId === undefined) return undefined;
  const description = cut(event.description, longest.description);
  const sender = textOf(event.sender, longest.address);
  const subject = textOf(event.entityName, longest.subject);
  return {
    eventId,
    entityId: idOf(event.entityId) ?? null,
    // The link is not kept, and may be all that says what the event is about.
    entityType: textOf(event.entityType ?? typeInLink(event), longest.name),
    createdAt: event.createdAt ?? null,
    type: textOf(event.type, longest.name),
    state: textOf(event.state, longest.name),
    severity: event.severity.kind === 'known' ? event.severity.level : null,
    severityText: event.severity.kind === 'known' ? null : cut(event.severity.text, longest.name),
    confidence: textOf(event.confidence, longest.name),
    saas: textOf(event.saas, longest.name),
    sender,
    subject,
    mailbox: null,
    description,
    plainSender: sender && plainAddress(sender),
    plainText: `${plainText(description)}\n${plainText(subject ?? '')}`,
    emailSeenAt: null,
    seenAt,
  };
}

/** Undefined if its id can't be kept. */
export function toEmailRow(
  entityId: string,
  { fromEmail, subject, recipients }: EmailDetails,
  seenAt: Date,
): NewSeenEmail | undefined {
  const id = idOf(entityId);
  if (id === undefined) return undefined;
  const sender = textOf(fromEmail, longest.address);
  const cutSubject = textOf(subject, longest.subject);
  return {
    entityId: id,
    sender,
    subject: cutSubject,
    mailbox: textOf(recipients[0], longest.address),
    plainSender: sender && plainAddress(sender),
    plainSubject: plainText(cutSubject ?? ''),
    seenAt,
  };
}

/** As far as the index knows it. HEC knows more. */
export function toIndexedEvent(row: SeenEventRow): IndexedEvent {
  const { severity, severityText } = row;
  const event: SecurityEvent = {
    id: row.eventId,
    entityId: row.entityId ?? undefined,
    entityType: row.entityType ?? undefined,
    entityName: row.subject ?? undefined,
    customer: undefined,
    saas: row.saas ?? undefined,
    state: row.state ?? undefined,
    type: row.type ?? undefined,
    confidence: row.confidence ?? undefined,
    createdAt: row.createdAt ?? undefined,
    severity: severity === null ? { kind: 'unknown', text: severityText ?? '' } : toSeverity(String(severity)),
    description: row.description,
    details: '',
    attachmentMd5: undefined,
    additional: null,
    availableActions: [],
    history: [],
    sender: row.sender ?? undefined,
    portalLink: undefined,
    skipped: [],
  };
  return { event, email: emailOf(event, row) };
}

function emailOf(event: SecurityEvent, { emailSeenAt, sender, subject, mailbox }: SeenEventRow): KnownEmail {
  if (emailIdOf(event) === undefined) return { kind: 'none' };
  if (emailSeenAt === null) return { kind: 'unread' };
  const fromEmail = sender?.includes('@') === true ? sender : undefined;
  const recipients = mailbox === null ? [] : [mailbox];
  return { kind: 'read', details: { ...silentEmail, fromEmail, recipients, subject: subject ?? undefined } };
}

function idOf(id: string | undefined): string | undefined {
  return id === undefined || id === '' || id.length > longest.id ? undefined : cut(oneSpelling(id), longest.id);
}

function textOf(text: string | undefined, most: number): string | null {
  return text === undefined || text === '' ? null : cut(text, most);
}

/** Without half a character at its end, and without U+0000, which Postgres refuses. */
function cut(text: string, most: number): string {
  return text
    .slice(0, most)
    .replaceAll('\u0000', '')
    .replace(/\p{Cs}$/u, '');
}
