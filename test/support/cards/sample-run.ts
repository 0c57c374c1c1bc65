/** An ordinary run, done or running, and a way to vary it. */
import type { ClaimedRun, EndedRun, RunningRun } from '../../../src/actions/run.ts';
import { eventId } from './sample-event.ts';

/** In the small hours of 5 January 2026. */
export function at(minute: number): Date {
  return new Date(Date.UTC(2026, 0, 5, 3, minute));
}

/** Minutes after three, as a message shows them. */
export function shownAt(minute: number): string {
  const seconds = at(minute).getTime() / 1_000;
  return `<!date^${seconds}^{date_short_pretty} at {time}|2026-01-05 03:${String(minute).padStart(2, '0')} UTC>`;
}

const asked: Omit<ClaimedRun, 'state'> = {
  id: 'run-1',
  target: 'event',
  eventId,
  entityId: undefined,
  actionName: 'quarantine',
  parameter: undefined,
  label: 'Quarantine',
  teamId: 'T012ABC',
  userId: 'U012ABC',
  channelId: 'C012ABC',
  messageTs: '1.2',
  threadTs: undefined,
  startedAt: at(1),
  before: undefined,
};

const noFacts = {
  taskId: undefined,
  taskMessage: undefined,
  succeeded: undefined,
  failed: undefined,
  reference: undefined,
};

export function sampleRun(changes: Partial<EndedRun> = {}): EndedRun {
  return {
    ...asked,
    state: 'ended',
    outcome: 'done',
    ...noFacts,
    errorCode: undefined,
    corrects: undefined,
    endedOrder: undefined,
    endedAt: at(2),
    ...changes,
  };
}

export function sampleRunning(
  state: RunningRun['state'],
  changes: Partial<Omit<ClaimedRun, 'state'>> = {},
): RunningRun {
  if (state === 'following') return { ...asked, state, taskId: '1', reference: undefined, ...changes };
  if (state === 'looking') return { ...asked, ...noFacts, state, ...changes };
  return { ...asked, state, ...changes };
}
