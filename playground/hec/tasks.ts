/**
 * Tasks: what HEC was asked to do, and how far it has come by now.
 *
 * A task takes effect on time, whether or not anybody asks about it.
 */

import type { Effect } from './effects.ts';
import { writeTaskTime } from './time.ts';

export interface Task {
  /** Sixteen digits: when it was created, in microseconds, made unique. */
  id: number;
  on: 'event' | 'entity';
  /** Event ids or entity ids, depending on `on`. */
  targets: string[];
  /** What each target is about, as the task names it. */
  emails: string[];
  action: string;
  parameter: unknown;
  customer: string;
  created: Date;
  /** When it takes effect. */
  finishes: Date;
  /** The result for each target, in the order of `targets`; empty until it finishes. */
  results: Effect[];
}

type TaskStatus = 'init' | 'inprogress' | 'completed' | 'failed';

/**
 * - `true`: it follows the actions.
 * - `lags`: it says that nothing has begun, with no action counted, though all of them have ended.
 * - `missing`: there is none.
 */
export type OuterStatus = 'true' | 'lags' | 'missing';

/** The body of `GET /task/{id}`. The id is a number here, but a string in the action's answer. */
export function writeTask(task: Task, now: Date, outer: OuterStatus) {
  const whole = wholeTask(task, now);
  const { status, progress, succeed, failed, ...missing } = whole;
  if (outer === 'missing') return missing;
  return outer === 'lags' ? { ...whole, status: 'init', progress: 0, succeed: 0, failed: 0 } : whole;
}

function wholeTask(task: Task, now: Date) {
  const failed = task.results.filter(({ outcome }) => outcome === 'failed').length;
  const progress = progressOf(task, now);
  const status = statusOf(task, progress, failed);
  const updated = task.results.length > 0 ? task.finishes : now;
  return {
    id: task.id,
    name: `${task.action} ${task.on}`,
    type: 'action',
    status,
    owner: 'api',
    customer: task.customer,
    created: writeTaskTime(task.created),
    updated: writeTaskTime(updated),
    total: task.targets.length,
    succeed: task.results.length - failed,
    failed,
    progress,
    sequential: false,
    actions: task.targets.map((target, index) => ({
      ...namesOf(task.action, task.emails[index] ?? target),
      action_status: actionStatus(task.results[index], status),
      action_message: task.results[index]?.message ?? '',
      action_created: writeTaskTime(task.created),
      action_updated: writeTaskTime(updated),
      entity_id: target,
      hash_key: `mt-prod-3##${task.customer}##${task.id}`,
    })),
  };
}

/** As recorded: the action and what it is about, in each of three fields. */
function namesOf(action: string, about: string) {
  const name = `${action.slice(0, 1).toUpperCase()}${action.slice(1)}`;
  return { action_id: `${name}_${about}`, action_name: `${name} ${about}`, action_type: `${name}_${about}` };
}

/** From 0 to 1; reaches 1 only when it has taken effect. */
function progressOf(task: Task, now: Date): number {
  if (task.results.length > 0) return 1;
  const elapsed = now.getTime() - task.created.getTime();
  const whole = task.finishes.getTime() - task.created.getTime();
  return Math.round((Math.max(0, elapsed) / whole) * 100) / 100;
}

function statusOf(task: Task, progress: number, failed: number): TaskStatus {
  if (task.results.length === 0) return progress === 0 ? 'init' : 'inprogress';
  return failed === task.results.length ? 'failed' : 'completed';
}

function actionStatus(result: Effect | undefined, status: TaskStatus): string {
  if (result === undefined) return status;
  return result.outcome === 'failed' ? 'failed' : 'completed';
}
