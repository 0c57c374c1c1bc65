/**
 * Jobs that name a person. Today's carry ids of runs and events alone; whatever they come to carry, those that have ended go
 * with the person. A waiting one stays: it ends as it must, and is then removed within an hour.
 */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Executor } from '../executor.ts';
import { type Subject, withoutSubject } from './subject.ts';

const place = z.enum(['job', 'archive']);
const found = z.object({
  rows: z.array(z.object({ place, name: z.string(), id: z.string(), isWaiting: z.boolean(), texts: z.string() })),
});

export interface Job {
  place: z.infer<typeof place>;
  name: string;
  id: string;
  isWaiting: boolean;
}

const isUnended = sql`state in ('created', 'retry', 'active')`;

/** pg-boss keeps an hour's jobs at most: the database searches them, and what it finds is told apart here. */
export async function jobsNaming(executor: Executor, subject: Subject): Promise<Job[]> {
  const names = subject.kind === 'person' ? subject.ids : [subject.address, encodeURIComponent(subject.address)];
  const patterns = sql.param(names.map((name) => `%${escaped(name.toLowerCase())}%`));
  const texts = sql`concat_ws(' ', singleton_key, data, output)`;
  const isNamed = sql`lower(${texts}) like any (${patterns}::text[])`;
  const result = await executor.execute(sql`
    select 'job' as place, name, id, ${isUnended} as "isWaiting", ${texts} as texts from pgboss.job where ${isNamed}
    union all select 'archive', name, id, false, ${texts} from pgboss.archive where ${isNamed}`);
  return found
    .parse(result)
    .rows.filter((job) => withoutSubject(subject, job.texts) !== undefined)
    .map(({ texts: _, ...job }) => job);
}

export async function removeEndedJob(executor: Executor, { place, name, id }: Job): Promise<void> {
  await executor.execute(sql`
    delete from ${sql.identifier('pgboss')}.${sql.identifier(place)}
    where name = ${name} and id = ${id}::uuid and ${place === 'archive' ? sql`true` : sql`not (${isUnended})`}`);
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
