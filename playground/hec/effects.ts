/**
 * What an action does to the event, to the email behind it, and to other events about that email.
 *
 * Each function changes the objects it is given and returns the result.
 */

import { writeHistoryTime } from './time.ts';
import type { WireAction, WireEntity, WireEvent, WireHistoryEntry } from './wire.ts';

/** `nothing` is HEC's trap: the task completes as a success, and only its message says that nothing happened. */
export type Outcome = 'applied' | 'nothing' | 'failed';

export interface Effect {
  outcome: Outcome;
  message: string;
}

export interface Scene {
  events: ReadonlyMap<string, WireEvent>;
  entities: ReadonlyMap<string, WireEntity>;
  at: Date;
}

const applied: Effect = { outcome: 'applied', message: '' };
const unknownTarget: Effect = { outcome: 'failed', message: 'Target was not found' };

export function notQuarantined(targetId: string): Effect {
  return { outcome: 'nothing', message: `Message is not quarantined.. log record id: ${targetId.slice(0, 12)}` };
}

/** Carries out a `POST /action/event` action on one event. Names that we do not know are only recorded. */
export function applyToEvent(scene: Scene, eventId: string, name: string, parameter: unknown): Effect {
  const event = scene.events.get(eventId);
  if (event === undefined) return unknownTarget;
  switch (name) {
    case 'dismiss':
      event.state = 'dismissed';
      withdraw(event, 'dismiss');
      record(event, 'dismiss', scene.at, eventId);
      return applied;
    case 'severityChange':
      event.severity = severityAs(event.severity, parameter);
      record(event, 'severity_change', scene.at, eventId);
      return applied;
    case 'quarantine':
    case 'restore':
      return moveMail(scene, name, event.entityId ?? undefined, eventId);
    default:
      record(event, name.trim().toLowerCase().replaceAll(/\s+/g, '_'), scene.at, eventId);
      return applied;
  }
}

/**
 * Carries out a `POST /action/entity` action on one email. As filters in use imply, a request stays marked as requested
 * when it is declined or granted.
 */
export function applyToEntity(scene: Scene, entityId: string, name: string, parameter?: unknown): Effect {
  const entity = scene.entities.get(entityId);
  if (entity === undefined) return unknownTarget;
  if (name === 'quarantine' || name === 'restore') return moveMail(scene, name, entityId, undefined);
  const { entityPayload: mail } = entity;
  if (mail.isRestoreRequested !== true || mail.isRestored === true || mail.isRestoreDeclined === true) {
    return { outcome: 'nothing', message: `No restore request.. log record id: ${entityId.slice(0, 12)}` };
  }
  mail.isRestoreDeclined = true;
  if (typeof parameter === 'string') mail.restoreDeclineReason = parameter;
  withdrawFromEntity(entity, name);
  recordOnEntity(entity, name, scene.at);
  return applied;
}

/**
 * Quarantining or restoring an email shows on every event about it. `triggeredBy` is the event it was asked for; an
 * action on the email itself has none, and each event then names itself.
 */
function moveMail(
  scene: Scene,
  name: 'quarantine' | 'restore',
  entityId: string | undefined,
  triggeredBy: string | undefined,
): Effect {
  const entity = entityId === undefined ? undefined : scene.entities.get(entityId);
  if (name === 'restore' && !isQuarantined(scene, entity, triggeredBy)) return notQuarantined(entityId ?? '');
  if (entity !== undefined) {
    entity.entityPayload.isQuarantined = name === 'quarantine';
    entity.entityPayload.isRestored = name === 'restore';
    if (name === 'quarantine') entity.entityPayload.isRestoreRequested = false;
    entity.entityInfo.entityActionState = name === 'quarantine' ? 'quarantined' : 'restored';
    exchangeOnEntity(entity, name);
    recordOnEntity(entity, name, scene.at);
  }
  for (const event of scene.events.values()) {
    const sameMail = entityId !== undefined && event.entityId === entityId;
    if (event.eventId !== triggeredBy && !sameMail) continue;
    if (name === 'quarantine') event.state = 'remediated';
    else if (event.state === 'remediated') event.state = 'detected';
    exchange(event, name);
    record(event, `${name}_email`, scene.at, triggeredBy ?? event.eventId);
  }
  return applied;
}

/** If the email itself is unknown, its event's state decides. */
function isQuarantined(scene: Scene, entity: WireEntity | undefined, eventId: string | undefined): boolean {
  if (entity !== undefined) return entity.entityPayload.isQuarantined === true;
  return eventId !== undefined && scene.events.get(eventId)?.state === 'remediated';
}

function record(event: WireEvent, actionType: string, at: Date, relatedEntityId: string): void {
  const entry: WireHistoryEntry = { actionType, createTime: writeHistoryTime(at), relatedEntityId };
  event.actions = [...(event.actions ?? []), entry];
}

function withdraw(event: WireEvent, name: string): void {
  event.availableEventActions = event.availableEventActions?.filter((action) => nameOf(action) !== name) ?? null;
}

/** If the action was on offer, its opposite takes its place. */
function exchange(event: WireEvent, done: 'quarantine' | 'restore'): void {
  const opposite: WireAction = { actionName: done === 'quarantine' ? 'restore' : 'quarantine', actionParameter: {} };
  event.availableEventActions =
    event.availableEventActions?.map((action) => (nameOf(action) === done ? opposite : action)) ?? null;
}

function exchangeOnEntity(entity: WireEntity, done: 'quarantine' | 'restore'): void {
  withdrawFromEntity(entity, done);
  entity.entityAvailableActions.unshift(done === 'quarantine' ? 'restore' : 'quarantine');
}

function withdrawFromEntity(entity: WireEntity, name: string): void {
  entity.entityAvailableActions = entity.entityAvailableActions.filter((action) => nameOf(action) !== name);
}

function recordOnEntity(entity: WireEntity, name: string, at: Date): void {
  entity.entityInfo.entityUpdated = writeHistoryTime(at);
  entity.entityActions.push({
    entityActionName: name,
    entityActionDate: writeHistoryTime(at),
    entityActionResponseCode: 0,
    entityActionResponseText: '',
    entityActionState: 'completed',
  });
}

/** The name of an action offered by an event or entity; undefined if it is not an action at all. */
export function nameOf(action: unknown): string | undefined {
  if (typeof action === 'string') return action;
  if (typeof action !== 'object' || action === null) return undefined;
  if ('actionName' in action && typeof action.actionName === 'string') return action.actionName;
  if ('entityActionName' in action && typeof action.entityActionName === 'string') return action.entityActionName;
  return undefined;
}

const severityDigits: ReadonlyMap<string, string> = new Map([
  ['lowest', '1'],
  ['low', '2'],
  ['medium', '3'],
  ['high', '4'],
  ['highest', '5'],
  ['critical', '5'],
]);

/** The severity level "1" to "5" for a word or digit, ignoring case; undefined for anything else. */
export function severityDigit(written: unknown): string | undefined {
  const text = String(written).trim().toLowerCase();
  return /^[1-5]$/.test(text) ? text : severityDigits.get(text);
}

/** The requested severity, if the parameter holds one. */
export function newSeverity(parameter: unknown): string | undefined {
  if (typeof parameter !== 'object' || parameter === null || !('newSeverity' in parameter)) return undefined;
  return typeof parameter.newSeverity === 'string' ? parameter.newSeverity : undefined;
}

/** An event that writes its severity as a digit keeps doing so. */
function severityAs(before: WireEvent['severity'], parameter: unknown): string {
  const asked = newSeverity(parameter) ?? '';
  return /^[1-5]$/.test(String(before)) ? (severityDigit(asked) ?? asked) : asked;
}
