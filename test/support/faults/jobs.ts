/** Jobs without their pauses: what failed is tried again after a second or more, which a test need not wait for. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { z } from 'zod';
import type { JobData } from '../../../src/store/job-queue.ts';
import type { Store } from '../../../src/store/open.ts';

type Hurried = 'settle' | 'follow' | 'refresh' | 'refresh_others' | 'read_email' | 'announce';

const rows = z.object({ rows: z.array(z.unknown()) });

/** Resolves once it is so, with every job of these queues due at once. */
export async function untilJobsShow(store: Store, queues: readonly Hurried[], isSo: () => boolean): Promise<void> {
  const next = async () => {
    if (!isSo()) for (const queue of queues) await hurry(store, queue);
    return isSo();
  };
  await expect.poll(next, { timeout: 8_000, interval: 60 }).toBe(true);
}

/** Resolves once every job of the queue has been tried, and what failed once more. */
export async function tryAgain(store: Store, queue: Hurried): Promise<void> {
  await hurry(store, queue);
  const isDone = async () => (await jobsIn(store, queue, ['created', 'active'])) === 0;
  await expect.poll(isDone, { timeout: 8_000, interval: 20 }).toBe(true);
}

/** How many jobs of the queue wait for another try. */
export function failedJobs(store: Store, queue: Hurried): Promise<number> {
  return jobsIn(store, queue, ['retry']);
}

async function jobsIn({ db }: Store, queue: Hurried, states: readonly string[]): Promise<number> {
  const wanted = sql.join(
    states.map((state) => sql`${state}`),
    sql`, `,
  );
  const found = await db.execute(sql`select 1 from pgboss.job where name = ${queue} and state::text in (${wanted})`);
  return rows.parse(found).rows.length;
}

async function hurry({ db, jobs }: Store, queue: Hurried): Promise<void> {
  await db.execute(
    sql`update pgboss.job set start_after = now() where name = ${queue} and state in ('created', 'retry')`,
  );
  // A worker looks once a second, or when it is told of a new job: this one finds nothing to do.
  const nobody = randomUUID();
  const idle: Pick<JobData, Hurried> = {
    settle: { runId: nobody },
    follow: { runId: nobody, attempt: 0 },
    refresh: { eventId: nobody },
    refresh_others: { eventId: nobody },
    read_email: { eventId: nobody, entityId: nobody.replaceAll('-', '') },
    announce: { runId: nobody },
  };
  await jobs.send(db, queue, idle[queue]);
}
