/**
 * Decides how a run ended, from what HEC's task says and from the effect that HEC shows, at once or later.
 *
 * A task can be "completed" with one success and still have done nothing (recorded answers say "Message is not
 * quarantined"). So if the event itself can show the effect, it decides.
 */
import { addMinutes, subMinutes } from 'date-fns';
import { nameKey } from '../events/hec-name.ts';
import type { HistoryEntry, SecurityEvent } from '../events/security-event.ts';
import { toSeverity } from '../events/severity.ts';
import { isRecordedAs } from './registry.ts';
import { type ActionRun, isEnded, type RunOutcome } from './run.ts';

export type Observation =
  | { target: 'event'; event: SecurityEvent }
  | { target: 'email'; isQuarantined: boolean | undefined };

export interface TaskReport {
  status: 'completed' | 'failed' | 'stopped';
  succeeded: number | undefined;
  failed: number | undefined;
}

/** For a task that has ended, or at once if HEC created none: `report` is then undefined. */
export function decideOutcome(
  run: ObservedRun,
  observation: Observation | undefined,
  report: TaskReport | undefined,
): RunOutcome {
  const seen = observation === undefined ? undefined : isEffectSeen(run, observation);
  if (report !== undefined && report.status !== 'completed') return 'failed';
  if (report?.succeeded === 0 && (report.failed ?? 0) > 0) return 'failed';
  return seen === false ? 'unchanged' : 'done';
}

/** If HEC's answer was lost, only the observation counts. */
export function decideLostOutcome(run: ObservedRun, observation: Observation | undefined): RunOutcome {
  return observation !== undefined && isEffectSeen(run, observation) === true ? 'done' : 'doubtful';
}

export interface ReconciledRuns {
  /** In the order given. A run that HEC recorded is `done`, whatever was known when it ended. */
  runs: ActionRun[];
  /** HEC's own record of each run, by the run's id. */
  recorded: ReadonlyMap<string, HistoryEntry>;
}

/**
 * Matches our runs with HEC's history. Each entry records at most one run, and one that may be another run's proves
 * nothing: runs known to be done take their entries first, then those that are still running, and only what is left can
 * tell that an uncertain run was done after all.
 */
export function reconcile(runs: readonly ActionRun[], history: readonly HistoryEntry[]): ReconciledRuns {
  const recorded = new Map<string, HistoryEntry>();
  const free = new Set(history);
  for (const run of runs.toSorted((one, other) => claimRank(one) - claimRank(other))) {
    const entry = recordOf(run, free);
    if (entry === undefined) continue;
    free.delete(entry);
    if (isEnded(run)) recorded.set(run.id, entry);
  }
  const reconciled = runs.map((run) =>
    isEnded(run) && recorded.has(run.id) ? { ...run, outcome: 'done' as const } : run,
  );
  return { runs: reconciled, recorded };
}

function claimRank(run: ActionRun): number {
  if (!isEnded(run)) return 1;
  return run.outcome === 'done' ? 0 : 2;
}

/** The entry nearest to the run's end. HEC records nothing for a run that failed or was never sent. */
function recordOf(run: ActionRun, entries: ReadonlySet<HistoryEntry>): HistoryEntry | undefined {
  if (run.state === 'claimed') return undefined;
  if (isEnded(run) && (run.outcome === 'failed' || run.outcome === 'not_sent')) return undefined;
  const end = isEnded(run) ? run.endedAt : undefined;
  const candidates = [...entries].filter((entry) => mayRecord(entry, run));
  const inTime = candidates.filter(({ at }) => end === undefined || at <= addMinutes(end, apartMinutes));
  const distance = ({ at }: { at: Date }) => Math.abs(at.getTime() - (end ?? run.startedAt).getTime());
  return inTime.toSorted((one, other) => distance(one) - distance(other))[0];
}

type ObservedRun = Pick<ActionRun, 'actionName' | 'parameter' | 'startedAt'>;

/** Undefined if the observation can't show the effect. */
function isEffectSeen(run: ObservedRun, observation: Observation): boolean | undefined {
  const name = nameKey(run.actionName);
  if (observation.target === 'email') {
    if (observation.isQuarantined === undefined) return undefined;
    if (name === 'quarantine') return observation.isQuarantined;
    return name === 'restore' ? !observation.isQuarantined : undefined;
  }
  const { event } = observation;
  switch (name) {
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

/** HEC's clock and ours may differ, and HEC may record an action shortly after reporting it done. */
const apartMinutes = 2;

function mayRecord(
  entry: HistoryEntry,
  { actionName, startedAt }: Pick<ActionRun, 'actionName' | 'startedAt'>,
): entry is HistoryEntry & { at: Date } {
  const { at, type } = entry;
  return at !== undefined && at >= subMinutes(startedAt, apartMinutes) && isRecordedAs(actionName, type);
}

function hasSeverity({ severity }: SecurityEvent, parameter: unknown): boolean | undefined {
  if (typeof parameter !== 'object' || parameter === null || !('newSeverity' in parameter)) return undefined;
  const wanted = toSeverity(String(parameter.newSeverity));
  if (wanted.kind === 'unknown' || severity.kind === 'unknown') return undefined;
  return wanted.level === severity.level;
}
