/** Stories about emails: one description yields the event's sentence, its tokens and the entity. */

import type { Duration } from 'date-fns';
import { writeEventTime, writeHistoryTime } from '../time.ts';
import type { MailPayload, WireAttachment, WireEntity, WireEvent } from '../wire.ts';
import { type Ago, idOf, newEntity, newEvent, type Quirks, type Story, token } from './story.ts';
import {
  antiPhishing,
  dlp,
  type Findings,
  noLinksReplaced,
  securityResult,
  shadowIt,
  suspiciousLinks,
} from './verdicts.ts';

interface Mail {
  /** How HEC's sentence begins, such as `Detected phishing`. */
  lead: string;
  subject: string;
  from: string;
  fromName: string;
  replyTo?: string;
  /** The first one's mailbox holds the email. */
  to: readonly [string, ...string[]];
  mailbox: string;
  received: Duration;
  saas?: 'office365_emails' | 'google_mail';
  attachments?: WireAttachment[];
  payload?: Partial<MailPayload>;
  /** Somebody asks for it back. */
  restoreRequest?: { received: Duration; words: string };
  /** By default, phishing. */
  findings?: Findings;
  /** What HEC has done to it. */
  actions?: (ago: Ago) => unknown[];
  actionState?: string;
}

export interface MailStory {
  /** Derived from the title by default. */
  id?: string;
  /** Set if several events are about the same email. */
  entityId?: string;
  title: string;
  mail: Mail;
  fields?: (ids: { eventId: string; entityId: string }, ago: Ago) => Partial<WireEvent>;
  quirks?: Quirks;
}

export function mailStory({ title, mail, fields, quirks, ...ids }: MailStory): Story {
  const eventId = ids.id ?? idOf(title);
  const entityId = ids.entityId ?? idOf(`entity of ${eventId}`);
  return {
    id: eventId,
    title,
    ...(quirks === undefined ? {} : { quirks }),
    event: (ago) =>
      newEvent(eventId, ago, {
        entityId,
        saas: mail.saas ?? 'office365_emails',
        // HEC takes a moment from arrival to verdict.
        eventCreated: writeEventTime(new Date(ago(mail.received).getTime() + 40_073)),
        ...mailTexts(mail, entityId),
        ...fields?.({ eventId, entityId }, ago),
      }),
    entity: (ago) => mailEntity(mail, entityId, ago),
  };
}

/** HEC's two texts: `data` with tokens, and `description` with each token's label (without emoji) instead. */
export function mailTexts(
  mail: Pick<Mail, 'lead' | 'from' | 'subject' | 'saas' | 'to' | 'mailbox'>,
  entityId: string,
): { description: string; data: string } {
  const saas = mail.saas ?? 'office365_emails';
  const kind = saas === 'google_mail' ? 'google_user' : 'office365_emails_user';
  const sender = token({ entity_id: `ext:${mail.from}`, entity_type: kind, label: mail.from, disable_link: true });
  const subject = token({ entity_id: entityId, entity_type: `${saas}_email`, label: mail.subject });
  const mailbox = token({ entity_id: mail.to[0], entity_type: kind, label: mail.mailbox });
  const withoutEmoji = mail.subject.replaceAll(/\p{Extended_Pictographic}\uFE0F?/gu, '');
  return {
    description: `${mail.lead} from ${mail.from} - '${withoutEmoji}' (${mail.mailbox}'s mailbox)`,
    data: `${mail.lead} from ${sender} - '${subject}' (${mailbox}'s mailbox)`,
  };
}

function mailEntity(mail: Mail, entityId: string, ago: Ago): WireEntity {
  const received = writeHistoryTime(ago(mail.received));
  const saas = mail.saas ?? 'office365_emails';
  const domain = mail.from.split('@').at(-1) ?? mail.from;
  const quarantined = mail.payload?.isQuarantined === true;
  return newEntity(entityId, ago, {
    entityInfo: {
      saas,
      saasEntityType: `${saas}_email`,
      entityCreated: received,
      // HEC sometimes omits the zone.
      entityUpdated: received.slice(0, -1),
      entityActionState: mail.actionState ?? (quarantined ? 'quarantined' : null),
    },
    entityPayload: {
      internetMessageId: `<${entityId.slice(0, 12)}@${domain}>`,
      subject: mail.subject,
      fromName: mail.fromName,
      fromEmail: mail.from,
      fromDomain: domain,
      replyToEmail: mail.replyTo ?? mail.from,
      recipients: [...mail.to],
      to: [...mail.to],
      received,
      attachmentCount: mail.attachments?.length ?? 0,
      attachments: mail.attachments ?? [],
      ...(mail.restoreRequest !== undefined && requestedBack(mail.restoreRequest, ago)),
      ...mail.payload,
    },
    entitySecurityResult: securityResult(entityId, `${saas}_email`, {
      ...antiPhishing('phishing', suspiciousLinks),
      ...dlp([], []),
      ...noLinksReplaced,
      ...shadowIt(mail.from, mail.subject),
      ...mail.findings,
    }),
    entityActions: mail.actions?.(ago) ?? [],
  });
}

function requestedBack({ received, words }: NonNullable<Mail['restoreRequest']>, ago: Ago): Partial<MailPayload> {
  return {
    isRestoreRequested: true,
    restoreRequestTime: writeHistoryTime(ago(received)),
    restoreCommentary: words,
  };
}
