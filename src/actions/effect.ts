/**
 * Whether HEC shows what an action did.
 *
 * That is judged by what HEC showed before the action was sent: what was there already proves nothing, and clocks differ.
 * Only runs of versions that didn't keep it are judged by the clock.
 */
import { subMinutes } from 'date-fns';
import { nameKey } from '../events/hec-name.ts';
import type { EventAction, HistoryEntry, SecurityEvent } from '../events/security-event.ts';
import { toSeverity } from '../events/severity.ts';
import { isRecordedAs } from './registry.ts';
import type { ActionRun, SeenBefore } from './run.ts';

export type Observation =
  | { target: 'event'; event: SecurityEvent }
  | {
      target: 'email';
      isQuarantined: boolean | undefined;
      /** Somebody waits for an answer to their request to restore it. */
      isAskedFor?: boolean | undefined;
    };

export type ObservedRun = Pick<ActionRun, 'actionName' | 'parameter' | 'startedAt' | 'before'>;

/** What is read just before the action is sent. `isQuarantined` is the email's, for an action on it. */
export function seenBefore(actionName: string, event: SecurityEvent, isQuarantined?: boolean): SeenBefore {
  return {
    state: event.state,
    severity: event.severity.kind === 'known' ? event.severity.level : undefined,
    isQuarantined,
    entries: event.history.filter(({ type }) => isRecordedAs(actionName, type)).map(entryKey),
  };
}

/** Undefined if the observation can't show the effect. */
export function isEffectSeen(run: ObservedRun, observation: Observation): boolean | undefined {
  const { before } = run;
  if (observation.target === 'email') {
    // It is offered only while somebody waits for the answer.
    if (isDecline(run)) return observation.isAskedFor === undefined ? undefined : !observation.isAskedFor;
    const isMoved = isWhereWanted(run, observation.isQuarantined);
    return isMoved === true ? observation.isQuarantined !== before?.isQuarantined : isMoved;
  }
  const { event } = observation;
  if (before === undefined) return isShown(run, event);
  return newEntries(run, before, event.history).length > 0 || isStateNew(run, before, event);
}

export function isDecline({ actionName }: Pick<ObservedRun, 'actionName'>): boolean {
  return nameKey(actionName) === 'declinerestorerequest';
}

/** The entries that could be the run's own and were not there before. */
export function newEntries(
  { actionName }: Pick<ActionRun, 'actionName'>,
  before: SeenBefore,
  history: readonly HistoryEntry[],
): HistoryEntry[] {
  // Entries have no id. Two alike are two, so each that was there hides one.
  const hides = new Map<string, number>();
  for (const key of before.entries) hides.set(key, (hides.get(key) ?? 0) + 1);
  return history.filter((entry) => {
    if (!isRecordedAs(actionName, entry.type)) return false;
    const key = entryKey(entry);
    const left = hides.get(key) ?? 0;
    hides.set(key, left - 1);
    return left <= 0;
  });
}

/** HEC's clock and ours may differ, and HEC may record an action shortly after reporting it done. */
export const apartMinutes = 2;

/** For a run of which nobody knows what was there before. */
export function mayRecord(
  entry: HistoryEntry,
  { actionName, startedAt }: Pick<ActionRun, 'actionName' | 'startedAt'>,
): entry is HistoryEntry & { at: Date } {
  const { at, type } = entry;
  return at !== undefined && at >= subMinutes(startedAt, apartMinutes) && isRecordedAs(actionName, type);
}

function entryKey({ type, at, relatedEventId }: HistoryEntry): string {
  const time = at === undefined || Number.isNaN(at.getTime()) ? '' : at.toISOString();
  return [type, time, relatedEventId ?? ''].join(' ');
}

function isWhereWanted({ actionName }: ObservedRun, isQuarantined: boolean | undefined): boolean | undefined {
  if (isQuarantined === undefined) return undefined;
  const name = nameKey(actionName);
  if (name === 'quarantine') return isQuarantined;
  return name === 'restore' ? !isQuarantined : undefined;
}

/** HEC's words for an email that people can get at again. */
const openStates = ['new', 'detected', 'pending'];

/** Without a new entry: some tenants show an action only in the event's state. */
function isStateNew(run: ObservedRun, before: SeenBefore, event: SecurityEvent): boolean | undefined {
  const was = before.state?.toLowerCase();
  const is = event.state?.toLowerCase();
  switch (nameKey(run.actionName)) {
    case 'dismiss':
      return is === 'dismissed' && was !== is;
    case 'quarantine':
      return is === 'remediated' && was !== is;
    case 'restore':
      return was === 'remediated' && is !== undefined && openStates.includes(is);
    case 'severitychange': {
      const isWanted = hasSeverity(event, run.parameter);
      return isWanted === true && event.severity.kind === 'known' ? event.severity.level !== before.severity : isWanted;
    }
    default:
      return undefined;
  }
}

function isShown(run: ObservedRun, event: SecurityEvent): boolean | undefined {
  switch (nameKey(run.actionName)) {
    case 'dismiss':
      return event.state?.toLowerCase() === 'dismissed';
    case 'quarantine':
    case 'restore':
      return event.history.some((entry) => mayRecord(entry, run));
    case 'severitychange':
      return hasSeverity(event, run.parameter);
    default:
      return undefined;
  }
}

/** Whether an event can show that it already is as the action would make it. */
export function hasGoal({ name }: Pick<EventAction, 'name'>): boolean {
  return nameKey(name) === 'severitychange';
}

/** HEC would take it, and the event would stay as it is. */
export function changesNothing(action: EventAction, event: SecurityEvent): boolean {
  return hasGoal(action) && hasSeverity(event, action.parameter) === true;
}

function hasSeverity({ severity }: SecurityEvent, parameter: unknown): boolean | undefined {
  if (typeof parameter !== 'object' || parameter === null || !('newSeverity' in parameter)) return undefined;
  const wanted = toSeverity(String(parameter.newSeverity));
  if (wanted.kind === 'unknown' || severity.kind === 'unknown') return undefined;
  return wanted.level === severity.level;
}
