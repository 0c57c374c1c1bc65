/**
 * What HEC offers, and which offer a button stands for.
 *
 * Two actions are the same if their canonical JSON is; the order of a parameter's keys doesn't matter. If a parameter
 * is too long for a button, the button carries the digest of that JSON.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { nameKey } from '../events/hec-name.ts';
import type { Entity, EventAction, SecurityEvent } from '../events/security-event.ts';
import { type EmailActionName, likeliestFirst } from './registry.ts';

/** What a button carries: the action as it was offered, or its digest (64 hex digits). */
export type OfferReference = { kind: 'named'; name: string; parameter: unknown } | { kind: 'digest'; digest: string };

export interface EmailOffer {
  entityId: string;
  /** HEC's type of the entity, such as `office365_emails_email`. */
  entityType: string;
  actionName: EmailActionName;
}

/** An action that HEC offers, and its place in HEC's order. */
export interface PlacedAction {
  action: EventAction;
  place: number;
}

/** Repeats and what JSON can't carry are left out. HEC may offer thousands, so no more than this many are looked at. */
const mostTried = 2_000;

/**
 * At most `most`, the likeliest first, without repeats, and without any action whose parameter JSON can't carry
 * unchanged. `others` is how many more HEC offers.
 */
export function likeliestOffers(
  { availableActions }: SecurityEvent,
  most: number,
): { offers: PlacedAction[]; others: number } {
  const offers = new Map<string, PlacedAction>();
  let tried = 0;
  for (const offer of likeliest(availableActions)) {
    if (offers.size === most) break;
    tried += 1;
    const digest = digestOf(offer.action);
    if (digest !== undefined && !offers.has(digest)) offers.set(digest, offer);
  }
  return { offers: [...offers.values()], others: availableActions.length - tried };
}

/** As many as are ever looked at. */
function likeliest(actions: readonly EventAction[]): PlacedAction[] {
  const placed = actions.map((action, place) => ({ action, place }));
  return likeliestFirst(placed, ({ action }) => action.name).slice(0, mostTried);
}

/** HEC's current offer, with its current parameter. Undefined if it is no longer offered. */
export function findOffered(event: SecurityEvent, wanted: OfferReference): EventAction | undefined {
  const { availableActions: actions } = event;
  if (wanted.kind === 'digest')
    return likeliest(actions).find(({ action }) => digestOf(action) === wanted.digest)?.action;
  const digest = digestOf(wanted);
  if (digest === undefined) return undefined;
  return actions.find((action) => action.name === wanted.name && digestOf(action) === digest);
}

/**
 * Restore if the email is quarantined, else quarantine; while somebody waits for it, also to decline their request.
 * Nothing if HEC doesn't say, or if it isn't an email.
 */
export function emailOffersOn({ id, type, isEmail, isQuarantined, email }: Entity): EmailOffer[] {
  if (!isEmail || type === undefined) return [];
  const isAskedFor = isQuarantined !== false && email?.fate.restoreRequest.kind === 'pending';
  if (isQuarantined === undefined && !isAskedFor) return [];
  const names: EmailActionName[] = isQuarantined === false ? ['quarantine'] : ['restore'];
  if (isAskedFor) names.push('decline_restore_request');
  return names.map((actionName) => ({ entityId: id, entityType: type, actionName }));
}

/**
 * Live tenants offer nothing on events; then the email itself tells what can be done with it. Beside what HEC offers on
 * the event, only what answers a restore request.
 */
export function offersBeside({ availableActions }: SecurityEvent, offers: readonly EmailOffer[]): EmailOffer[] {
  if (availableActions.length === 0) return [...offers];
  if (!offers.some(({ actionName }) => actionName === 'decline_restore_request')) return [];
  const offered = new Set(availableActions.map(({ name }) => nameKey(name)));
  return offers.filter(({ actionName }) => !offered.has(nameKey(actionName)));
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
