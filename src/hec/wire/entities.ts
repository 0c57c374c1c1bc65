/** HEC's JSON for entities (what events are about), with the details of emails. */
import { z } from 'zod';
import type {
  EmailAttachment,
  EmailDetails,
  EmailDirection,
  EmailFate,
  EmailPastAction,
  FileDetails,
  RestoreRequest,
} from '../../events/email.ts';
import { kindOfEntity } from '../../events/entity-types.ts';
import { nameKey } from '../../events/hec-name.ts';
import { oneSpelling } from '../../events/links.ts';
import type { Entity } from '../../events/security-event.ts';
import { withoutList } from '../envelope.ts';
import {
  anything,
  countSchema,
  listOf,
  optionalText,
  parseDate,
  type ReadResult,
  readEach,
  someText,
} from './reading.ts';
import { readSecurityResult } from './verdicts.ts';

const textList = listOf(someText);

const flagSchema = z.union([z.boolean(), z.stringbool()]).optional().catch(undefined);
const attachmentSchema = z
  .object({ name: optionalText, mimetype: optionalText, size: countSchema, MD5: optionalText })
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
  emailSplit: optionalText,
  senderServerIp: optionalText,
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
  /** Of a file. Nothing was recorded: these are an attachment's spellings, and what APIs usually call a name. */
  name: optionalText,
  fileName: optionalText,
  mimetype: optionalText,
  size: countSchema,
  MD5: optionalText,
});

const pastActionSchema = z.object({
  entityActionName: optionalText,
  entityActionDate: anything,
  entityActionResponseText: optionalText,
  entityActionState: optionalText,
});

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
    file: !isEmail && kindOfEntity(type ?? '') === 'file' ? toFile(wire) : undefined,
  };
}

function toFile({ entityPayload, entitySecurityResult }: WireEntity): FileDetails {
  const { name, fileName, mimetype, size, MD5 } = entityPayload;
  const { verdicts } = readSecurityResult(entitySecurityResult);
  return { name: name ?? fileName, type: mimetype, size, md5: MD5, verdicts };
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
    ...readSecurityResult(wire.entitySecurityResult),
    attachments: payload.attachments,
    links: payload.emailLinks,
    pastActions: wire.entityActions.flatMap(toPastAction),
    direction: toDirection(payload),
    isOnlyWatched: mode === undefined ? undefined : nameKey(mode) === 'monitor',
    isHecNotice: payload.isQuarantineNotification,
    isSplit: payload.emailSplit === undefined ? undefined : nameKey(payload.emailSplit) === 'split',
    serverIp: payload.senderServerIp,
    fate: toFate(wire),
  };
}

function toPastAction(action: z.output<typeof pastActionSchema>): EmailPastAction[] {
  const { entityActionName: name, entityActionDate, entityActionResponseText: result } = action;
  return name === undefined ? [] : [{ name, at: parseDate(entityActionDate), result }];
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
