/** Fills a store with many rows, in its own process because opening the embedded database takes memory. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { createLogger } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { audit, shownMessages } from '../../src/store/schema.ts';
import type { Place } from './places.ts';
import { teamId } from './slack.ts';

const self = fileURLToPath(import.meta.url);
const atOnce = 1_000;
/** How many messages show the same event, and how many runs it had. */
const ofEachEvent = 4;
const everyMs = 60_000;

/** Adds `size` messages and as many ended runs, on events that nobody else asks for. */
export async function preload({ env }: Place, size: number): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', self, String(size)], {
    env: { PATH: process.env.PATH ?? '', ...env },
  });
}

async function fill(size: number): Promise<void> {
  const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir = '' } = process.env;
  const logger = createLogger('silent');
  const store = await openStore({ databaseUrl, dataDir, jobs: {}, logger });
  for (let start = 0; start < size; start += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, size - start) }, (_, index) => start + index);
    const rows = numbers.map((number) => {
      const at = new Date(Date.now() - (size - number) * everyMs);
      const eventId = `c0ffee${Math.floor(number / ofEachEvent)
        .toString(16)
        .padStart(26, '0')}`;
      const ts = `${Math.floor(at.getTime() / 1_000)}.${String(number).padStart(6, '0')}`;
      const userId = `U0OLD${number % 200}`;
      return { at, eventId, ts, userId, channelId: `C0OLD${number % 50}` };
    });
    await store.db.insert(shownMessages).values(
      rows.map(({ at, eventId, ts, userId, channelId }) => ({
        place: `message ${channelId} ${ts}`,
        kind: 'message' as const,
        eventId,
        channelId,
        userId,
        messageTs: ts,
        shape: 'full' as const,
        shownAt: at,
        revision: randomUUID(),
      })),
    );
    await store.db.insert(audit).values(
      rows.map(({ at, eventId, ts, userId, channelId }) => ({
        kind: 'action' as const,
        at,
        teamId,
        userId,
        channelId,
        messageTs: ts,
        eventId,
        target: 'event' as const,
        claimKey: `event:${eventId}`,
        actionName: 'quarantine',
        parameter: {},
        actionLabel: 'Quarantine',
        state: 'ended' as const,
        outcome: 'done' as const,
        sentAt: at,
        endedAt: at,
      })),
    );
  }
  // A server does this by itself, and the app does it every hour for the embedded database.
  await store.db.execute(sql`vacuum analyze`);
  await store.close();
}

if (process.argv[1] === self) await fill(Number(process.argv[2]));
