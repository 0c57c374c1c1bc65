/** HEC's JSON for entities (what events are about), with the details of emails. */
import { z } from 'zod';
import type {
  EmailAttachment,
  EmailDetails,
  EmailDirection,
  EmailFate,
  EmailVerdict,
  RestoreRequest,
} from '../../events/email.ts';
import { nameKey } from '../../events/hec-name.ts';
import { oneSpelling } from '../../events/links.ts';
import type { Entity } from '../../events/security-event.ts';
import { withoutList } from '../envelope.ts';
import { anything, listOf, optionalText, parseDate, type ReadResult, readEach, someText } from './reading.ts';

const textList = listOf(someText);

const flagSchema = z.union([z.boolean(), z.stringbool()]).optional().catch(undefined);
const sizeSchema = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().nonnegative())
  .optional()
  .catch(undefined);

const attachmentSchema = z
  .object({ name: optionalText, mimetype: optionalText, size: sizeSchema, MD5: optionalText })
  .transform(({ name, mimetype, size, MD5 }): EmailAttachment => ({ name, type: mimetype, size, md5: MD5 }));

const payloadSchema = z.object({
  internetMessageId: optionalText,
  isQuarantined: flagSchema,
  isDeleted: flagSchema,
  isJunk: flagSchema,
  isUserExposed: flagSchema,
  isRead: flagSchema,
  isRestored: flagSchema,
  isRestoreRequested: flagSchema,
  isRestoreDeclined: flagSchema,
  isIncoming: flagSchema,
  isInternal: flagSchema,
  isOutgoing: flagSchema,
  isQuarantineNotification: flagSchema,
  mode: optionalText,
  restoreRequestTime: anything,
  restoreCommentary: optionalText,
  restoreDeclineReason: optionalText,
  fromName: optionalText,
  fromEmail: optionalText,
  replyToEmail: optionalText,
  recipients: textList,
  to: textList,
  cc: textList,
  subject: optionalText,
  received: anything,
  SpfResult: optionalText,
  saasSpamVerdict: optionalText,
  attachments: listOf(attachmentSchema),
  emailLinks: textList,
});

const pastActionSchema = z.object({ entityActionName: optionalText, entityActionState: optionalText });

const entitySchema = z.object({
  entityInfo: z.preprocess(
    withoutList,
    z.object({
      entityId: someText,
      saasEntityType: optionalText,
      entityCreated: anything,
      entityActionState: optionalText,
    }),
  ),
  entityPayload: z.preprocess(
    withoutList,
    payloadSchema.catch(() => payloadSchema.parse({})),
  ),
  entitySecurityResult: anything,
  entityActions: listOf(pastActionSchema),
});

type WireEntity = z.output<typeof entitySchema>;

/** `email` is what one client of the API sends. */
const emailTypes = ['office365_emails_email', 'google_mail_email', 'email'];

const reasonsSchema = z.object({ reasons: textList, scan_details: textList });

/** One scan by one engine. Recorded answers give its reasons in `payload`; the names differ between engines. */
const scanSchema = reasonsSchema
  .extend({ payload: reasonsSchema.catch(() => reasonsSchema.parse({})) })
  .transform((scan) => [scan, scan.payload].flatMap(({ reasons, scan_details }) => [...reasons, ...scan_details]));

/** Reads `responseData` of `/search/entity/{id}`. */
export function readEntities(records: unknown[]): ReadResult<Entity> {
  return readEach(records, entitySchema.transform(toEntity));
}

function toEntity(wire: WireEntity): Entity {
  const { entityInfo, entityPayload } = wire;
  const type = entityInfo.saasEntityType;
  // Only an email has a message id, whatever its service calls it.
  const isEmail = emailTypes.includes(type ?? '') || entityPayload.internetMessageId !== undefined;
  return {
    id: oneSpelling(entityInfo.entityId),
    type,
    createdAt: parseDate(entityInfo.entityCreated),
    isEmail,
    isQuarantined: entityPayload.isQuarantined,
    email: isEmail ? toEmail(wire) : undefined,
  };
}

function toEmail(wire: WireEntity): EmailDetails {
  const { entityPayload: payload } = wire;
  const { recipients, to, mode } = payload;
  return {
    messageId: payload.internetMessageId,
    fromName: payload.fromName,
    fromEmail: payload.fromEmail,
    replyTo: payload.replyToEmail,
    recipients: recipients.length === 0 ? to : recipients,
    cc: payload.cc,
    subject: payload.subject,
    receivedAt: parseDate(payload.received),
    spf: payload.SpfResult,
    spamVerdict: payload.saasSpamVerdict,
    verdicts: toVerdicts(wire.entitySecurityResult),
    attachments: payload.attachments,
    links: payload.emailLinks,
    direction: toDirection(payload),
    isOnlyWatched: mode === undefined ? undefined : nameKey(mode) === 'monitor',
    isHecNotice: payload.isQuarantineNotification,
    fate: toFate(wire),
  };
}

/** An email inside an organisation may be called incoming as well. */
function toDirection({ isInternal, isOutgoing, isIncoming }: WireEntity['entityPayload']): EmailDirection | undefined {
  if (isInternal === true) return 'internal';
  if (isOutgoing === true) return 'outgoing';
  return isIncoming === true ? 'incoming' : undefined;
}

function toFate(wire: WireEntity): EmailFate {
  const { isQuarantined, isDeleted, isJunk, isUserExposed, isRead, isRestored } = wire.entityPayload;
  return {
    isQuarantined,
    isDeleted,
    isJunk,
    isExposed: isUserExposed,
    isRead,
    isRestored,
    areLinksReplaced: areLinksReplaced(wire),
    restoreRequest: toRestoreRequest(wire.entityPayload),
  };
}

/** Later actions change the state of the email as a whole, but not that of the single action. */
function areLinksReplaced({ entityInfo, entityActions }: WireEntity): true | undefined {
  const states = [entityInfo, ...entityActions].map(({ entityActionState = '' }) => nameKey(entityActionState));
  return states.includes('linksreplaced') || undefined;
}

/** A request stays marked as such once it is declined or granted. */
function toRestoreRequest(payload: WireEntity['entityPayload']): RestoreRequest {
  if (payload.isRestoreDeclined === true) return { kind: 'declined', reason: payload.restoreDeclineReason };
  if (payload.isRestored === true || payload.isRestoreRequested !== true) return { kind: 'none' };
  return { kind: 'pending', at: parseDate(payload.restoreRequestTime), words: payload.restoreCommentary };
}

/** HEC may add engines, so their names are not fixed here. An engine that did not scan says null. */
function toVerdicts(securityResult: unknown): EmailVerdict[] {
  const results = entriesOf(securityResult);
  return [...entriesOf(results.get('combinedVerdict'))].flatMap(([engine, given]) => {
    const verdict = optionalText.parse(given);
    const reasons = listOf(scanSchema).parse(results.get(engine)).flat();
    return verdict === undefined ? [] : [{ engine, verdict, reasons: [...new Set(reasons)] }];
  });
}

/** In a Map, `__proto__` is a key like any other. */
function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}
