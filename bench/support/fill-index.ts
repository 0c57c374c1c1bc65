/** Fills the index of events and asks it, in its own process because the embedded database takes memory. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { createLogger } from '../../src/log.ts';
import { parse } from '../../src/search/parse.ts';
import type { Query } from '../../src/search/query.ts';
import { eventIdsAbout, searchIndex } from '../../src/store/event-index.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { type Summary, summarize } from './measures.ts';
import type { Place } from './places.ts';

const self = fileURLToPath(import.meta.url);
const atOnce = 50_000;
const warmUps = 20;
const rowsOfAPage = 10;
/** What a search reads of the index before HEC answers. */
const rowsOfASearch = 1_000;

const summary = z.object({ count: z.number(), median: z.number(), p99: z.number(), max: z.number() });
const measured = z.object({ page: summary, whole: summary, lookup: summary, pages: z.record(z.string(), summary) });

/** In milliseconds. `page`: ten rows; `whole`: all that a search takes from the index. */
export interface IndexTimes {
  page: Summary;
  whole: Summary;
  lookup: Summary;
  /** The pages of each query. */
  pages: Record<string, Summary>;
}

/** Common and rare filters, and words that most, few and no events have. */
const searches = [
  'last:30d',
  'severity:high+ type:phishing last:30d',
  'type:shadow_it last:30d',
  'from:parcel-point7.example last:30d',
  '"delivery note" last:30d',
  '"note 4242" last:30d',
  'nowhere last:30d',
  'severity:critical -state:dismissed nowhere last:7d',
];

/** Fills the place's index with `size` events, and measures so many questions of each kind. */
export async function measureIndex({ env }: Place, size: number, questions: number): Promise<IndexTimes> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', self, String(size), String(questions)],
    { env: { PATH: process.env.PATH ?? '', ...env } },
  );
  return measured.parse(JSON.parse(stdout));
}

async function fill({ db }: Store, size: number): Promise<void> {
  for (let start = 0; start < size; start += atOnce) {
    const end = Math.min(start + atOnce, size) - 1;
    await db.execute(sql`
      insert into seen_events (event_id, entity_id, entity_type, created_at, type, state, severity, confidence, saas, sender,
        subject, mailbox, description, plain_sender, plain_text, email_seen_at, seen_at)
      select md5('event' || n), md5('entity' || n / 2), 'office365_emails_email',
        now() - n * (interval '30 days' / ${size}::float8),
        (array['phishing', 'malware', 'suspicious_phishing', 'dlp', 'spam'])[1 + n % 5],
        (array['new', 'remediated', 'detected', 'dismissed'])[1 + n / 5 % 4], 1 + n / 20 % 5, 'malicious', 'office365_emails',
        'ana' || n % 1000 || '@parcel-point' || n % 5000 || '.example', 'Delivery note ' || n, 'bo' || n % 2000 || '@example.com',
        description, 'ana' || n % 1000 || '@parcel-point' || n % 5000 || '.example',
        lower(description) || chr(10) || 'delivery note ' || n, now(), now()
      from generate_series(${start}::integer, ${end}::integer) n,
        lateral (select 'Phishing detected in the email ' || md5(n::text) || ' to the mailbox bo' || n % 2000 || '@example.com: '
          || repeat(md5((n + 1)::text) || ' ', 6) as description) texts`);
  }
  // A server does this by itself, and the app does it every hour for the embedded database.
  await db.execute(sql`vacuum analyze seen_events`);
}

function queryOf(text: string, now: Date): Query {
  const parsed = parse(text, { now, offsetSeconds: 0 });
  if (parsed.kind !== 'query') throw new Error(`${text} is no search`);
  return parsed.query;
}

async function timesOf(questions: number, ask: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = -warmUps; index < questions; index += 1) {
    const begin = performance.now();
    await ask(index);
    if (index >= 0) times.push(performance.now() - begin);
  }
  return times;
}

async function ask({ db }: Store, size: number, questions: number): Promise<IndexTimes> {
  const now = new Date();
  const pages: Record<string, Summary> = {};
  const ofPages: number[] = [];
  const ofSearches: number[] = [];
  for (const text of searches) {
    const query = queryOf(text, now);
    const times = await timesOf(questions, () => searchIndex(db, query, now, rowsOfAPage));
    pages[text] = summarize(times);
    ofPages.push(...times);
    ofSearches.push(...(await timesOf(Math.ceil(questions / 4), () => searchIndex(db, query, now, rowsOfASearch))));
  }
  const entityOf = (index: number) =>
    createHash('md5')
      .update(`entity${(index * 7919 + 1_000_003) % Math.floor(size / 2)}`)
      .digest('hex');
  const lookups = await timesOf(questions * 4, (index) => eventIdsAbout(db, entityOf(index), 3));
  return { page: summarize(ofPages), whole: summarize(ofSearches), lookup: summarize(lookups), pages };
}

async function main(size: number, questions: number): Promise<void> {
  const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir = '' } = process.env;
  const store = await openStore({ databaseUrl, dataDir, jobs: {}, logger: createLogger('silent') });
  await fill(store, size);
  process.stdout.write(JSON.stringify(await ask(store, size, questions)));
  await store.close();
}

if (process.argv[1] === self) await main(Number(process.argv[2]), Number(process.argv[3]));
