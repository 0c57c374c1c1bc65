/** Every minute, in one process: gives runs that have lost their job a new one. */
import { z } from 'zod';
import type { JobDefinition } from '../store/job-queue.ts';

/** Without a key: pg-boss makes one a minute for all processes, and a sweep takes milliseconds. */
export const sweepJob: JobDefinition<'sweep'> = {
  payload: z.unknown(),
  schedule: '* * * * *',
  workers: 1,
  expireInSeconds: 30,
  retryLimit: 0,
  retryDelay: 1,
  retryBackoff: false,
};
