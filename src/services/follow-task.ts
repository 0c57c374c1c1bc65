/** Follows a run once it was sent or its process died. Jobs do this, so it continues across restarts in any process. */
import type { HecClient, HecTask } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/open.ts';
import { runById } from '../store/runs.ts';
import type { RunFinisher } from './finish-run.ts';

export interface TaskFollowerOptions {
  hec: Pick<HecClient, 'readTask'>;
  store: Store;
  finishRun: RunFinisher;
  logger: Logger;
  now: () => number;
  /** From the claim; a longer task is left to people. */
  followForMs: number;
  firstPauseSeconds: number;
}

const longestPauseSeconds = 15;

/** Before look number `attempt`, from 0: if the first is 1 s, then 1, 2, 3, 4, 6, 8, 12, 15, 15, … */
export function followPauseSeconds(attempt: number, firstPauseSeconds: number): number {
  return Math.min(longestPauseSeconds, firstPauseSeconds * Math.ceil(1.5 ** attempt));
}

export class TaskFollower {
  readonly #options: TaskFollowerOptions;

  constructor(options: TaskFollowerOptions) {
    this.#options = options;
  }

  /** Looks at HEC's task once, and queues the next look while HEC is still working. */
  async follow(runId: string, attempt: number, signal: AbortSignal): Promise<void> {
    const { store, finishRun, now, followForMs, firstPauseSeconds } = this.#options;
    const run = await runById(store.db, runId);
    if (run?.state !== 'following') return;
    const task = await this.#readTask(run.taskId, signal);
    if (task !== undefined && task.status !== 'working') {
      return finishRun.afterTask(run, { ...task, status: task.status });
    }
    if (now() - run.startedAt.getTime() >= followForMs) {
      // That HEC still works on it would be a guess.
      if (task === undefined) return finishRun.afterLostAnswer(run, { errorCode: 'task_unreadable' });
      return finishRun.end(run, 'still_working');
    }
    const startAfterSeconds = followPauseSeconds(attempt + 1, firstPauseSeconds);
    await store.jobs.send(store.db, 'follow', { runId, attempt: attempt + 1 }, { startAfterSeconds });
  }

  /** Called long after the claim: a run that is still claimed or sending has lost its process. */
  async settle(runId: string): Promise<void> {
    const { store, finishRun } = this.#options;
    const run = await runById(store.db, runId);
    if (run?.state === 'claimed') await finishRun.end(run, 'not_sent', { errorCode: 'interrupted' });
    if (run?.state === 'sending') await finishRun.afterLostAnswer(run, { errorCode: 'interrupted' });
  }

  /** A failed look isn't the end: the next one may succeed. */
  async #readTask(taskId: string, signal: AbortSignal): Promise<HecTask | undefined> {
    const { hec, logger } = this.#options;
    try {
      return await hec.readTask(taskId, signal);
    } catch (error) {
      logger.warn({ err: error, taskId }, 'a task could not be read');
      return undefined;
    }
  }
}
