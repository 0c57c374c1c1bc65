/**
 * Jobs outlive a request and a process: pg-boss on the store's own database.
 *
 * A job runs at least once: if its handler fails or its process dies, it runs again. When its time is up, the handler's
 * signal aborts, because the job is handed out again soon after.
 */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import PgBoss from 'pg-boss';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { Backend } from './backend.ts';
import { afterCommit, type Executor } from './executor.ts';

/** Between a handler's abort and the moment when its job is handed out again. */
const spareMs = 1_000;
const stopWithinMs = 5_000;
/** A worker that is woken a moment too early would find nothing. */
const wakeLateByMs = 20;

/** Before a job looks again whether the other one with its key has ended. */
const yieldSeconds = 0.5;

/** What each job carries: only ids, because everything else is read when the job runs. */
export interface JobData {
  settle: { runId: string };
  follow: { runId: string; attempt: number };
  look: { runId: string; attempt: number };
  refresh: { eventId: string };
  refresh_others: { eventId: string };
  read_email: { eventId: string; entityId: string };
  announce: { runId: string };
  tidy: unknown;
  sweep: unknown;
}

export type JobName = keyof JobData;

/** Sent by the schedule alone. */
type ScheduledJobName = 'tidy' | 'sweep';

export type JobHandler<Name extends JobName> = (data: JobData[Name], signal: AbortSignal) => Promise<void>;

/** Never change a queue's name or payload: jobs of older versions may be waiting in it. */
export interface JobDefinition<Name extends JobName> {
  payload: z.ZodType<JobData[Name]>;
  /** At most one job with the same key waits, and at most one runs. */
  key?: (data: JobData[Name]) => string;
  /** When the job runs by itself, in cron's notation. */
  schedule?: string;
  /** Waits only for the process that sent it: due at once after a start that finds no process alive. */
  waitsForSender?: true;
  /** How many jobs one process runs at the same time. */
  workers: number;
  /** A job's time limit. After that, a job whose process died comes back. */
  expireInSeconds: number;
  retryLimit: number;
  retryDelay: number;
  /** The delay doubles each time, without limit. */
  retryBackoff: boolean;
}

export type JobDefinitions = { [Name in JobName]?: JobDefinition<Name> };

/** Called after each attempt at a job. */
export type ObserveJob = (job: JobName, result: 'done' | 'failed', seconds: number) => void;

export interface Jobs {
  /** Queued once the transaction commits. While a job with the same key waits, another adds nothing. */
  send<Name extends Exclude<JobName, ScheduledJobName>>(
    executor: Executor,
    name: Name,
    data: JobData[Name],
    options?: { startAfterSeconds?: number },
  ): Promise<void>;
  /** Replaces an earlier handler. The signal aborts when the job's time is up or the store closes. */
  work<Name extends JobName>(name: Name, handler: JobHandler<Name>): Promise<void>;
}

/** True where a job that will end this run waits or is under way. */
export function hasJob(runId: SQLWrapper): SQL {
  return sql`exists (select 1 from pgboss.job where name in ('settle', 'follow', 'look')
    and state in ('created', 'retry', 'active') and data->>'runId' = ${runId}::text)`;
}

/** True where a job has told how this run ended, will do so, or has given up. Done ones are kept for an hour. */
export function hadAnnouncement(runId: SQLWrapper): SQL {
  return sql`exists (select 1 from pgboss.job where name = 'announce' and data->>'runId' = ${runId}::text)`;
}

interface RegisteredHandler {
  run(data: unknown, signal: AbortSignal): Promise<void>;
  keyOf(data: unknown): string | undefined;
}

export class JobQueue implements Jobs {
  readonly #backend: Backend;
  readonly #definitions: JobDefinitions;
  readonly #logger: Logger;
  readonly #observe: ObserveJob;
  readonly #boss: PgBoss;
  readonly #workers = new Map<JobName, string[]>();
  readonly #handlers = new Map<JobName, RegisteredHandler>();
  readonly #closing = new AbortController();
  #fetchError: unknown;

  constructor(backend: Backend, definitions: JobDefinitions, logger: Logger, observe: ObserveJob) {
    this.#backend = backend;
    this.#definitions = definitions;
    this.#logger = logger;
    this.#observe = observe;
    this.#boss = new PgBoss({
      db: { executeSql: (text, values) => this.#executeSql(text, values) },
      // How soon a job comes back if its process died.
      maintenanceIntervalSeconds: backend.lookForJobsSeconds,
      // `tidy` removes them long before, in small steps.
      archiveCompletedAfterSeconds: 30 * 86_400,
      deleteAfterDays: 1,
    });
    this.#boss.on('error', (error) => logger.error({ err: error }, 'job queue error'));
  }

  /** Creates what is missing in the database. Not safe to run concurrently. */
  async start(): Promise<void> {
    await this.#boss.start();
    for (const [name, definition] of Object.entries(this.#definitions)) {
      const { key, schedule, expireInSeconds, retryLimit, retryDelay, retryBackoff } = definition;
      const policy = key === undefined ? ('standard' as const) : ('short' as const);
      const settings = { name, policy, expireInSeconds, retryLimit, retryDelay, retryBackoff };
      await this.#boss.createQueue(name, settings);
      await this.#boss.updateQueue(name, settings);
      if (schedule !== undefined) await this.#boss.schedule(name, schedule);
    }
  }

  /** After a crash: what nobody works on any more is handed out at once, not only when its time is over. */
  async takeOver(): Promise<void> {
    const { database } = this.#backend;
    const all = Object.entries(this.#definitions);
    const waiting = all.filter(([, { waitsForSender }]) => waitsForSender === true).map(([name]) => name);
    if (all.length > 0) {
      await database.execute(sql`update pgboss.job set state = 'retry', start_after = now()
        where name in ${all.map(([name]) => name)} and state = 'active' and retry_count < retry_limit`);
    }
    if (waiting.length > 0) {
      await database.execute(sql`update pgboss.job set start_after = now()
        where name in ${waiting} and state in ('created', 'retry') and start_after > now()`);
    }
  }

  async send<Name extends Exclude<JobName, ScheduledJobName>>(
    executor: Executor,
    name: Name,
    data: JobData[Name],
    { startAfterSeconds = 0 }: { startAfterSeconds?: number } = {},
  ): Promise<void> {
    const key = this.#definitionOf(name).key?.(data);
    const options = {
      db: { executeSql: (text: string, values: unknown[]) => executeOn(executor, text, values) },
      ...(startAfterSeconds > 0 && { startAfter: startAfterSeconds }),
      ...(key !== undefined && { singletonKey: key }),
    };
    while ((await this.#boss.send(name, data, options)) === null) {
      if (key === undefined) throw new Error(`There is no queue ${name}.`);
      if (await holdWaiting(executor, name, key)) break;
    }
    afterCommit(() => this.#wakeIn(name, startAfterSeconds));
  }

  async work<Name extends JobName>(name: Name, handler: JobHandler<Name>): Promise<void> {
    const { payload, key, workers } = this.#definitionOf(name);
    this.#handlers.set(name, {
      run: (data, signal) => handler(payload.parse(data), signal),
      keyOf: (data) => key?.(payload.parse(data)),
    });
    if (this.#workers.has(name)) return;
    const ids: string[] = [];
    this.#workers.set(name, ids);
    // Slow is fine: for jobs that this process sends or fails in, it wakes its workers itself.
    const polling = { pollingIntervalSeconds: this.#backend.lookForJobsSeconds };
    for (let worker = 0; worker < workers; worker++) {
      ids.push(
        await this.#boss.work<unknown>(name, polling, async (jobs) => {
          for (const job of jobs) await this.#perform(name, job);
        }),
      );
    }
  }

  async stop(): Promise<void> {
    const abort = setTimeout(() => this.#closing.abort(), stopWithinMs - spareMs);
    await this.#boss.stop({ timeout: stopWithinMs });
    clearTimeout(abort);
  }

  /** @throws the error of the latest attempt to fetch a job, which pg-boss itself doesn't report */
  throwIfFailing(): void {
    if (this.#fetchError !== undefined) throw this.#fetchError;
  }

  #definitionOf<Name extends JobName>(name: Name): JobDefinition<Name> {
    const definition: JobDefinition<Name> | undefined = this.#definitions[name];
    if (definition === undefined) throw new Error(`The store was opened without the job ${name}.`);
    return definition;
  }

  async #perform(name: JobName, job: PgBoss.Job<unknown>): Promise<void> {
    const { expireInSeconds, retryDelay } = this.#definitionOf(name);
    const startedAt = performance.now();
    const tried = (result: 'done' | 'failed') => this.#observe(name, result, (performance.now() - startedAt) / 1_000);
    try {
      if (await this.#yields(name, job)) return;
      const time = AbortSignal.timeout(expireInSeconds * 1_000 - spareMs);
      await this.#handlers.get(name)?.run(job.data, AbortSignal.any([time, this.#closing.signal]));
      tried('done');
    } catch (error) {
      tried('failed');
      this.#logger.error({ err: error, queue: name, job: job.id }, 'job failed');
      this.#wakeIn(name, retryDelay);
      // pg-boss stores the error that it gets, and an error can hold secrets.
      throw new Error('The handler failed; the log says why.');
    } finally {
      // A worker pauses after each job, unless it is told that there may be more.
      this.#wake(name);
    }
  }

  /**
   * True if another job with its key is running, and this one will be tried again in a moment. If two began together,
   * both may give way; they then go on as one.
   */
  async #yields(name: JobName, { id, data }: PgBoss.Job<unknown>): Promise<boolean> {
    const key = this.#handlers.get(name)?.keyOf(data);
    if (key === undefined) return false;
    const { database } = this.#backend;
    const others = await database.execute(
      sql`select id from pgboss.job where name = ${name} and singleton_key = ${key} and state = 'active'
        and id <> ${id} and started_on + expire_in > now() limit 1`,
    );
    if (rows.parse(others).rows.length === 0) return false;
    await this.#boss.send({
      name,
      data: wholeData.parse(data),
      options: { singletonKey: key, startAfter: yieldSeconds },
    });
    this.#wakeIn(name, yieldSeconds);
    return true;
  }

  async #executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
    const fetching = text.includes('SKIP LOCKED');
    try {
      const result = await this.#backend.executeSql(text, values?.map(orNull));
      if (fetching) this.#fetchError = undefined;
      return result;
    } catch (error) {
      if (fetching) this.#fetchError = error;
      // pg-boss does not wait for `complete` and `fail`: an error in them would end the process. If they fail, the job's
      // time runs out, and it runs again.
      if (!text.includes('UNNEST($2::uuid[])')) throw error;
      this.#logger.error({ err: error }, 'could not record the end of a job');
      return { rows: [{ count: '0' }] };
    }
  }

  #wake(name: JobName): void {
    for (const worker of this.#workers.get(name) ?? []) this.#boss.notifyWorker(worker);
  }

  #wakeIn(name: JobName, seconds: number): void {
    setTimeout(() => this.#wake(name), seconds * 1_000 + wakeLateByMs).unref();
  }
}

const rows = z.object({ rows: z.array(z.unknown()) });
const wholeData = z.record(z.string(), z.unknown());

/** pg-boss numbers its values itself, so its text goes to the driver as it is. */
async function executeOn(executor: Executor, text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
  const query = { sql: text, params: values.map(orNull) };
  return rows.parse(await executor._.session.prepareQuery(query, undefined, undefined, false).execute());
}

/** pg-boss passes undefined for missing values, which no driver takes. */
function orNull(value: unknown): unknown {
  return value ?? null;
}

/**
 * Keeps the waiting job from being fetched until the transaction ends: if it ran before the commit, it would show the
 * old state. False if it has already been fetched.
 */
async function holdWaiting(executor: Executor, name: JobName, key: string): Promise<boolean> {
  const held = await executor.execute(
    sql`select id from pgboss.job where name = ${name} and singleton_key = ${key} and state = 'created' for update`,
  );
  return rows.parse(held).rows.length > 0;
}
