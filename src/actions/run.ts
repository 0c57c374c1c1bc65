/** One attempt to act, from its claim to its end. It is also the audit record, so runs are only added or completed. */
import type { SeverityLevel } from '../events/security-event.ts';
import type { ActionTarget } from './registry.ts';

/**
 * - `done`: HEC reports done, and the event shows it or can't show it.
 * - `unchanged`: HEC reports done, but the event hasn't changed.
 * - `failed`: HEC reports that it failed, or refused the request.
 * - `not_sent`: it was no longer offered, the card was out of date, or the app stopped before sending anything.
 * - `doubtful`: the answer was lost; it may have been applied.
 * - `still_working`: HEC had not finished after ten minutes.
 */
export const runOutcomes = ['done', 'unchanged', 'failed', 'not_sent', 'doubtful', 'still_working'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** What HEC showed before an action was sent: only what is new since can be the action's effect. */
export interface SeenBefore {
  state: string | undefined;
  severity: SeverityLevel | undefined;
  /** Of the email, for an action on the email itself. */
  isQuarantined: boolean | undefined;
  /** The entries in the event's history that could be the action's own, as `seenBefore` writes them. */
  entries: string[];
}

interface RunDetails {
  id: string;
  target: ActionTarget;
  eventId: string;
  entityId: string | undefined;
  actionName: string;
  /** Exactly as HEC offered it, with what the person filled in. */
  parameter: unknown;
  label: string;
  teamId: string;
  userId: string;
  channelId: string | undefined;
  /** The message whose button was pressed. */
  messageTs: string | undefined;
  threadTs: string | undefined;
  startedAt: Date;
  /** Undefined until it is sent, and for runs that were sent before this was kept. */
  before: SeenBefore | undefined;
}

/** Nothing has been sent yet. */
export type ClaimedRun = RunDetails & { state: 'claimed' };

/** HEC may or may not have it. */
export type SendingRun = RunDetails & { state: 'sending' };

/** HEC has accepted it as this task and is working on it. */
export type FollowingRun = RunDetails & {
  state: 'following';
  taskId: string;
  /** The `x-av-req-id` of the request to HEC. */
  reference: string | undefined;
};

interface TaskFacts {
  /** Undefined if HEC made no task, or its answer was lost. */
  taskId: string | undefined;
  /** What HEC's task says, such as "Message is not quarantined": outside text. */
  taskMessage: string | undefined;
  succeeded: number | undefined;
  failed: number | undefined;
  reference: string | undefined;
}

/** HEC reports it as done, but doesn't show it yet. */
export type LookingRun = RunDetails & TaskFacts & { state: 'looking' };

export type RunningRun = ClaimedRun | SendingRun | FollowingRun | LookingRun;

/** Who acts on an event or an email now, alone or in a campaign. */
export type ClaimHolder = Pick<RunDetails, 'id' | 'label' | 'userId' | 'startedAt'>;

export type EndedRun = RunDetails &
  TaskFacts & {
    state: 'ended';
    outcome: RunOutcome;
    /** By the clock of the process that ended it, for people to read. */
    endedAt: Date;
    /** The higher, the later. Undefined for runs that ended before this was kept. */
    endedOrder: number | undefined;
    errorCode: string | undefined;
    /** The outcome that was announced before it proved to be another. */
    corrects: RunOutcome | undefined;
  };

export type ActionRun = RunningRun | EndedRun;

export function isEnded(run: ActionRun): run is EndedRun {
  return run.state === 'ended';
}

export function isRunning(run: ActionRun): run is RunningRun {
  return run.state !== 'ended';
}

/** The last run to end that may have changed the event. */
export function lastEffective(runs: readonly ActionRun[]): EndedRun | undefined {
  let last: EndedRun | undefined;
  for (const run of runs) {
    if (!isEnded(run) || run.outcome === 'not_sent') continue;
    if (last === undefined || hasEndedLater(run, last)) last = run;
  }
  return last;
}

function hasEndedLater(one: EndedRun, other: EndedRun): boolean {
  if (one.endedOrder === undefined && other.endedOrder === undefined) return one.endedAt > other.endedAt;
  return (one.endedOrder ?? 0) > (other.endedOrder ?? 0);
}

/** Newest first. Usually at most one, because the event is claimed before anything is sent. */
export function runningOf(runs: readonly ActionRun[]): RunningRun[] {
  return runs.filter(isRunning).toSorted((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}

/** Identifies the state that a message shows: a click sends it back. `last` is what `lastEffective` finds. */
export function revisionAfter(last: ActionRun | undefined): string {
  return last?.id ?? '0';
}
