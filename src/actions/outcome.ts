/**
 * How a run ended, judged by what HEC's task says and by what the event shows afterwards.
 *
 * A task that is "completed" with one success can still mean that nothing happened (recorded answers hold the message
 * "Message is not quarantined"), so the event itself is the witness wherever it can show the effect.
 */
import { subMinutes } from 'date-fns';
import type { SecurityEvent } from '../events/security-event.ts';
import { toSeverity } from '../events/severity.ts';
import { isRecordedAs } from './registry.ts';
import type { ActionRun, RunOutcome } from './run.ts';

/** What was read after the action. */
export type Observation =
  | { target: 'event'; event: SecurityEvent }
  | { target: 'email'; isQuarantined: boolean | undefined };

export interface TaskReport {
  status: 'completed' | 'failed' | 'stopped';
  succeeded: number | undefined;
  failed: number | undefined;
}

/** After HEC's task has ended, or at once where HEC made none (`report` is then undefined). */
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

/** After an answer that was lost: only what is seen counts. */
export function decideLostOutcome(run: ObservedRun, observation: Observation | undefined): RunOutcome {
  return observation !== undefined && isEffectSeen(run, observation) === true ? 'done' : 'doubtful';
}

type ObservedRun = Pick<ActionRun, 'actionName' | 'parameter' | 'startedAt'>;

/** Whether the effect can be seen; undefined where nothing that HEC says could show it. */
export function isEffectSeen(run: ObservedRun, observation: Observation): boolean | undefined {
  const name = run.actionName.toLowerCase().replace(/[\s_-]/g, '');
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
      return isInHistorySince(run.startedAt, event, name);
    case 'severitychange':
      return hasSeverity(event, run.parameter);
    default:
      return undefined;
  }
}

/** HEC's clock and ours may differ a little. */
const clockDifferenceMinutes = 2;

function isInHistorySince(since: Date, { history }: SecurityEvent, name: string): boolean {
  const earliest = subMinutes(since, clockDifferenceMinutes);
  return history.some(({ type, at }) => at !== undefined && at >= earliest && isRecordedAs(name, type));
}

function hasSeverity({ severity }: SecurityEvent, parameter: unknown): boolean | undefined {
  if (typeof parameter !== 'object' || parameter === null || !('newSeverity' in parameter)) return undefined;
  const wanted = toSeverity(String(parameter.newSeverity));
  if (wanted.kind === 'unknown' || severity.kind === 'unknown') return undefined;
  return wanted.level === severity.level;
}
