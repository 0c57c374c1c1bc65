/** Looks again whether HEC shows what an action did: some time before anybody is told that it changed nothing, and later. */
import { z } from 'zod';
import type { RunFinisher } from '../services/finish-run.ts';
import type { JobDefinition, JobHandler } from '../store/job-queue.ts';

/** Without a key: each job sends the next, and a second row of them would only look twice. */
export const lookJob: JobDefinition<'look'> = {
  payload: z.object({ runId: z.string(), attempt: z.number() }),
  workers: 2,
  expireInSeconds: 20,
  retryLimit: 60,
  retryDelay: 5,
  retryBackoff: false,
};

export function createLook(finishRun: RunFinisher): JobHandler<'look'> {
  return ({ runId, attempt }) => finishRun.look(runId, attempt);
}
