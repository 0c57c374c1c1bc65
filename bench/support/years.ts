/** Fills a store with what years leave behind, most of it due for removal, in its own process. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { jobDefinitions } from '../../src/jobs/jobs.ts';
import { createLogger } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Place } from './places.ts';

const self = fileURLToPath(import.meta.url);

const jobColumns = `name, priority, data, state, retry_limit, retry_count, retry_delay, retry_backoff, start_after,
  started_on, expire_in, created_on, completed_on, keep_until, policy`;

/** Rows to fill in, by table, for `size` rows altogether. */
const statements = (size: number): string[] => {
  const share = (ninths: number) => Math.round((size * ninths) / 9);
  return [
    `insert into audit (kind, at, team_id, user_id, channel_id, message_ts, event_id, target, claim_key, action_name,
        action_label, state, outcome, sent_at, ended_at)
      select case when n % 10 = 0 then 'action' else 'lookup' end, now() - n * interval '180 seconds', 'T1', 'U' || n % 200,
        'C' || n % 50, n::text, md5((n / 5)::text), 'event', 'event:' || n, 'quarantine', 'Quarantine', 'ended', 'done',
        now(), now()
      from generate_series(1, ${share(3)}) n`,
    `insert into shown_messages (place, kind, event_id, channel_id, user_id, message_ts, shape, shown_at, revision)
      select 'message C' || n % 50 || ' ' || n, 'message', md5((n / 5)::text), 'C' || n % 50, 'U' || n % 200, n::text, 'full',
        now() - n * interval '80 seconds', md5(n::text)
      from generate_series(1, ${share(2)}) n`,
    `insert into handled_events (event_id, at)
      select 'Ev' || n, now() - n * interval '5 seconds' from generate_series(1, ${share(0.5)}) n`,
    `insert into rate_limits (key, points, expire)
      select 'post:C' || n, 1, now() - n * interval '5 seconds' from generate_series(1, ${share(0.5)}) n`,
    `insert into pgboss.job (id, name, data, state, created_on, started_on, completed_on)
      select gen_random_uuid(), 'refresh', '{"eventId":"e"}', 'completed', at, at, at
      from (select now() - n * interval '100 milliseconds' as at from generate_series(1, ${share(1.5)}) n) times`,
    `insert into pgboss.archive (id, ${jobColumns}, archived_on)
      select gen_random_uuid(), ${jobColumns}, now() - interval '2 days' from pgboss.job`,
  ];
};

export async function fillWithYears({ env }: Place, size: number): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', self, String(size)], {
    env: { PATH: process.env.PATH ?? '', ...env },
  });
}

async function fill(size: number): Promise<void> {
  const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir = '' } = process.env;
  const store = await openStore({ databaseUrl, dataDir, jobs: jobDefinitions, logger: createLogger('silent') });
  await store.close();
  // Not through the store, whose queue would begin to remove them.
  if (databaseUrl === undefined) {
    const pglite = await PGlite.create(join(dataDir, 'postgres'));
    for (const statement of statements(size)) await pglite.exec(statement);
    await pglite.close();
  } else {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    for (const statement of statements(size)) await client.query(statement);
    await client.end();
  }
}

if (process.argv[1] === self) await fill(Number(process.argv[2]));
