/**
 * Building blocks of the initial world: ids, times before now, and an everyday event and email that each story
 * overrides in part.
 */

import { createHash } from 'node:crypto';
import { type Duration, sub } from 'date-fns';
import type { Outcome } from '../effects.ts';
import { writeEventTime, writeHistoryTime } from '../time.ts';
import type { MailPayload, WireAction, WireEntity, WireEvent } from '../wire.ts';
import { antiPhishing, dlp, missingDmarc, noLinksReplaced, securityResult, shadowIt } from './verdicts.ts';

export type Ago = (duration: Duration) => Date;

/** How HEC answers for one event, and what acting on it (or on its email) does. */
export interface Quirks {
  /** `GET /event/{id}` answers a list of one, or the event itself. */
  responseData?: 'array' | 'object';
  /** The envelope with the documentation's misspelling and code 0. */
  envelope?: 'documented';
  outcome?: Outcome;
  /** Other than the tenant's usual, see `QueryHabits`. */
  recordedAfterSeconds?: number;
  indexedAfterSeconds?: number;
}

/** One event, and the email behind it if there is one. */
export interface Story {
  id: string;
  /** What makes it special. */
  title: string;
  event: (ago: Ago) => WireEvent;
  entity?: (ago: Ago) => WireEntity;
  quirks?: Quirks;
}

export function agoFrom(now: Date): Ago {
  return (duration) => sub(now, duration);
}

/** An id in HEC's format, the same at every start. */
export function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** One `#{…}` token in HEC's text. */
export function token(content: {
  entity_id?: string | null;
  entity_type: string;
  label: string;
  [key: string]: unknown;
}): string {
  return `#${JSON.stringify({ entity_id: null, ...content })}`;
}

/** An Infinity Portal link carries the entity's type and id, never the event's. */
export function portalLink(entityType: string, entityId: string): string {
  const route = Buffer.from(`profile/${entityType}/${entityId}`).toString('base64');
  return `https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
}

export function severityChanges(): WireAction[] {
  return ['Low', 'Medium', 'High', 'Highest'].map((newSeverity) => ({
    actionName: 'severityChange',
    actionParameter: { newSeverity },
  }));
}

/** The usual offer for an event about an email. */
export function mailActions(eventId: string): WireAction[] {
  return [
    { actionName: 'quarantine', actionParameter: {} },
    { actionName: 'dismiss', actionParameter: { eventId } },
    ...severityChanges(),
  ];
}

/** The usual offer when there is no email to quarantine. */
export function plainActions(eventId: string): WireAction[] {
  return mailActions(eventId).slice(1);
}

export function newEvent(eventId: string, ago: Ago, fields: Partial<WireEvent>): WireEvent {
  const usual: WireEvent = {
    eventId,
    customerId: 'harbour-freight',
    saas: 'office365_emails',
    entityId: idOf(`entity of ${eventId}`),
    state: 'new',
    type: 'phishing',
    confidenceIndicator: 'malicious',
    eventCreated: writeEventTime(ago({})),
    severity: '4',
    description: "Detected phishing from billing@invoice-desk.example - 'Your invoice' (Ana Lopes's mailbox)",
    data: "Detected phishing from billing@invoice-desk.example - 'Your invoice' (Ana Lopes's mailbox)",
    additionalData: null,
    availableEventActions: mailActions(eventId),
    actions: [],
    senderAddress: null,
    entityLink: null,
  };
  return { ...usual, ...fields, eventId };
}

export function newEntity(
  entityId: string,
  ago: Ago,
  fields: Omit<Partial<WireEntity>, 'entityInfo'> & { entityInfo?: Partial<WireEntity['entityInfo']> },
): WireEntity {
  const moment = writeHistoryTime(ago({}));
  const payload: MailPayload = {
    internetMessageId: `<${entityId.slice(0, 12)}@invoice-desk.example>`,
    subject: 'Your invoice',
    fromName: 'Billing',
    fromEmail: 'billing@invoice-desk.example',
    fromDomain: 'invoice-desk.example',
    replyToEmail: 'billing@invoice-desk.example',
    recipients: ['ana.lopes@harbour-freight.example'],
    to: ['ana.lopes@harbour-freight.example'],
    cc: [],
    received: moment,
    size: 48_213,
    attachmentCount: 0,
    attachments: [],
    emailLinks: [],
    SpfResult: 'softfail',
    saasSpamVerdict: '-1',
    // Recorded answers never say.
    isRead: null,
    isDeleted: false,
    isIncoming: true,
    isInternal: false,
    isOutgoing: false,
    isQuarantined: false,
    isQuarantineNotification: false,
    isRestored: false,
    isRestoreRequested: false,
    isRestoreDeclined: false,
    restoreRequestTime: null,
    mode: 'inline',
    isUserExposed: true,
  };
  return {
    entityInfo: {
      customerId: 'harbour-freight',
      saas: 'office365_emails',
      saasEntityType: 'office365_emails_email',
      entityCreated: moment,
      entityUpdated: moment,
      entityActionState: null,
      ...fields.entityInfo,
      entityId,
    },
    entityPayload: { ...payload, ...fields.entityPayload },
    entitySecurityResult: {
      ...securityResult(entityId, 'office365_emails_email', {
        ...antiPhishing('phishing', missingDmarc),
        ...dlp([], []),
        ...noLinksReplaced,
        ...shadowIt(payload.fromEmail, payload.subject),
      }),
      ...fields.entitySecurityResult,
    },
    entityActions: fields.entityActions ?? [],
    entityAvailableActions: fields.entityAvailableActions ?? [
      fields.entityPayload?.isQuarantined === true ? 'restore' : 'quarantine',
    ],
  };
}
