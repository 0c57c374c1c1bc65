/**
 * What is on offer, and how to find the offer that a button stands for.
 *
 * Two actions are the same if their canonical JSON is, whatever the order of a parameter's keys. Its digest names an
 * action whose parameter is too long to carry.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Entity, EventAction, SecurityEvent } from '../events/security-event.ts';
import type { EmailActionName } from './registry.ts';

/** What a button carries: the action as it was offered, or its digest (64 hex digits). */
export type OfferReference = { kind: 'named'; name: string; parameter: unknown } | { kind: 'digest'; digest: string };

/** An action on the email that an event is about. */
export interface EmailOffer {
  entityId: string;
  /** HEC's type of the entity, such as `office365_emails_email`. */
  entityType: string;
  actionName: EmailActionName;
}

/**
 * Every action that the event offers, in HEC's order, repeated ones once. Left out is an action whose parameter JSON can't
 * carry unchanged: it could not be sent as offered.
 */
export function offeredActions(event: SecurityEvent): EventAction[] {
  const offers = new Map<string, EventAction>();
  for (const action of event.availableActions) {
    const digest = digestOf(action);
    if (digest !== undefined) offers.set(digest, action);
  }
  return [...offers.values()];
}

/** The event's own offer, with the parameter as HEC gives it now; undefined if it is not on offer. */
export function findOffered(event: SecurityEvent, wanted: OfferReference): EventAction | undefined {
  const digest = wanted.kind === 'digest' ? wanted.digest : digestOf(wanted);
  return digest === undefined ? undefined : event.availableActions.find((action) => digestOf(action) === digest);
}

/** Quarantine or restore, whichever the email is not. None if HEC does not say, or if the entity is no email. */
export function emailOffersOn({ id, type, isEmail, isQuarantined }: Entity): EmailOffer[] {
  if (!isEmail || type === undefined || isQuarantined === undefined) return [];
  return [{ entityId: id, entityType: type, actionName: isQuarantined ? 'restore' : 'quarantine' }];
}

/**
 * The SHA-256 of the action's canonical JSON, as hex. Undefined if it has none: with a number too large for JavaScript,
 * or nested too deep for its stack.
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
