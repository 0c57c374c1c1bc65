import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { dataDirectoryFault } from '../../src/store/data-directory.ts';
import { lockDirectory } from '../../src/store/directory-lock.ts';
import { openEmbedded } from '../../src/store/embedded.ts';

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'data-directory-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function expectRefused(path: string, sentence: RegExp): Promise<void> {
  await expect(lockDirectory(path)).rejects.toThrow(sentence);
}

/** Root may write anywhere. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a DATA_DIR that can’t be used', () => {
  test('is told to be a file, or to lie below one', async () => {
    const file = join(await directory(), 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below'), join(file, 'far', 'below'), '/dev/null']) {
      await expectRefused(path, /^DATA_DIR can’t be used \(.*\): it is a file, or lies below one\. Name a directory/);
      expect(await dataDirectoryFault(path)).toContain('it is a file, or lies below one');
    }
  });

  test('is told to be a link that leads nowhere', async () => {
    const inside = await directory();
    await symlink('nowhere', join(inside, 'dangling'));
    await symlink('circle', join(inside, 'circle'));
    for (const path of ['dangling', 'dangling/below', 'circle'].map((name) => join(inside, name))) {
      await expectRefused(path, /a symbolic link in it leads nowhere/);
      expect(await dataDirectoryFault(path)).toContain('a symbolic link in it leads nowhere');
    }
  });

  test.runIf(process.platform === 'linux')(
    'does not hang the start where the system makes no directories',
    async () => {
      await expectRefused('/proc/hec-slack', /its file system takes no directories|may not write there/);
      await expectRefused('/sys/hec-slack', /may not write there|file system is read-only/);
    },
  );

  test.skipIf(process.platform === 'win32')('is told to belong to somebody else', async () => {
    const path = await directory();
    await chmod(path, 0o500);
    await asNobody(async () => {
      await expectRefused(path, /may not write there\. Give it the directory/);
      await expectRefused(join(path, 'below'), /may not write there/);
    });
  });

  test('is told to hold no database of this app', async () => {
    const path = await directory();
    await mkdir(join(path, 'postgres'));
    await writeFile(join(path, 'postgres', 'PG_VERSION'), '9.4\n');
    const opening = openEmbedded(path, createLogger('silent'), Date.now);
    await expect(opening).rejects.toThrow(
      /^The database in .* can’t be opened: it is damaged.*Restore a backup of DATA_DIR/,
    );
  });
});

test('a DATA_DIR that is missing is made for the app’s user alone, with all above it', async () => {
  const path = await directory();
  const dataDir = join(path, 'far', 'below');
  expect(await dataDirectoryFault(dataDir)).toBeUndefined();
  await (await lockDirectory(dataDir)).close();
  for (const made of [join(path, 'far'), dataDir]) expect((await stat(made)).mode & 0o777).toBe(0o700);
  await (await lockDirectory(join(dataDir, '..', 'below'))).close();
});
