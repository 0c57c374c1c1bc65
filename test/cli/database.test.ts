import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askApp } from '../../src/cli/ask-app.ts';
import { withDatabase } from '../../src/cli/database.ts';
import { lockDirectory } from '../../src/store/directory-lock.ts';

async function directory({ owner }: { owner?: number } = {}): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hec-slack-command-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  await mkdir(join(dataDir, 'postgres'));
  if (owner !== undefined) await chown(join(dataDir, 'postgres'), owner, owner);
  return dataDir;
}

const signal = new AbortController().signal;
const ways = {
  opened: async () => 'opened',
  running: (dataDir: string) =>
    askApp(dataDir, { method: 'GET', path: '/', query: {}, signal }, async () => 'asked the running app'),
};

const embedded = (dataDir: string) => withDatabase({ databaseUrl: undefined, dataDir }, ways);

describe('a command', () => {
  test('makes no database where there is none, and says where it looked', async () => {
    const dataDir = join(await directory(), 'nothing');
    await expect(embedded(dataDir)).rejects.toThrow(
      `There is no database in ${dataDir}. Set DATA_DIR as the app has it.`,
    );
  });

  test('that finds the database in use while no app answers says so', async () => {
    const dataDir = await directory();
    const lock = await lockDirectory(dataDir);
    onTestFinished(() => lock.close());
    await expect(embedded(dataDir)).rejects.toThrow('The database is in use, but no running app answers.');
  });

  test.runIf(process.getuid?.() === 0)(
    'leaves no files of its user’s among another’s, and says as whom to run it',
    async () => {
      const dataDir = await directory({ owner: 65_534 });
      await expect(embedded(dataDir)).rejects.toThrow(
        `${dataDir} belongs to another user (uid 65534), and the app does not run. Run this as that user, or start the app.`,
      );
    },
  );

  test('says of a Postgres server that can’t be reached what a start says', async () => {
    const databaseUrl = 'postgres://app:secret@127.0.0.1:1/app';
    const failed = withDatabase({ databaseUrl, dataDir: '/nowhere' }, ways);
    await expect(failed).rejects.toThrow('nothing takes connections at its host and port (ECONNREFUSED)');
    await expect(failed).rejects.not.toThrow('secret');
  });
});
