/**
 * What HEC offers, and which offer a button stands for.
 *
 * Two actions are the same if their canonical JSON is; the order of a parameter's keys doesn't matter. If a parameter
 * is too long for a button, the button carries the digest of that JSON.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Entity, EventAction, SecurityEvent } from '../events/security-event.ts';
import type { EmailActionName } from './registry.ts';

/** What a button carries: the action as it was offered, or its digest (64 hex digits). */
export type OfferReference = { kind: 'named'; name: string; parameter: unknown } | { kind: 'digest'; digest: string };

export interface EmailOffer {
  entityId: string;
  /** HEC's type of the entity, such as `office365_emails_email`. */
  entityType: string;
  actionName: EmailActionName;
}

/** In HEC's order, without repeats, and without any action whose parameter JSON can't carry unchanged. */
export function offeredActions(event: SecurityEvent): EventAction[] {
  const offers = new Map<string, EventAction>();
  for (const action of event.availableActions) {
    const digest = digestOf(action);
    if (digest !== undefined) offers.set(digest, action);
  }
  return [...offers.values()];
}

/** HEC's current offer, with its current parameter. Undefined if it is no longer offered. */
export function findOffered(event: SecurityEvent, wanted: OfferReference): EventAction | undefined {
  const digest = wanted.kind === 'digest' ? wanted.digest : digestOf(wanted);
  return digest === undefined ? undefined : event.availableActions.find((action) => digestOf(action) === digest);
}

/** Restore if the email is quarantined, else quarantine. Nothing if HEC doesn't say, or if it isn't an email. */
export function emailOffersOn({ id, type, isEmail, isQuarantined }: Entity): EmailOffer[] {
  if (!isEmail || type === undefined || isQuarantined === undefined) return [];
  return [{ entityId: id, entityType: type, actionName: isQuarantined ? 'restore' : 'quarantine' }];
}

/** Undefined without canonical JSON: a number too large for JavaScript, or nesting too deep for its stack. */
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
