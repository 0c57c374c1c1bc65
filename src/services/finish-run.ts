/** Ends a run: reads what HEC shows, decides the outcome, and records it with the jobs that announce it. */
import type { Observation } from '../actions/effect.ts';
import { decideLostOutcome, decideOutcome, observationOf, type TaskReport } from '../actions/outcome.ts';
import {
  type EndedRun,
  type FollowingRun,
  isEnded,
  type LookingRun,
  type RunningRun,
  type RunOutcome,
  type SendingRun,
} from '../actions/run.ts';
import type { HecClient, HecTask } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Executor } from '../store/executor.ts';
import type { Store } from '../store/open.ts';
import { endRun, markLooking, type RunEnding, runById, runsOfEvents } from '../store/runs.ts';
import { correctOutcome } from './correct-outcome.ts';

/** The pauses before each look at what HEC shows of an action. */
export interface Looks {
  /** Before people are told that HEC reports it as done but it changed nothing. */
  beforeSeconds: readonly number[];
  /** After an outcome was announced that may still change. */
  afterSeconds: readonly number[];
}

export interface RunFinisherOptions {
  hec: Pick<HecClient, 'readEvent' | 'readEntity' | 'readTask'>;
  store: Store;
  logger: Logger;
  now: () => number;
  /** For one look at HEC. */
  lookMs: number;
  looks: Looks;
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
    const { store, logger, now, looks, observe } = this.#options;
    const ended = await store.transaction(async (tx) => {
      if (!(await endRun(tx, run.id, run.state, { ...facts, outcome, at: new Date(now()) }))) return false;
      await store.jobs.send(tx, 'refresh', { eventId: run.eventId });
      if (outcome !== 'not_sent') await store.jobs.send(tx, 'announce', { runId: run.id });
      if (mayStillChange(outcome)) await this.#lookLater(tx, run.id, looks.beforeSeconds.length);
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
    const outcome = decideOutcome(run, await this.#readObservation(run), undefined);
    await (isCertain(outcome) ? this.end(run, outcome, { reference }) : this.#lookOn(run, outcome, { reference }));
  }

  async afterTask(run: FollowingRun, { message: taskMessage, ...report }: FinishedTask): Promise<void> {
    const { succeeded, failed } = report;
    const outcome = decideOutcome(run, await this.#readObservation(run), report);
    const facts = { succeeded, failed, taskMessage };
    await (isCertain(outcome) ? this.end(run, outcome, facts) : this.#lookOn(run, outcome, facts));
  }

  /** HEC may have applied the action; only what it shows can tell. */
  async afterLostAnswer(run: SendingRun | FollowingRun, facts: RunFacts): Promise<void> {
    await this.end(run, decideLostOutcome(run, await this.#readObservation(run)), facts);
  }

  /** For the job that looks again, `attempt` counted from 0: sends the next one as long as the outcome may still change. */
  async look(runId: string, attempt: number): Promise<void> {
    const run = await runById(this.#options.store.db, runId);
    if (run?.state === 'looking') await this.#lookBeforeEnd(run, attempt);
    else if (run !== undefined && isEnded(run) && mayStillChange(run.outcome)) await this.#lookAfterEnd(run, attempt);
  }

  async #lookBeforeEnd(run: LookingRun, attempt: number): Promise<void> {
    const { store, looks } = this.#options;
    const outcome = decideOutcome(run, await this.#readObservation(run), undefined);
    if (isCertain(outcome)) return this.end(run, outcome);
    if (attempt + 1 >= looks.beforeSeconds.length) return this.#endUncertain(run, outcome);
    await this.#lookLater(store.db, run.id, attempt + 1);
  }

  /** HEC reports it as done. If it couldn't be asked since, that proves nothing. */
  #endUncertain(run: RunningRun, outcome: UncertainOutcome, facts: RunFacts = {}): Promise<void> {
    if (outcome === 'unchanged') return this.end(run, outcome, facts);
    return this.end(run, 'doubtful', { ...facts, errorCode: 'unseen' });
  }

  async #lookAfterEnd(run: EndedRun, attempt: number): Promise<void> {
    const { store, looks } = this.#options;
    const outcome = await this.#judgeAgain(run);
    const last = looks.beforeSeconds.length - 1;
    if (outcome === 'unchanged' && run.outcome !== outcome && attempt !== last) {
      await this.#lookBeforeTelling(run, attempt < last ? attempt + 1 : 0);
      return;
    }
    if (outcome !== run.outcome) await this.#correct(run, outcome);
    if (mayStillChange(outcome)) await this.#lookLater(store.db, run.id, attempt + 1);
  }

  /** Looks again at a run with an uncertain outcome, and completes its record if HEC is certain now. */
  async lookAgain(runId: string): Promise<EndedRun> {
    const run = await runById(this.#options.store.db, runId);
    if (run === undefined || !isEnded(run)) throw new Error('there is no such run that ended');
    if (!mayStillChange(run.outcome)) return run;
    const outcome = await this.#judgeAgain(run);
    if (outcome === run.outcome) return run;
    return outcome === 'unchanged' ? this.#lookBeforeTelling(run, 0) : this.#correct(run, outcome);
  }

  async #correct(run: EndedRun, outcome: RunOutcome): Promise<EndedRun> {
    const { store } = this.#options;
    if (outcome !== 'done' && outcome !== 'unchanged' && outcome !== 'failed') return run;
    await correctOutcome(store, run, outcome);
    const corrected = await runById(store.db, run.id);
    return corrected !== undefined && isEnded(corrected) ? corrected : run;
  }

  /** The outcome as it was if HEC shows nothing new. */
  async #judgeAgain(run: EndedRun): Promise<RunOutcome> {
    const [task, seen, runs] = await Promise.all([
      run.taskId === undefined ? undefined : this.#readTask(run.taskId),
      this.#readObservation(run),
      runsOfEvents(this.#options.store.db, [run.eventId]),
    ]);
    const observation = observationOf(run, seen, runs);
    if (seen !== undefined && observation === undefined) return run.outcome;
    if (run.outcome === 'unchanged' || task === undefined || task.status === 'working') {
      return decideLostOutcome(run, observation) === 'done' ? 'done' : run.outcome;
    }
    const outcome = decideOutcome(run, observation, { ...task, status: task.status });
    return outcome === 'unseen' ? run.outcome : outcome;
  }

  /** HEC reports it as done and doesn't show it, perhaps not yet, or couldn't be asked. */
  async #lookOn(
    run: SendingRun | FollowingRun,
    outcome: UncertainOutcome,
    reported: Pick<RunFacts, 'reference' | 'succeeded' | 'failed' | 'taskMessage'>,
  ): Promise<void> {
    const { store, looks } = this.#options;
    if (looks.beforeSeconds.length === 0) return this.#endUncertain(run, outcome, reported);
    await store.transaction(async (tx) => {
      if (!(await markLooking(tx, run.id, run.state, reported))) return;
      await this.#lookLater(tx, run.id, 0);
      await store.jobs.send(tx, 'refresh', { eventId: run.eventId });
    });
  }

  /** HEC has reported it as done since it ended, and may show it in a moment. `next` is the look before anybody is told. */
  async #lookBeforeTelling(run: EndedRun, next: number): Promise<EndedRun> {
    const { store, looks } = this.#options;
    if (looks.beforeSeconds.length === 0) return this.#correct(run, 'unchanged');
    await this.#lookLater(store.db, run.id, next);
    return run;
  }

  /** Sends look number `attempt`, if there is to be one. */
  async #lookLater(executor: Executor, runId: string, attempt: number): Promise<void> {
    const { store, looks } = this.#options;
    const startAfterSeconds = [...looks.beforeSeconds, ...looks.afterSeconds][attempt];
    if (startAfterSeconds === undefined) return;
    await store.jobs.send(executor, 'look', { runId, attempt }, { startAfterSeconds });
  }

  /** Undefined if HEC can't be asked. */
  async #readObservation(run: SendingRun | FollowingRun | LookingRun | EndedRun): Promise<Observation | undefined> {
    const { hec, logger, lookMs } = this.#options;
    const signal = AbortSignal.timeout(lookMs);
    try {
      if (run.target === 'event') return { target: 'event', event: await hec.readEvent(run.eventId, signal) };
      if (run.entityId === undefined) return undefined;
      const { isQuarantined, email } = await hec.readEntity(run.entityId, signal);
      return { target: 'email', isQuarantined, isAskedFor: email && email.fate.restoreRequest.kind === 'pending' };
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

type UncertainOutcome = 'unchanged' | 'unseen';

function isCertain(outcome: 'done' | 'failed' | UncertainOutcome): outcome is 'done' | 'failed' {
  return outcome === 'done' || outcome === 'failed';
}

function mayStillChange(outcome: RunOutcome): boolean {
  return outcome === 'unchanged' || outcome === 'doubtful' || outcome === 'still_working';
}
