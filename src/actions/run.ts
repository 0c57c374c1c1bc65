/**
 * One attempt to act: who asked for what, how far it has come, and how it ended. It is the audit record as well, so it is
 * only ever added or completed.
 */

/** An action on the event, or on the email that the event is about. */
type ActionTarget = 'event' | 'email';

/**
 * - `done`: HEC reports done, and the event shows it, or HEC says nothing that could show it.
 * - `unchanged`: HEC reports done, but the event is as it was.
 * - `failed`: HEC reports that it failed, or refused the request.
 * - `not_sent`: it was no longer on offer, the rendering was old, or the app stopped before it sent anything.
 * - `doubtful`: the answer was lost; it may have been applied.
 * - `still_working`: HEC had not finished after ten minutes.
 */
export type RunOutcome = 'done' | 'unchanged' | 'failed' | 'not_sent' | 'doubtful' | 'still_working';

/** What every run has, wherever it stands. */
interface RunDetails {
  id: string;
  target: ActionTarget;
  eventId: string;
  entityId: string | undefined;
  actionName: string;
  /** Exactly as HEC offered it, with what the person filled in. */
  parameter: unknown;
  /** What the button said: "Quarantine". */
  label: string;
  teamId: string;
  userId: string;
  channelId: string | undefined;
  /** The message whose button was pressed. */
  messageTs: string | undefined;
  threadTs: string | undefined;
  startedAt: Date;
}

/** Nothing was sent yet. */
export type ClaimedRun = RunDetails & { state: 'claimed' };

/** HEC may or may not have it. */
export type SendingRun = RunDetails & { state: 'sending' };

/** HEC has taken it on as this task and works on it. */
export type FollowingRun = RunDetails & {
  state: 'following';
  taskId: string;
  /** HEC's name for the request. */
  reference: string | undefined;
};

export type RunningRun = ClaimedRun | SendingRun | FollowingRun;

export type EndedRun = RunDetails & {
  state: 'ended';
  outcome: RunOutcome;
  endedAt: Date;
  /** Undefined if HEC made no task, or its answer was lost. */
  taskId: string | undefined;
  /** What HEC's task says, such as "Message is not quarantined": outside text. */
  taskMessage: string | undefined;
  succeeded: number | undefined;
  failed: number | undefined;
  /** The code of the error that ended it. */
  errorCode: string | undefined;
  /** HEC's name for the request. */
  reference: string | undefined;
};

export type ActionRun = RunningRun | EndedRun;

export function isEnded(run: ActionRun): run is EndedRun {
  return run.state === 'ended';
}

export function isRunning(run: ActionRun): run is RunningRun {
  return run.state !== 'ended';
}

/** The run that ended last of those that may have changed the event. */
export function lastEffective(runs: readonly ActionRun[]): EndedRun | undefined {
  let last: EndedRun | undefined;
  for (const run of runs) {
    if (!isEnded(run) || run.outcome === 'not_sent') continue;
    if (last === undefined || run.endedAt > last.endedAt) last = run;
  }
  return last;
}

/** Those that are not over, the newest first. Usually one at most: the event is claimed before anything is sent. */
export function runningOf(runs: readonly ActionRun[]): RunningRun[] {
  return runs.filter(isRunning).toSorted((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}

/**
 * A token for what a message shows of the record; it comes back with a click.
 *
 * @param last as `lastEffective` finds it
 */
export function revisionAfter(last: ActionRun | undefined): string {
  return last?.id ?? '0';
}
