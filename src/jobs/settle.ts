/** 15 s after a claim: ends the run if its process died. */
import { z } from 'zod';
import type { TaskFollower } from '../services/follow-task.ts';
import type { JobDefinition, JobHandler } from '../store/job-queue.ts';

export const settleJob: JobDefinition<'settle'> = {
  payload: z.object({ runId: z.string() }),
  waitsForSender: true,
  workers: 2,
  expireInSeconds: 30,
  retryLimit: 60,
  retryDelay: 5,
  retryBackoff: false,
};

export function createSettle(follower: TaskFollower): JobHandler<'settle'> {
  return ({ runId }) => follower.settle(runId);
}
