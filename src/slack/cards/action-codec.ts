/**
 * What an action button carries, and a modal that asks something before the action is sent. Messages stay for months,
 * so every format written here must stay readable:
 *
 * - `value`: the JSON of event id, action name and parameter, the parameter exactly as HEC gave it. If that is too long
 *   for Slack, a digest replaces name and parameter, and the click takes both from the event. A button for an action on
 *   the email names the entity instead.
 * - `action_id`: `event_action:<n>` or `email_action:<n>`. On a Work Object, whose blocks are Slack's, it ends in
 *   `:<revision>`.
 * - `block_id`: `actions:<revision>:<n>`.
 * - a modal's metadata: the JSON {"kind","value","revision","place","knownDoubt"}, `kind` being `event_action` or
 *   `email_action`.
 */
import { z } from 'zod';
import { digestOf, type EmailOffer } from '../../actions/offers.ts';
import { emailActionNames } from '../../actions/registry.ts';
import { oneSpelling } from '../../events/links.ts';
import type { EventAction } from '../../events/security-event.ts';
import type { RequestedAction } from '../../services/act-on-event.ts';
import { limits } from '../blocks/limits.ts';
import { readCarried } from '../payloads/carried.ts';
import type { Click } from '../payloads/interaction.ts';
import { carriedEventId, longestEventId } from './event-codec.ts';
import { type CardOrigin, originMetadata, readOrigin, withoutUrl } from './origin-codec.ts';

/** A click on an action button, or the submission of the modal that it opened. */
export interface ActionClick {
  eventId: string;
  action: RequestedAction;
  /** As shown by the card whose button was clicked. */
  revision: string;
  /** The card with the button, or the one that its modal was opened from. */
  origin: CardOrigin | undefined;
  /** The run with an unknown outcome that the person was shown. */
  knownDoubt: string | undefined;
}

type CarriedAction = Pick<ActionClick, 'eventId' | 'action'>;

const namedValue = z
  .strictObject({ eventId: carriedEventId, actionName: z.string(), actionParameter: z.unknown().optional() })
  .transform(
    ({ eventId, actionName: name, actionParameter: parameter }): CarriedAction => ({
      eventId,
      action: { target: 'event', offer: { kind: 'named', name, parameter }, name, values: {} },
    }),
  );
const digestValue = z
  .strictObject({
    eventId: carriedEventId,
    /** For people, and perhaps cut; the digest decides. */
    actionName: z.string(),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .transform(
    ({ eventId, actionName: name, digest }): CarriedAction => ({
      eventId,
      action: { target: 'event', offer: { kind: 'digest', digest }, name, values: {} },
    }),
  );
const emailValue = z
  .strictObject({
    eventId: carriedEventId,
    /** Of any shape: it is compared with what HEC gives. */
    entityId: z.string().transform(oneSpelling),
    entityType: z.string(),
    actionName: z.enum(emailActionNames),
  })
  .transform(
    ({ eventId, actionName: name, ...entity }): CarriedAction => ({
      eventId,
      action: { target: 'email', ...entity, name, values: {} },
    }),
  );
const values = { event_action: z.union([digestValue, namedValue]), email_action: emailValue };

const clickMetadata = originMetadata.extend({ revision: z.string(), knownDoubt: z.string().optional() });
const actionMetadata = z.discriminatedUnion('kind', [
  clickMetadata.extend({ kind: z.literal('event_action'), value: values.event_action }),
  clickMetadata.extend({ kind: z.literal('email_action'), value: values.email_action }),
]);

/** Even if JSON writes each character as six, a name of this length fits beside the longest id and a digest. */
const shortName = 25;

/** Undefined if no value can carry the action: it has no canonical JSON, or the event's id is too long to be one. */
export function writeEventAction(eventId: string, { name, parameter }: EventAction): string | undefined {
  const digest = digestOf({ name, parameter });
  if (eventId.length > longestEventId || digest === undefined) return undefined;
  // JSON leaves out a parameter that HEC didn't give, and keeps a null that it gave.
  const full = JSON.stringify({ eventId, actionName: name, actionParameter: parameter });
  if (full.length <= limits.button.value) return full;
  const long = JSON.stringify({ eventId, actionName: name, digest });
  if (long.length <= limits.button.value) return long;
  return JSON.stringify({ eventId, actionName: name.slice(0, shortName), digest });
}

/** Undefined if an id is too long to be one. */
export function writeEmailAction(
  eventId: string,
  { entityId, entityType, actionName }: EmailOffer,
): string | undefined {
  const value = JSON.stringify({ eventId, entityId, entityType, actionName });
  return eventId.length <= longestEventId && value.length <= limits.button.value ? value : undefined;
}

/** @param index in HEC's order */
export function actionIdOf(target: RequestedAction['target'], index: number): string {
  return `${target}_action:${index}`;
}

export function workObjectActionId(actionId: string, revision: string): string {
  return `${actionId}:${revision}`;
}

export function actionsBlockId(revision: string, index: number): string {
  return `actions:${revision}:${index}`;
}

/** @throws ForeignValueError */
export function readActionClick(click: Pick<Click, 'actionId' | 'blockId' | 'value' | 'origin' | 'view'>): ActionClick {
  const kind = click.actionId.startsWith('email_action') ? 'email_action' : 'event_action';
  return {
    ...readCarried(values[kind], click.value),
    revision: revisionOf(click.blockId) ?? workObjectRevision(click.actionId) ?? '0',
    origin: readOrigin(click),
    knownDoubt: undefined,
  };
}

/** At most 3,000 characters, 2,000 of them the value. */
export function writeActionMetadata({ eventId, action, revision, origin, knownDoubt }: ActionClick): string {
  const kind = `${action.target}_action`;
  // As JSON within JSON, a value full of quotes would double in length.
  return JSON.stringify({ kind, revision, knownDoubt, value: carriedBy(eventId, action), place: withoutUrl(origin) });
}

/** @throws ForeignValueError */
export function readActionMetadata(metadata: string): ActionClick {
  const { value, revision, knownDoubt, place } = readCarried(actionMetadata, metadata);
  return { ...value, revision, knownDoubt, origin: place };
}

function carriedBy(eventId: string, action: RequestedAction): object {
  if (action.target === 'email') {
    const { entityId, entityType, name: actionName } = action;
    return { eventId, entityId, entityType, actionName };
  }
  const { name: actionName, offer } = action;
  return offer.kind === 'digest'
    ? { eventId, actionName, digest: offer.digest }
    : { eventId, actionName, actionParameter: offer.parameter };
}

/** Of the common word above a row of actions. */
export function headingBlockId(index: number): string {
  return `actions_heading:${index}`;
}

export function isHeadingBlockId(blockId: string): boolean {
  return blockId.startsWith('actions_heading:');
}

/** The revision of the card with the clicked button; undefined if the block isn't ours. */
export function revisionOf(blockId: string): string | undefined {
  return /^actions:([A-Za-z0-9-]+):\d+$/.exec(blockId)?.[1];
}

/** The revision of the clicked button's Work Object; undefined for a card's button and for anything that isn't ours. */
export function workObjectRevision(actionId: string): string | undefined {
  return /^(?:event|email)_action:\d+:([A-Za-z0-9-]+)$/.exec(actionId)?.[1];
}
