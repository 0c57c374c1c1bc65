/**
 * A process that uses the store as the app does, for tests that need more than one or that kill it.
 *
 * Usage: child.ts <what to do> <data directory> [database URL]. It prints a line whenever something has happened.
 */
import { randomUUID } from 'node:crypto';
import { jobDefinitions } from '../../../src/jobs/jobs.ts';
import { createLogger } from '../../../src/log.ts';
import { recordLookup } from '../../../src/store/audit-trail.ts';
import { openStore } from '../../../src/store/open.ts';

const [, , task, dataDir = '', databaseUrl] = process.argv;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const logger = createLogger('silent');
  const store = await openStore({ databaseUrl, dataDir, jobs: jobDefinitions, logger });
  say('open');
  if (task === 'write') {
    for (;;) {
      const eventId = randomUUID();
      await recordLookup(store.db, { at: new Date(), teamId: 'T1', userId: 'U1', eventId });
      say(eventId);
    }
  }
  if (task === 'hang') {
    await store.jobs.work('follow', async ({ runId }) => {
      say(`took ${runId}`);
      await new Promise(() => {});
    });
  }
  if (task === 'open') await store.close();
} catch (error) {
  say(error instanceof Error ? `${error.name}: ${error.message}` : 'failed');
  process.exitCode = 1;
}
