/**
 * Work that outlives a request and a process: pg-boss on the store's own database.
 *
 * A job is done at least once: a handler that fails, or whose process dies, sees its job again. When its time is over,
 * a handler's signal aborts, because soon after the job is handed out again.
 */
import { sql } from 'drizzle-orm';
import PgBoss from 'pg-boss';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { Backend } from './backend.ts';
import { afterCommit, type Executor } from './executor.ts';
import { type JobData, type Queue, queues } from './queues.ts';

/** Between the end of a handler's time and the moment when its job is handed out again. */
const spareMs = 1_000;
const stopWithinMs = 5_000;
/** An announcement that comes a moment too early would find nothing. */
const announcementSlackMs = 20;

export interface Jobs {
  /**
   * Puts a job into a queue; sent in a transaction, it is there once that commits. Of `refresh`, one job for each event
   * waits: while it does, another adds nothing.
   */
  send<Name extends Exclude<Queue, 'tidy'>>(
    executor: Executor,
    queue: Name,
    data: JobData[Name],
    options?: { startAfterSeconds?: number },
  ): Promise<void>;
  /**
   * Does the queue's jobs from now on, in the place of who did them before. The signal aborts when the job's time is
   * over or the store closes.
   */
  work<Name extends Queue>(
    queue: Name,
    handler: (data: JobData[Name], signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
}

export interface JobRunner extends Jobs {
  /** Makes what is missing in the database. Not for two processes at the same time. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** @throws the error of the latest attempt to fetch a job, which pg-boss itself keeps quiet about */
  throwIfFailing(): void;
}

/** Told of each job that was tried. */
export type ObserveJob = (queue: Queue, result: 'done' | 'failed', seconds: number) => void;

export function createJobs(backend: Backend, logger: Logger, observe: ObserveJob): JobRunner {
  let fetchError: unknown;
  const workers = new Map<Queue, string[]>();
  const handlers = new Map<Queue, (data: unknown, signal: AbortSignal) => Promise<void>>();
  const closing = new AbortController();

  const boss = new PgBoss({
    db: { executeSql },
    // How soon the job of a process that died comes back.
    maintenanceIntervalSeconds: backend.lookForJobsSeconds,
    archiveCompletedAfterSeconds: 3_600,
    deleteAfterHours: 24,
  });
  boss.on('error', (error) => logger.error({ err: error }, 'the job queue has a problem'));

  async function executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
    const fetching = text.includes('SKIP LOCKED');
    try {
      const result = await backend.executeSql(
        text,
        values?.map((value) => value ?? null),
      );
      if (fetching) fetchError = undefined;
      return result;
    } catch (error) {
      if (fetching) fetchError = error;
      // pg-boss does not wait for `complete` and `fail`: an error in them would end the process. Without them the job's
      // time runs out, and it is done again.
      if (!text.includes('UNNEST($2::uuid[])')) throw error;
      logger.error({ err: error }, 'the end of a job was not written down');
      return { rows: [{ count: '0' }] };
    }
  }

  function announce(queue: Queue): void {
    for (const worker of workers.get(queue) ?? []) boss.notifyWorker(worker);
  }

  function announceIn(queue: Queue, seconds: number): void {
    setTimeout(() => announce(queue), seconds * 1_000 + announcementSlackMs).unref();
  }

  return {
    async start() {
      await boss.start();
      for (const [name, { key, expireInSeconds, retryLimit, retryDelay, retryBackoff }] of Object.entries(queues)) {
        const settings = { name, expireInSeconds, retryLimit, retryDelay, retryBackoff };
        const policy = key === undefined ? 'standard' : 'short';
        await boss.createQueue(name, { ...settings, policy });
        await boss.updateQueue(name, { ...settings, policy });
      }
      await boss.schedule('tidy', '* * * * *');
    },

    async send(executor, queue, data, { startAfterSeconds = 0 } = {}) {
      const key = queues[queue].key?.(data);
      const options = {
        db: { executeSql: (text: string, values: unknown[]) => executeOn(executor, text, values) },
        ...(startAfterSeconds > 0 && { startAfter: startAfterSeconds }),
        ...(key !== undefined && { singletonKey: key }),
      };
      while ((await boss.send(queue, data, options)) === null) {
        if (key === undefined) throw new Error(`There is no queue ${queue}.`);
        if (await holdWaiting(executor, queue, key)) break;
      }
      afterCommit(() => announceIn(queue, startAfterSeconds));
    },

    async work(queue, handler) {
      const { payload, expireInSeconds, retryDelay } = queues[queue];
      handlers.set(queue, (data, signal) => handler(payload.parse(data), signal));
      if (workers.has(queue)) return;
      const ids: string[] = [];
      workers.set(queue, ids);

      async function perform(job: PgBoss.Job<unknown>): Promise<void> {
        const startedAt = performance.now();
        const tried = (result: 'done' | 'failed') => observe(queue, result, (performance.now() - startedAt) / 1_000);
        try {
          const time = AbortSignal.timeout(expireInSeconds * 1_000 - spareMs);
          await handlers.get(queue)?.(job.data, AbortSignal.any([time, closing.signal]));
          tried('done');
        } catch (error) {
          tried('failed');
          logger.error({ err: error, queue, job: job.id }, 'a job failed');
          announceIn(queue, retryDelay);
          // pg-boss stores what it is given, and an error can hold secrets.
          throw new Error('The handler failed; the log says why.');
        } finally {
          // A worker pauses after each job, unless it is told that there may be more.
          announce(queue);
        }
      }

      // Jobs that this process sent, or failed in, are announced.
      const polling = { pollingIntervalSeconds: backend.lookForJobsSeconds };
      for (let worker = 0; worker < queues[queue].workers; worker++) {
        ids.push(
          await boss.work<unknown>(queue, polling, async (jobs) => {
            for (const job of jobs) await perform(job);
          }),
        );
      }
    },

    async stop() {
      const patience = setTimeout(() => closing.abort(), stopWithinMs - spareMs);
      await boss.stop({ timeout: stopWithinMs });
      clearTimeout(patience);
    },

    throwIfFailing() {
      if (fetchError !== undefined) throw fetchError;
    },
  };
}

const rows = z.object({ rows: z.array(z.unknown()) });

/** pg-boss numbers its values itself, so its text goes to the driver as it is. */
async function executeOn(executor: Executor, text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
  const query = { sql: text, params: values.map((value) => value ?? null) };
  return rows.parse(await executor._.session.prepareQuery(query, undefined, undefined, false).execute());
}

/**
 * Keeps the waiting job from being fetched until the transaction ends. Else it could be done before that commits, and
 * show what was true before. False when it has been fetched already.
 */
async function holdWaiting(executor: Executor, queue: Queue, key: string): Promise<boolean> {
  const held = await executor.execute(
    sql`select id from pgboss.job where name = ${queue} and singleton_key = ${key} and state = 'created' for update`,
  );
  return rows.parse(held).rows.length > 0;
}
