/**
 * How a run ends: look at what HEC shows now, judge, and write it down together with the jobs that tell everybody.
 */

import { decideLostOutcome, decideOutcome, type Observation, type TaskReport } from '../actions/outcome.ts';
import type { ActionRun, EndedRun, FollowingRun, RunningRun, RunOutcome, SendingRun } from '../actions/run.ts';
import type { HecClient, HecTask } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/open.ts';
import { endRun, type RunEnding, resolveRun } from '../store/runs.ts';

export interface RunFinisherOptions {
  hec: Pick<HecClient, 'readEvent' | 'readEntity' | 'readTask'>;
  store: Store;
  logger: Logger;
  now: () => number;
  /** How long a look at HEC may take, in milliseconds. */
  lookMs: number;
  /** Told of each run that ended here. */
  observe: (outcome: RunOutcome) => void;
}

/** What is known of the end beside its outcome. */
export type Facts = Omit<RunEnding, 'outcome' | 'at'>;

export type RunFinisher = ReturnType<typeof createRunFinisher>;

export function createRunFinisher({ hec, store, logger, now, lookMs, observe }: RunFinisherOptions) {
  /** What HEC shows now; undefined when it can't be asked. */
  async function look(run: ActionRun): Promise<Observation | undefined> {
    const signal = AbortSignal.timeout(lookMs);
    try {
      if (run.target === 'event') return { target: 'event', event: await hec.readEvent(run.eventId, signal) };
      if (run.entityId === undefined) return undefined;
      return { target: 'email', isQuarantined: (await hec.readEntity(run.entityId, signal)).isQuarantined };
    } catch (error) {
      logger.warn({ err: error, runId: run.id }, 'HEC could not be asked what became of an action');
      return undefined;
    }
  }

  /** Ends the run unless somebody else has; the jobs that show it everywhere are part of the same transaction. */
  async function end(run: RunningRun, outcome: RunOutcome, facts: Facts = {}): Promise<void> {
    const ended = await store.transaction(async (tx) => {
      if (!(await endRun(tx, run.id, run.state, { ...facts, outcome, at: new Date(now()) }))) return false;
      await store.jobs.send(tx, 'refresh', { eventId: run.eventId });
      if (outcome !== 'not_sent') await store.jobs.send(tx, 'announce', { runId: run.id });
      return true;
    });
    if (!ended) return;
    observe(outcome);
    // What HEC's task says is outside text.
    const { taskMessage: _, ...known } = facts;
    logger.info({ runId: run.id, eventId: run.eventId, outcome, ...known }, 'an action ended');
  }

  return {
    end,

    /** HEC says that it is done, or made no task to ask about. */
    async conclude(run: SendingRun | FollowingRun, report?: TaskReport, facts?: Facts): Promise<void> {
      await end(run, decideOutcome(run, await look(run), report), facts);
    },

    /** The answer was lost: HEC may have applied the action, and only what it shows can tell. */
    async doubt(run: SendingRun, facts: Facts): Promise<void> {
      await end(run, decideLostOutcome(run, await look(run)), facts);
    },

    /** Looks again at a run that ended without certainty, and completes its record where HEC is certain now. */
    async lookAgain(run: EndedRun): Promise<EndedRun> {
      if (run.outcome !== 'doubtful' && run.outcome !== 'still_working') return run;
      const task = run.taskId === undefined ? undefined : await readTask(run.taskId);
      const observation = await look(run);
      const outcome =
        task === undefined || task.status === 'working'
          ? decideLostOutcome(run, observation)
          : decideOutcome(run, observation, { ...task, status: task.status });
      if (outcome !== 'done' && outcome !== 'unchanged' && outcome !== 'failed') return run;
      await store.transaction(async (tx) => {
        if (await resolveRun(tx, run.id, outcome)) await store.jobs.send(tx, 'refresh', { eventId: run.eventId });
      });
      return { ...run, outcome };
    },
  };

  async function readTask(taskId: string): Promise<HecTask | undefined> {
    try {
      return await hec.readTask(taskId, AbortSignal.timeout(lookMs));
    } catch (error) {
      logger.warn({ err: error, taskId }, 'a task could not be read');
      return undefined;
    }
  }
}
