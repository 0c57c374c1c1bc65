/**
 * What an action button carries, and the way back from it to the action that HEC offers.
 *
 * A value is the JSON of event id, action name and parameter, the parameter exactly as HEC gave it. Where that is longer
 * than Slack takes, a digest stands for name and parameter, and both are taken from the event at the click.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { EventAction, SecurityEvent } from '../../events/security-event.ts';
import { limits } from '../limits.ts';

const fullValue = z.strictObject({
  eventId: z.string(),
  actionName: z.string(),
  actionParameter: z.unknown().optional(),
});
const digestValue = z.strictObject({
  eventId: z.string(),
  /** For people who read the value; perhaps cut. The digest decides. */
  actionName: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export const actionValueSchema = z.union([digestValue, fullValue]);
export type ActionValue = z.infer<typeof actionValueSchema>;

/** HEC's ids are 32 characters; an id with which no value could fit is no id that an action could be sent for. */
export const longestEventId = 256;
/** Also when every character takes six as JSON, a name of this length fits beside the longest id and a digest. */
const shortName = 25;

export interface Offer {
  action: EventAction;
  /** What the action's button carries. */
  value: string;
}

/**
 * Every action that the event offers, in HEC's order. What HEC repeats word for word is one offer. An action whose
 * parameter JSON cannot carry back unchanged, or whose event id is no id, is left out: it could not be sent as offered.
 */
export function offersOf(event: SecurityEvent): Offer[] {
  const offers = new Map<string, Offer>();
  for (const action of event.availableActions) {
    const canonical = canonicalAction(action);
    const value = canonical === undefined ? undefined : actionValue(event.id, action, canonical);
    if (canonical !== undefined && value !== undefined) offers.set(canonical, { action, value });
  }
  return [...offers.values()];
}

/** Reads a button's value; undefined when it is not one that this app made. */
export function parseActionValue(value: string): ActionValue | undefined {
  if (value.length > limits.button.value) return undefined;
  try {
    return actionValueSchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

/** The offer on the event that the value stands for; undefined when it is not, or no longer, on offer. */
export function findOfferedAction(event: SecurityEvent, value: ActionValue): EventAction | undefined {
  if (event.id !== value.eventId) return undefined;
  const wanted =
    'digest' in value ? value.digest : digestOf({ name: value.actionName, parameter: value.actionParameter });
  return wanted === undefined ? undefined : event.availableActions.find((action) => digestOf(action) === wanted);
}

function actionValue(eventId: string, { name, parameter }: EventAction, canonical: string): string | undefined {
  if (eventId.length > longestEventId) return undefined;
  // JSON leaves a parameter out that HEC did not give, and keeps a null that it gave.
  const full = JSON.stringify({ eventId, actionName: name, actionParameter: parameter });
  if (full.length <= limits.button.value) return full;
  const digest = sha256(canonical);
  const long = JSON.stringify({ eventId, actionName: name, digest });
  if (long.length <= limits.button.value) return long;
  return JSON.stringify({ eventId, actionName: name.slice(0, shortName), digest });
}

function digestOf(action: EventAction): string | undefined {
  const canonical = canonicalAction(action);
  return canonical === undefined ? undefined : sha256(canonical);
}

/** Undefined for what has no canonical JSON: a number too large for JavaScript, or nesting too deep for its stack. */
function canonicalAction({ name, parameter }: EventAction): string | undefined {
  try {
    return canonicalize({ actionName: name, actionParameter: parameter });
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
