/**
 * What becomes of a run after it was sent, or after the process that sent it died. All of this is done by jobs, so it
 * goes on across restarts and in whichever process.
 */
import type { HecClient, HecTask } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/open.ts';
import { runById } from '../store/runs.ts';
import type { RunFinisher } from './finish-run.ts';

export interface FollowOptions {
  hec: Pick<HecClient, 'readTask'>;
  store: Store;
  finishRun: RunFinisher;
  logger: Logger;
  now: () => number;
  /** From the claim on, in milliseconds; a task that takes longer is left to people. */
  followForMs: number;
}

const firstPauseSeconds = 1;
const longestPauseSeconds = 15;

/** Seconds before the look with this number, from 0: 1, 2, 3, 4, 6, 8, 12, 15, 15, … */
export function followPauseSeconds(attempt: number): number {
  return Math.min(longestPauseSeconds, Math.ceil(firstPauseSeconds * 1.5 ** attempt));
}

export function createFollow({ hec, store, finishRun, logger, now, followForMs }: FollowOptions) {
  return {
    /** Long after the claim: a run that has not come further by now has lost its process. */
    async settle({ runId }: { runId: string }): Promise<void> {
      const run = await runById(store.db, runId);
      if (run?.state === 'claimed') await finishRun.end(run, 'not_sent', { errorCode: 'interrupted' });
      if (run?.state === 'sending') await finishRun.doubt(run, { errorCode: 'interrupted' });
    },

    /** One look at HEC's task; sends the job for the next where HEC still works. */
    async follow({ runId, attempt }: { runId: string; attempt: number }, signal: AbortSignal): Promise<void> {
      const run = await runById(store.db, runId);
      if (run?.state !== 'following') return;
      const task = await readTask(run.taskId, signal);
      if (task !== undefined && task.status !== 'working') {
        const { status, succeeded, failed, message } = task;
        const facts = { succeeded, failed, taskMessage: message };
        return finishRun.conclude(run, { status, succeeded, failed }, facts);
      }
      if (now() - run.startedAt.getTime() >= followForMs) return finishRun.end(run, 'still_working');
      const startAfterSeconds = followPauseSeconds(attempt + 1);
      await store.jobs.send(store.db, 'follow', { runId, attempt: attempt + 1 }, { startAfterSeconds });
    },
  };

  /** A look that fails is no end: the next one may succeed. */
  async function readTask(taskId: string, signal: AbortSignal): Promise<HecTask | undefined> {
    try {
      return await hec.readTask(taskId, signal);
    } catch (error) {
      logger.warn({ err: error, taskId }, 'a task could not be read');
      return undefined;
    }
  }
}
