/**
 * How HEC spells events, what it offers to do with them, and their history.
 *
 * Spellings come from Check Point's documentation (structure, table and sample disagree) and from recorded answers.
 * Only an id is indispensable: a field that can't be read is left out and named in `skipped`, never fatal.
 */
import { z } from 'zod';
import type { EventAction, HistoryEntry, SecurityEvent } from '../../events/security-event.ts';
import { toSeverity } from '../../events/severity.ts';
import { resolveMarkup } from '../markup.ts';
import { anything, parseDate, type ReadResult, readEach, someText, textSchema } from './reading.ts';

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

/** Reads `responseData` of `/event/{id}` and `/event/query`. */
export function readEvents(records: unknown[]): ReadResult<SecurityEvent> {
  return readEach(records, eventSchema.transform(toEvent));
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
