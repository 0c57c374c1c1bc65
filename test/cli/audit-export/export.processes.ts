import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveCommands } from '../../../src/cli/app-socket.ts';
import { createLogger } from '../../../src/log.ts';
import { recordFound, recordLookup, recordRefusal, recordSearch } from '../../../src/store/audit-trail.ts';
import { openStore } from '../../../src/store/open.ts';

describe('the export', { timeout: 60_000 }, () => {
  test('the audit export gives the same rows from the database as from the running app, and no live formula', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'hec-slack-audit-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const logger = createLogger('silent');
    const store = await openStore({ databaseUrl: undefined, dataDir, jobs: {}, logger });
    const attempt = { at: new Date(), teamId: 'T1', userId: 'U1', channelId: 'C1', eventId: 'e'.repeat(32) };
    await recordLookup(store.db, attempt);
    await recordRefusal(store.db, {
      ...attempt,
      at: new Date(attempt.at.getTime() + 1),
      reason: 'not_responder',
      label: '=HYPERLINK("evil")',
    });
    const searched = { ...attempt, at: new Date(attempt.at.getTime() + 2), eventId: undefined };
    await recordFound(store.db, await recordSearch(store.db, { ...searched, query: '=IMPORTXML("evil")' }), 12);

    const exporting = await serveCommands(dataDir, store, logger);
    expect((await stat(join(dataDir, 'app.sock'))).mode & 0o077).toBe(0);
    const fromApp = { csv: await audit(dataDir, 'csv'), json: await audit(dataDir, 'json') };
    exporting.close();
    await store.close();
    expect(
      fromApp.json
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { kind: 'lookup', userId: 'U1' },
      { kind: 'refusal', reason: 'not_responder' },
      { kind: 'search', query: '=IMPORTXML("evil")', found: 12 },
    ]);
    expect(fromApp.csv).toMatch(/^at,kind,teamId/);
    // A spreadsheet would run it.
    expect(fromApp.csv).not.toMatch(/(^|,)"?=(HYPERLINK|IMPORTXML)/m);
    expect(await audit(dataDir, 'csv')).toBe(fromApp.csv);
  });
});

async function audit(dataDir: string, format: string): Promise<string> {
  const env = {
    ...process.env,
    DATABASE_URL: '',
    DATA_DIR: dataDir,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 's',
    HEC_REGION: 'us',
    HEC_CLIENT_ID: 'c',
    HEC_ACCESS_KEY: 'k',
  };
  const args = ['--import', 'tsx', 'src/cli/audit-export/main.ts', '--since', '1d', '--format', format];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout;
}
