/** The queues: what their jobs carry, and what happens to a job that fails or whose process died. */
import { z } from 'zod';

/** Ids only, for everything else is read afresh when the job is done. */
export interface JobData {
  /** 15 s after a claim: ends the run if its process died. */
  settle: { runId: string };
  /** Asks HEC how the run's task is doing; each job sends the next. */
  follow: { runId: string; attempt: number };
  /** Renders every message that shows the event again. */
  refresh: { eventId: string };
  /** Says how the run ended, where it was asked for. */
  announce: { runId: string };
  /** Every minute: removes what has expired. */
  tidy: unknown;
}

export type Queue = keyof JobData;

interface QueueDefinition<Data> {
  payload: z.ZodType<Data>;
  /** At most one job with the same key waits. Another one may be under way, which began before. */
  key?: (data: Data) => string;
  /** How many jobs one process does at the same time. */
  workers: number;
  /** A job's time. That of a process that died comes back after it. */
  expireInSeconds: number;
  retryLimit: number;
  retryDelay: number;
  /** The delay doubles each time, without a bound. */
  retryBackoff: boolean;
}

export const queues: { [Name in Queue]: QueueDefinition<JobData[Name]> } = {
  settle: {
    payload: z.object({ runId: z.string() }),
    workers: 2,
    expireInSeconds: 30,
    retryLimit: 60,
    retryDelay: 5,
    retryBackoff: false,
  },
  follow: {
    payload: z.object({ runId: z.string(), attempt: z.number() }),
    workers: 4,
    expireInSeconds: 10,
    retryLimit: 600,
    retryDelay: 1,
    retryBackoff: false,
  },
  refresh: {
    payload: z.object({ eventId: z.string() }),
    key: ({ eventId }) => eventId,
    workers: 4,
    expireInSeconds: 60,
    retryLimit: 8,
    retryDelay: 1,
    retryBackoff: true,
  },
  announce: {
    payload: z.object({ runId: z.string() }),
    workers: 2,
    expireInSeconds: 30,
    retryLimit: 8,
    retryDelay: 1,
    retryBackoff: true,
  },
  tidy: {
    payload: z.unknown(),
    workers: 1,
    expireInSeconds: 60,
    retryLimit: 0,
    retryDelay: 1,
    retryBackoff: false,
  },
};
