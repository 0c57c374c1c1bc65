/**
 * From HEC's JSON to the domain's words: the only place that knows how HEC spells things.
 *
 * Spellings come from Check Point's documentation (structure, table and sample disagree) and from recorded answers.
 * Only an id is indispensable: a field that can't be read is left out and named in `skipped`, never fatal.
 */
import { parseISO } from 'date-fns';
import { z } from 'zod';
import type {
  EmailAttachment,
  EmailDetails,
  EmailVerdict,
  Entity,
  EventAction,
  HistoryEntry,
  SecurityEvent,
  Severity,
  SeverityLevel,
} from '../events/security-event.ts';
import { reasonOf } from './envelope.ts';
import { resolveMarkup } from './markup.ts';

export const textSchema = z.union([z.string(), z.number().transform(String)]).nullish();
/** Not `min(1)`: zod asks for the length of what is no string, too, and an object with a hostile `length` makes it throw. */
const someText = z.string().refine((text) => text !== '');

/** zod takes a key of `z.unknown()` alone for one that must be there. */
const anything = z.unknown().optional();

/** Nearly every field is taken as it is, so that one that can't be read does not cost the whole event. */
const eventSchema = z.object({
  eventId: someText,
  entityId: anything,
  customerId: anything,
  /** So spelled in the documentation's structure. */
  cusomerId: anything,
  saas: anything,
  state: anything,
  type: anything,
  confidenceIndicator: anything,
  eventCreated: anything,
  severity: anything,
  description: anything,
  data: anything,
  additionalData: anything,
  availableEventActions: anything,
  actions: anything,
  /** This and `entityLink` are undocumented, but in recorded answers. */
  senderAddress: anything,
  entityLink: anything,
});

const availableActionSchema = z
  .object({ actionName: someText, actionParameter: anything })
  .transform((action): EventAction => ({ name: action.actionName, parameter: action.actionParameter }));

const historyEntrySchema = z
  .object({ actionType: someText, createTime: anything, relatedEntityId: anything })
  .transform(
    (action): HistoryEntry => ({
      type: action.actionType,
      at: parseDate(action.createTime),
      // Called an entity id, but documented (and seen) to be the id of the event that triggered the action.
      relatedEventId: textSchema.safeParse(action.relatedEntityId).data || undefined,
    }),
  );

/** What can't be read costs only itself. */
const optionalText = textSchema.catch(undefined).transform((text) => text || undefined);
const listOf = <T>(element: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((values) => readEach(values, element).items);
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

/** A name alone, or an object with it: recorded answers hold neither, and clients of the API disagree. */
const entityActionSchema = z.union([
  someText,
  z.object({ entityActionName: someText }).transform((action) => action.entityActionName),
]);

const entitySchema = z.object({
  entityInfo: z.object({
    entityId: someText,
    saas: optionalText,
    saasEntityType: optionalText,
    entityCreated: anything,
  }),
  entityPayload: payloadSchema.catch(() => payloadSchema.parse({})),
  entitySecurityResult: anything,
  entityAvailableActions: listOf(entityActionSchema),
});

/** `email` is what one client of the API sends. */
const EMAIL_TYPES = ['office365_emails_email', 'google_mail_email', 'email'];

const reasonsSchema = z.object({ reasons: textList, scan_details: textList });

/** One scan by one engine. Recorded answers give its reasons in `payload`; the names differ between engines. */
const scanSchema = reasonsSchema
  .extend({ payload: reasonsSchema.catch(() => reasonsSchema.parse({})) })
  .transform((scan) => [scan, scan.payload].flatMap(({ reasons, scan_details }) => [...reasons, ...scan_details]));

/** What was read of a list of records, and for each that could not be read why not: never its values. */
export interface Readable<T> {
  items: T[];
  skipped: string[];
}

/** Reads `responseData` of `/event/{id}` and `/event/query`. */
export function readEvents(records: unknown[]): Readable<SecurityEvent> {
  return readEach(records, eventSchema.transform(toEvent));
}

/** Reads `responseData` of `/search/entity/{id}`. */
export function readEntities(records: unknown[]): Readable<Entity> {
  return readEach(records, entitySchema.transform(toEntity));
}

/** Reads `responseData` of `/scopes`: `farm:tenant` strings, or a single empty one for a key that reaches no tenant. */
export function readScopes(records: unknown[]): Readable<string> {
  const { items, skipped } = readEach(records, z.string());
  return { items: items.filter((scope) => scope !== ''), skipped };
}

function toEntity(wire: z.output<typeof entitySchema>): Entity {
  const { entityInfo, entityPayload, entitySecurityResult, entityAvailableActions } = wire;
  const type = entityInfo.saasEntityType;
  // Only an e-mail has a message id, whatever its service calls it.
  const isEmail = EMAIL_TYPES.includes(type ?? '') || entityPayload.internetMessageId !== undefined;
  return {
    id: entityInfo.entityId,
    saas: entityInfo.saas,
    type,
    createdAt: parseDate(entityInfo.entityCreated),
    isEmail,
    isQuarantined: entityPayload.isQuarantined,
    availableActions: entityAvailableActions,
    email: isEmail ? toEmail(entityPayload, entitySecurityResult) : undefined,
  };
}

function toEmail(payload: z.output<typeof payloadSchema>, securityResult: unknown): EmailDetails {
  const { recipients, to } = payload;
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
    verdicts: toVerdicts(securityResult),
    attachments: payload.attachments,
    links: payload.emailLinks,
  };
}

/** HEC may add engines, so their names are not fixed here. An engine that did not look says null. */
function toVerdicts(securityResult: unknown): EmailVerdict[] {
  const results = entriesOf(securityResult);
  return [...entriesOf(results.get('combinedVerdict'))].flatMap(([engine, given]) => {
    const verdict = optionalText.parse(given);
    const reasons = listOf(scanSchema).parse(results.get(engine)).flat();
    return verdict === undefined ? [] : [{ engine, verdict, reasons: [...new Set(reasons)] }];
  });
}

/** As a map, so that a key such as `__proto__` is a text like any other. */
function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}

function toEvent(wire: z.output<typeof eventSchema>): SecurityEvent {
  const skipped: string[] = [];

  const text = (name: keyof typeof wire): string | undefined => {
    const result = textSchema.safeParse(wire[name]);
    if (!result.success) skipped.push(`${name}: not a text`);
    return result.data || undefined;
  };
  const date = (name: keyof typeof wire): Date | undefined => {
    const at = parseDate(wire[name]);
    if (!at && wire[name]) skipped.push(`${name}: not a date`);
    return at;
  };
  const list = <T>(name: keyof typeof wire, schema: z.ZodType<T>): T[] => {
    const value = wire[name] ?? [];
    if (!Array.isArray(value)) {
      skipped.push(`${name}: not a list`);
      return [];
    }
    const read = readEach(value, schema);
    skipped.push(...read.skipped.map((reason) => `${name}: ${reason}`));
    return read.items;
  };

  return {
    id: wire.eventId,
    entityId: text('entityId'),
    customer: text('customerId') ?? text('cusomerId'),
    saas: text('saas'),
    state: text('state'),
    type: text('type'),
    confidence: text('confidenceIndicator'),
    createdAt: date('eventCreated'),
    severity: toSeverity(text('severity') ?? ''),
    description: resolveMarkup(text('description') ?? ''),
    details: resolveMarkup(text('data') ?? ''),
    additional: wire.additionalData ?? null,
    availableActions: list('availableEventActions', availableActionSchema),
    history: list('actions', historyEntrySchema),
    sender: text('senderAddress'),
    portalLink: text('entityLink'),
    skipped,
  };
}

/** One bad element costs only itself. Equal reasons are counted together, since a list may be long. */
export function readEach<T>(values: unknown[], schema: z.ZodType<T>): Readable<T> {
  const items: T[] = [];
  const reasons = new Map<string, number>();
  for (const value of values) {
    const result = schema.safeParse(value);
    if (result.success) items.push(result.data);
    else {
      const reason = reasonOf(result.error);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  const skipped = [...reasons].map(([reason, count]) => `${count} of ${values.length} left out (${reason})`);
  return { items, skipped };
}

/** Words from the documentation, digits from recorded answers. */
const SEVERITY_LEVELS: ReadonlyMap<string, SeverityLevel> = new Map([
  ['1', 1],
  ['lowest', 1],
  ['very low', 1],
  ['2', 2],
  ['low', 2],
  ['3', 3],
  ['medium', 3],
  ['4', 4],
  ['high', 4],
  ['5', 5],
  ['highest', 5],
  ['critical', 5],
]);

export function toSeverity(text: string): Severity {
  const level = SEVERITY_LEVELS.get(text.trim().toLowerCase().replaceAll('_', ' '));
  return level === undefined ? { kind: 'unknown', text } : { kind: 'known', level };
}

/**
 * HEC writes dates as ISO 8601 in several dialects: with an offset, with Z or with neither (then UTC is meant), with a
 * fraction of up to six digits or without, with `T` or with a space.
 */
function parseDate(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toUpperCase();
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const at = parseISO(hasZone ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
