// The demo builds only what is due. Times are set, so nothing depends on how fast the disk is.
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isFresh } from '../../../playground/demo/freshness.ts';

const builtAt = new Date('2026-01-01T12:00:00Z');
const before = new Date('2026-01-01T11:00:00Z');
const after = new Date('2026-01-01T13:00:00Z');

/** `src/deep/a.ts`, `src/dist/out.js` and `lock.json`, all older than `built.js`. */
async function project() {
  const root = await mkdtemp(join(tmpdir(), 'hec-slack-freshness-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const path = (name: string) => join(root, name);
  await mkdir(path('src/deep'), { recursive: true });
  await mkdir(path('src/dist'));
  for (const name of ['src/deep/a.ts', 'src/dist/out.js', 'lock.json', 'built.js']) await writeFile(path(name), '');
  for (const name of ['src/deep/a.ts', 'src/deep', 'src/dist', 'src', 'lock.json']) {
    await utimes(path(name), before, before);
  }
  await utimes(path('built.js'), builtAt, builtAt);
  return {
    touch: (name: string, at: Date) => utimes(path(name), at, at),
    remove: (name: string) => rm(path(name)),
    fresh: () => isFresh(path('built.js'), [path('src'), path('lock.json')]),
  };
}

test('what was built after its sources last changed is not built again', async () => {
  expect(await (await project()).fresh()).toBe(true);
});

test('what was never built is built', async () => {
  const { remove, fresh } = await project();
  await remove('built.js');
  expect(await fresh()).toBe(false);
});

test.each(['src/deep/a.ts', 'lock.json'])('a change to %s is built', async (source) => {
  const { touch, fresh } = await project();
  await touch(source, after);
  expect(await fresh()).toBe(false);
});

test('a source that was taken away is a change', async () => {
  const { remove, fresh } = await project();
  await remove('src/deep/a.ts');
  expect(await fresh()).toBe(false);
});

test('what a build writes among its sources is no change', async () => {
  const { touch, fresh } = await project();
  await touch('src/dist/out.js', after);
  await touch('src/dist', after);
  expect(await fresh()).toBe(true);
});
