/** Asks HEC how a run's task is doing; each job sends the next. */
import { z } from 'zod';
import type { TaskFollower } from '../services/follow-task.ts';
import type { JobDefinition, JobHandler } from '../store/job-queue.ts';

export const followJob: JobDefinition<'follow'> = {
  payload: z.object({ runId: z.string(), attempt: z.number() }),
  workers: 4,
  expireInSeconds: 10,
  retryLimit: 600,
  retryDelay: 1,
  retryBackoff: false,
};

export function createFollow(follower: TaskFollower): JobHandler<'follow'> {
  return ({ runId, attempt }, signal) => follower.follow(runId, attempt, signal);
}
