/**
 * Decides how a run ended, from what HEC's task says and from the effect that HEC shows, at once or later.
 *
 * A task can be "completed" with one success and still have done nothing (recorded answers say "Message is not
 * quarantined"). So if the event itself can show the effect, it decides.
 */
import { addMinutes } from 'date-fns';
import type { HistoryEntry } from '../events/security-event.ts';
import { apartMinutes, isEffectSeen, mayRecord, newEntries, type Observation, type ObservedRun } from './effect.ts';
import { type ActionRun, type EndedRun, isEnded, lastEffective } from './run.ts';

export interface TaskReport {
  status: 'completed' | 'failed' | 'stopped';
  succeeded: number | undefined;
  failed: number | undefined;
}

/**
 * For a task that has ended, or at once if HEC created none: `report` is then undefined. `unseen`: HEC reports it as done,
 * but couldn't be asked what it shows.
 */
export function decideOutcome(
  run: ObservedRun,
  observation: Observation | undefined,
  report: TaskReport | undefined,
): 'done' | 'unchanged' | 'unseen' | 'failed' {
  if (report !== undefined && report.status !== 'completed') return 'failed';
  if (report?.succeeded === 0 && (report.failed ?? 0) > 0) return 'failed';
  if (observation === undefined) return 'unseen';
  return isEffectSeen(run, observation) === false ? 'unchanged' : 'done';
}

/** If HEC's answer was lost, only the observation counts. */
export function decideLostOutcome(run: ObservedRun, observation: Observation | undefined): 'done' | 'doubtful' {
  return observation !== undefined && isEffectSeen(run, observation) === true ? 'done' : 'doubtful';
}

/**
 * What an observation shows of a run that ended a while ago: others may have acted on the event since, and the state may
 * be their work. Undefined if it shows nothing of this run.
 *
 * @param runs all runs of the event
 */
export function observationOf(
  run: EndedRun,
  observation: Observation | undefined,
  runs: readonly ActionRun[],
): Observation | undefined {
  const { before } = run;
  if (observation === undefined || before === undefined) return observation;
  const others = runs.filter(({ id }) => id !== run.id);
  const isLast = lastEffective(runs)?.id === run.id && !others.some(mayHaveBeenSent);
  if (observation.target === 'email') return isLast ? observation : undefined;
  const certain = others.filter((other) => claimRank(other) < uncertainRank);
  const theirs = new Set(entriesByRun(certain, observation.event.history).values());
  const history = observation.event.history.filter((entry) => !theirs.has(entry));
  const isRecorded = newEntries(run, before, history).length > 0;
  return isLast || isRecorded ? { target: 'event', event: { ...observation.event, history } } : undefined;
}

function mayHaveBeenSent(run: ActionRun): boolean {
  return !isEnded(run) && run.state !== 'claimed';
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
  const ended = new Set(runs.filter(isEnded).map(({ id }) => id));
  const recorded = new Map([...entriesByRun(runs, history)].filter(([id]) => ended.has(id)));
  const reconciled = runs.map((run) =>
    isEnded(run) && recorded.has(run.id) ? { ...run, outcome: 'done' as const } : run,
  );
  return { runs: reconciled, recorded };
}

function entriesByRun(runs: readonly ActionRun[], history: readonly HistoryEntry[]): Map<string, HistoryEntry> {
  const entries = new Map<string, HistoryEntry>();
  const free = new Set(history);
  for (const run of runs.toSorted(inClaimOrder)) {
    const entry = recordOf(run, history, free);
    if (entry === undefined) continue;
    free.delete(entry);
    entries.set(run.id, entry);
  }
  return entries;
}

const uncertainRank = 2;

function claimRank(run: ActionRun): number {
  if (!isEnded(run)) return 1;
  return run.outcome === 'done' ? 0 : uncertainRank;
}

/** Of runs that are done, the first takes the first entry. Of uncertain ones, the last was most likely recorded. */
function inClaimOrder(one: ActionRun, other: ActionRun): number {
  const rank = claimRank(one);
  const later = laterBy(one, other);
  return rank - claimRank(other) || (rank === uncertainRank ? -later : later);
}

/** By the database, since the processes that began them may have different clocks. */
function laterBy(one: ActionRun, other: ActionRun): number {
  const [first, second] = [one, other].map((run) => (isEnded(run) ? run.endedOrder : undefined));
  if (first !== undefined && second !== undefined) return first - second;
  return one.startedAt.getTime() - other.startedAt.getTime();
}

/** HEC records nothing for a run that failed or was never sent. */
function recordOf(
  run: ActionRun,
  history: readonly HistoryEntry[],
  free: ReadonlySet<HistoryEntry>,
): HistoryEntry | undefined {
  if (run.state === 'claimed') return undefined;
  if (isEnded(run) && (run.outcome === 'failed' || run.outcome === 'not_sent')) return undefined;
  return run.before === undefined ? nearestRecord(run, free) : firstNewRecord(run, run.before, history, free);
}

/** An entry much later than the end of a run that isn't known to be done is somebody else's, whatever HEC's clock says. */
const longAfterMinutes = 15;

function firstNewRecord(
  run: ActionRun,
  before: NonNullable<ActionRun['before']>,
  history: readonly HistoryEntry[],
  free: ReadonlySet<HistoryEntry>,
): HistoryEntry | undefined {
  const timeOf = ({ at }: HistoryEntry) => at?.getTime() ?? Number.POSITIVE_INFINITY;
  const [first] = newEntries(run, before, history)
    .filter((entry) => free.has(entry))
    .toSorted((one, other) => timeOf(one) - timeOf(other));
  if (first === undefined || !isEnded(run) || run.outcome === 'done') return first;
  return timeOf(first) <= addMinutes(run.endedAt, longAfterMinutes).getTime() ? first : undefined;
}

/** The entry nearest to the run's end, by the clock. */
function nearestRecord(run: ActionRun, entries: ReadonlySet<HistoryEntry>): HistoryEntry | undefined {
  const end = isEnded(run) ? run.endedAt : undefined;
  const candidates = [...entries].filter((entry) => mayRecord(entry, run));
  const inTime = candidates.filter(({ at }) => end === undefined || at <= addMinutes(end, apartMinutes));
  const distance = ({ at }: { at: Date }) => Math.abs(at.getTime() - (end ?? run.startedAt).getTime());
  return inTime.toSorted((one, other) => distance(one) - distance(other))[0];
}
