/**
 * What is on offer, and the way back from what somebody asked for to the offer that it stands for.
 *
 * Two actions are the same when their canonical JSON is, whatever the order of a parameter's keys. A digest of it names
 * an action where its parameter is too long to be carried.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Entity, EventAction, SecurityEvent } from '../events/security-event.ts';
import type { EmailActionName } from './registry.ts';

/** What a button stood for when its message was made: the action itself, or its digest (64 hex digits). */
export type OfferReference = { kind: 'named'; name: string; parameter: unknown } | { kind: 'digest'; digest: string };

/** Something that can be done now to the email that an event is about. */
export interface EmailOffer {
  entityId: string;
  /** HEC's type of the entity, such as `office365_emails_email`. */
  entityType: string;
  actionName: EmailActionName;
}

/**
 * Every action that the event offers, in HEC's order. What HEC repeats word for word is one offer. An action whose
 * parameter JSON cannot carry back unchanged is left out: it could not be sent as offered.
 */
export function offeredActions(event: SecurityEvent): EventAction[] {
  const offers = new Map<string, EventAction>();
  for (const action of event.availableActions) {
    const digest = digestOf(action);
    if (digest !== undefined) offers.set(digest, action);
  }
  return [...offers.values()];
}

/** The event's own offer, with the parameter as HEC gives it now; undefined when it is not, or no longer, on offer. */
export function findOffered(event: SecurityEvent, wanted: OfferReference): EventAction | undefined {
  const digest = wanted.kind === 'digest' ? wanted.digest : digestOf(wanted);
  return digest === undefined ? undefined : event.availableActions.find((action) => digestOf(action) === digest);
}

/**
 * What can be done to the email itself: the one that undoes what HEC says of it. Nothing where HEC does not say whether
 * it is quarantined, or where the entity is no email.
 */
export function emailOffersOn({ id, type, isEmail, isQuarantined }: Entity): EmailOffer[] {
  if (!isEmail || type === undefined || isQuarantined === undefined) return [];
  return [{ entityId: id, entityType: type, actionName: isQuarantined ? 'restore' : 'quarantine' }];
}

/**
 * The SHA-256 of the canonical JSON of name and parameter, as hex. Undefined for what has no canonical JSON: a number
 * too large for JavaScript, or nesting too deep for its stack.
 */
export function digestOf({ name, parameter }: EventAction): string | undefined {
  const canonical = canonicalAction(name, parameter);
  return canonical === undefined ? undefined : createHash('sha256').update(canonical).digest('hex');
}

function canonicalAction(name: string, parameter: unknown): string | undefined {
  try {
    return canonicalize({ actionName: name, actionParameter: parameter });
  } catch {
    return undefined;
  }
}
