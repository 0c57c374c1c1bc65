/** Ends a run: reads what HEC shows, decides the outcome, and records it with the jobs that announce it. */
import { decideLostOutcome, decideOutcome, type Observation, type TaskReport } from '../actions/outcome.ts';
import {
  type EndedRun,
  type FollowingRun,
  isEnded,
  type RunningRun,
  type RunOutcome,
  type SendingRun,
} from '../actions/run.ts';
import type { HecClient, HecTask } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/open.ts';
import { endRun, type RunEnding, resolveRun, runById } from '../store/runs.ts';

export interface RunFinisherOptions {
  hec: Pick<HecClient, 'readEvent' | 'readEntity' | 'readTask'>;
  store: Store;
  logger: Logger;
  now: () => number;
  lookMs: number;
  /** Called for each run that ended here. */
  observe: (outcome: RunOutcome) => void;
}

type RunFacts = Omit<RunEnding, 'outcome' | 'at'>;

type FinishedTask = TaskReport & Pick<HecTask, 'message'>;

export class RunFinisher {
  readonly #options: RunFinisherOptions;

  constructor(options: RunFinisherOptions) {
    this.#options = options;
  }

  /** Does nothing if the run has already ended. The jobs that show the end are in the same transaction. */
  async end(run: RunningRun, outcome: RunOutcome, facts: RunFacts = {}): Promise<void> {
    const { store, logger, now, observe } = this.#options;
    const ended = await store.transaction(async (tx) => {
      if (!(await endRun(tx, run.id, run.state, { ...facts, outcome, at: new Date(now()) }))) return false;
      await store.jobs.send(tx, 'refresh', { eventId: run.eventId });
      if (outcome !== 'not_sent') await store.jobs.send(tx, 'announce', { runId: run.id });
      return true;
    });
    if (!ended) return;
    observe(outcome);
    const { succeeded, failed, errorCode, reference } = facts;
    const known = { outcome, succeeded, failed, errorCode, reference };
    logger.info({ runId: run.id, eventId: run.eventId, ...known }, 'an action ended');
  }

  /** HEC took the action but created no task to follow. */
  async afterAnswer(run: SendingRun, reference: string | undefined): Promise<void> {
    await this.end(run, decideOutcome(run, await this.#look(run), undefined), { reference });
  }

  async afterTask(run: FollowingRun, { message, ...report }: FinishedTask): Promise<void> {
    const { succeeded, failed } = report;
    const outcome = decideOutcome(run, await this.#look(run), report);
    await this.end(run, outcome, { succeeded, failed, taskMessage: message });
  }

  /** HEC may have applied the action; only what it shows can tell. */
  async afterLostAnswer(run: SendingRun, facts: RunFacts): Promise<void> {
    await this.end(run, decideLostOutcome(run, await this.#look(run)), facts);
  }

  /** Looks again at a run with an uncertain outcome, and completes its record if HEC is certain now. */
  async lookAgain(runId: string): Promise<EndedRun> {
    const { store } = this.#options;
    const run = await runById(store.db, runId);
    if (run === undefined || !isEnded(run)) throw new Error('there is no such run that ended');
    if (run.outcome !== 'doubtful' && run.outcome !== 'still_working') return run;
    const task = run.taskId === undefined ? undefined : await this.#readTask(run.taskId);
    const observation = await this.#look(run);
    const outcome =
      task === undefined || task.status === 'working'
        ? decideLostOutcome(run, observation)
        : decideOutcome(run, observation, { ...task, status: task.status });
    if (outcome !== 'done' && outcome !== 'unchanged' && outcome !== 'failed') return run;
    await store.transaction(async (tx) => {
      if (await resolveRun(tx, run.id, outcome)) await store.jobs.send(tx, 'refresh', { eventId: run.eventId });
    });
    return { ...run, outcome };
  }

  /** Undefined if HEC can't be asked. */
  async #look(run: SendingRun | FollowingRun | EndedRun): Promise<Observation | undefined> {
    const { hec, logger, lookMs } = this.#options;
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

  async #readTask(taskId: string): Promise<HecTask | undefined> {
    const { hec, logger, lookMs } = this.#options;
    try {
      return await hec.readTask(taskId, AbortSignal.timeout(lookMs));
    } catch (error) {
      logger.warn({ err: error, taskId }, 'a task could not be read');
      return undefined;
    }
  }
}
