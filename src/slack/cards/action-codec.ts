/**
 * What an action button carries, and the way back: a value is the JSON of event id, action name and parameter, the
 * parameter exactly as HEC gave it. Where that is longer than Slack takes, a digest stands for name and parameter, and
 * both are taken from the event at the click. A button for an action on the email names the entity instead.
 */
import { z } from 'zod';
import { digestOf, type EmailOffer, type OfferReference } from '../../actions/offers.ts';
import { emailActionNames } from '../../actions/registry.ts';
import type { EventAction } from '../../events/security-event.ts';
import { limits } from '../blocks/limits.ts';

const fullValue = z
  .strictObject({ eventId: z.string(), actionName: z.string(), actionParameter: z.unknown().optional() })
  .transform(
    ({ eventId, actionName, actionParameter }): ActionValue => ({
      eventId,
      wanted: { kind: 'named', name: actionName, parameter: actionParameter },
    }),
  );
const digestValue = z
  .strictObject({
    eventId: z.string(),
    /** For people who read the value; perhaps cut. The digest decides. */
    actionName: z.string(),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .transform(({ eventId, digest }): ActionValue => ({ eventId, wanted: { kind: 'digest', digest } }));
const eventActionValue = z.union([digestValue, fullValue]);
const emailActionValue = z
  .strictObject({
    eventId: z.string(),
    entityId: z.string(),
    entityType: z.string(),
    actionName: z.enum(emailActionNames),
  })
  .transform(({ eventId, ...offer }): EmailActionValue => ({ eventId, offer }));

/** What a button with the action_id `event_action:<n>` stands for. */
export interface ActionValue {
  eventId: string;
  wanted: OfferReference;
}

/** What a button with the action_id `email_action:<n>` stands for. */
export interface EmailActionValue {
  eventId: string;
  offer: EmailOffer;
}

/** HEC's ids are 32 characters; an id with which no value could fit is no id that an action could be sent for. */
export const longestEventId = 256;
/** Also when every character takes six as JSON, a name of this length fits beside the longest id and a digest. */
const shortName = 25;

/** Undefined where no value could carry the action back: it has no canonical JSON, or the event's id is no id. */
export function writeActionValue(eventId: string, action: EventAction): string | undefined {
  const digest = digestOf(action);
  if (eventId.length > longestEventId || digest === undefined) return undefined;
  const { name, parameter } = action;
  // JSON leaves a parameter out that HEC did not give, and keeps a null that it gave.
  const full = JSON.stringify({ eventId, actionName: name, actionParameter: parameter });
  if (full.length <= limits.button.value) return full;
  const long = JSON.stringify({ eventId, actionName: name, digest });
  if (long.length <= limits.button.value) return long;
  return JSON.stringify({ eventId, actionName: name.slice(0, shortName), digest });
}

/** Undefined where an id is too long to be one. */
export function writeEmailActionValue(eventId: string, offer: EmailOffer): string | undefined {
  const { entityId, entityType, actionName } = offer;
  const value = JSON.stringify({ eventId, entityId, entityType, actionName });
  return eventId.length <= longestEventId && value.length <= limits.button.value ? value : undefined;
}

/** Reads a button's value; undefined when it is not one that this app made. */
export function parseActionValue(value: string): ActionValue | undefined {
  return parseValue(eventActionValue, value);
}

/** Reads the value of a button for the email; undefined when it is not one that this app made. */
export function parseEmailActionValue(value: string): EmailActionValue | undefined {
  return parseValue(emailActionValue, value);
}

function parseValue<Schema extends z.ZodType>(schema: Schema, value: string): z.output<Schema> | undefined {
  if (value.length > limits.button.value) return undefined;
  try {
    return schema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
