/** Every job, and how work on them starts. Each has its own file, with its definition and its handler. */
import type { JobDefinitions, JobHandler, JobName, Jobs } from '../store/job-queue.ts';
import { announceJob } from './announce-outcome.ts';
import { followJob } from './follow.ts';
import { lookJob } from './look.ts';
import { readEmailJob } from './read-email.ts';
import { refreshJob } from './refresh-cards.ts';
import { refreshOthersJob } from './refresh-others.ts';
import { tidyJob } from './retention.ts';
import { settleJob } from './settle.ts';
import { sweepJob } from './sweep.ts';

/** For the store, which creates a queue for each when it opens. */
export const jobDefinitions = {
  settle: settleJob,
  follow: followJob,
  look: lookJob,
  refresh: refreshJob,
  refresh_others: refreshOthersJob,
  read_email: readEmailJob,
  announce: announceJob,
  tidy: tidyJob,
  sweep: sweepJob,
} satisfies Required<JobDefinitions>;

/** One for each job, or its jobs would wait forever. */
type JobHandlers = { [Name in JobName]: JobHandler<Name> };

export async function startJobs(jobs: Jobs, handlers: JobHandlers): Promise<void> {
  await jobs.work('settle', handlers.settle);
  await jobs.work('follow', handlers.follow);
  await jobs.work('look', handlers.look);
  await jobs.work('refresh', handlers.refresh);
  await jobs.work('refresh_others', handlers.refresh_others);
  await jobs.work('read_email', handlers.read_email);
  await jobs.work('announce', handlers.announce);
  await jobs.work('tidy', handlers.tidy);
  await jobs.work('sweep', handlers.sweep);
}
