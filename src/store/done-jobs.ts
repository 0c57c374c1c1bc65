/** Jobs that have ended. pg-boss would move and remove them all at once, which takes seconds after a busy hour. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Executor } from './executor.ts';
import { rowsAtOnce } from './steps.ts';

const removed = z.object({ rows: z.array(z.unknown()) });

export async function removeJobsDoneBefore(executor: Executor, before: Date): Promise<number> {
  const result = await executor.execute(sql`
    delete from pgboss.job where (name, id) in
      (select name, id from pgboss.job where completed_on < ${before.toISOString()}::timestamptz limit ${rowsAtOnce})
    returning id`);
  return removed.parse(result).rows.length;
}

/** Where pg-boss put them up to 0.3. */
export async function removeArchivedJobs(executor: Executor): Promise<number> {
  const result = await executor.execute(sql`
    delete from pgboss.archive where (name, id) in (select name, id from pgboss.archive limit ${rowsAtOnce}) returning id`);
  return removed.parse(result).rows.length;
}
