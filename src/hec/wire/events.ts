/**
 * HEC's JSON for events, the actions it offers on them, and their history.
 *
 * Spellings come from Check Point's documentation (structure, table and sample disagree) and from recorded answers.
 * Only the id is required: any other field that can't be read is left out and named in `skipped`.
 */
import { z } from 'zod';
import { kindOfEntity } from '../../events/entity-types.ts';
import { nameKey } from '../../events/hec-name.ts';
import { oneSpelling } from '../../events/links.ts';
import type { EventAction, HistoryEntry, SecurityEvent } from '../../events/security-event.ts';
import { toSeverity } from '../../events/severity.ts';
import { lacksNumber } from '../json.ts';
import { entitiesNamed, type NamedEntity, resolveMarkup, senderNamed } from '../markup.ts';
import { anything, asList, parseDate, type ReadResult, readEach, someText, textSchema } from './reading.ts';

/** Most fields take anything: one that can't be read must not cost the whole event. */
const eventSchema = z.object({
  eventId: someText,
  entityId: anything,
  customerId: anything,
  /** The spelling in the documentation's structure. */
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

type FieldName = keyof z.output<typeof eventSchema>;

/** Its parameter is sent back to HEC as it came, so it has to be JSON. */
const availableActionSchema = z
  .object({
    actionName: someText,
    actionParameter: anything.refine((parameter) => !lacksNumber(parameter), 'not JSON'),
  })
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

/** Reads `responseData` of `/event/{id}` and `/event/query`. */
export function readEvents(records: unknown[]): ReadResult<SecurityEvent> {
  return readEach(records, eventSchema.transform(toEvent));
}

function toEvent(wire: z.output<typeof eventSchema>): SecurityEvent {
  const fields = new Fields(wire);
  const entityId = fields.id('entityId');
  const entity = entityIn(wire, entityId);
  return {
    id: oneSpelling(wire.eventId),
    entityId,
    entityType: entity?.type,
    entityName: entity?.label || undefined,
    customer: fields.text('customerId') ?? fields.text('cusomerId'),
    saas: fields.text('saas'),
    state: fields.text('state'),
    type: fields.text('type'),
    confidence: fields.text('confidenceIndicator'),
    createdAt: fields.date('eventCreated'),
    severity: toSeverity(fields.text('severity') ?? ''),
    description: resolveMarkup(fields.text('description') ?? ''),
    details: resolveMarkup(fields.text('data') ?? ''),
    ...readAdditional(wire.additionalData),
    availableActions: fields.list('availableEventActions', availableActionSchema),
    history: fields.list('actions', historyEntrySchema),
    sender: senderOf(fields.text('senderAddress'), wire.data),
    portalLink: fields.text('entityLink'),
    skipped: fields.skipped,
  };
}

/** Often there is none, or only a domain, and the sentence names the address. */
function senderOf(address: string | undefined, data: unknown): string | undefined {
  if (address?.includes('@') || typeof data !== 'string') return address;
  return senderNamed(data) ?? address;
}

/** Engines are named with the id of what they scanned, so a type that stands for something comes first. */
function entityIn(
  { data, description }: z.output<typeof eventSchema>,
  id: string | undefined,
): NamedEntity | undefined {
  if (id === undefined) return undefined;
  const entities = [data, description].flatMap((text) => (typeof text === 'string' ? entitiesNamed(text, id) : []));
  return entities.find(({ type }) => kindOfEntity(type) !== undefined) ?? entities[0];
}

/** As `nameKey` writes them: what a DLP rule found, and the forms that HEC's own pages are drawn with. */
const unshown = new Set(['foundtext', 'scandetails', 'metadatajson']);

function readAdditional(given: unknown): Pick<SecurityEvent, 'additional' | 'attachmentMd5'> {
  const additional = withoutUnshown(given ?? null);
  if (typeof additional !== 'object' || additional === null) return { additional, attachmentMd5: undefined };
  const { attachmentMd5: md5, ...others } = Object.fromEntries(Object.entries(additional));
  const attachmentMd5 = typeof md5 === 'string' && md5 !== '' ? md5 : undefined;
  return { additional: attachmentMd5 === undefined ? additional : others, attachmentMd5 };
}

/** What people read is far less deep, and what is too deep for the stack would cost the whole event. */
const deepest = 50;

function withoutUnshown(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return mayHoldUnshown(value) ? withoutUnshown(parsed(value), depth) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return null;
  if (Array.isArray(value)) return value.map((inner) => withoutUnshown(inner, depth + 1));
  const shown = Object.entries(value).filter(([key]) => !unshown.has(nameKey(key)));
  return Object.fromEntries(shown.map(([key, inner]) => [key, withoutUnshown(inner, depth + 1)]));
}

function mayHoldUnshown(text: string): boolean {
  return /found_?text|scan_?details|metadata_?json/i.test(text);
}

/** HEC's documentation has a text where it has data elsewhere: perhaps JSON. Null if it isn't. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Reads fields one by one, and collects why any could not be read. */
class Fields {
  readonly skipped: string[] = [];
  readonly #wire: z.output<typeof eventSchema>;

  constructor(wire: z.output<typeof eventSchema>) {
    this.#wire = wire;
  }

  text(name: FieldName): string | undefined {
    const result = textSchema.safeParse(this.#wire[name]);
    if (!result.success) this.skipped.push(`${name}: not a text`);
    return result.data || undefined;
  }

  id(name: FieldName): string | undefined {
    const text = this.text(name);
    return text && oneSpelling(text);
  }

  date(name: FieldName): Date | undefined {
    const at = parseDate(this.#wire[name]);
    if (!at && this.#wire[name]) this.skipped.push(`${name}: not a date`);
    return at;
  }

  list<T>(name: FieldName, schema: z.ZodType<T>): T[] {
    const { items, skipped } = readEach(asList(this.#wire[name]), schema);
    this.skipped.push(...skipped.map((reason) => `${name}: ${reason}`));
    return items;
  }
}
