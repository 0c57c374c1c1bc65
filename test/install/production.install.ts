/**
 * A production install, made in a folder of its own as the documentation says, in which nothing can be written: started,
 * examined, exported and erased by the documented commands, by a user who is not root.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { people } from '../../playground/slack/server.ts';
import { type Image, makeImage } from '../support/install/image.ts';
import { type Outside, startOutside } from '../support/install/outside.ts';
import { run } from '../support/install/run.ts';
import { startApp } from '../support/install/started.ts';
import { showEvent } from '../support/show-event.ts';

const installed = inject('install');
const npmRun = (...args: string[]) => ['npm', 'run', '--silent', ...args];
type Line = readonly string[];

async function ask([command = '', ...args]: Line, directory: string, { env }: Outside) {
  return run(command, args, { directory, env });
}

const row = z.object({ kind: z.string(), userId: z.string().optional(), outcome: z.string().optional() });

function rowsIn(json: string) {
  return json
    .split('\n')
    .filter(Boolean)
    .map((line) => row.parse(JSON.parse(line)));
}

/** What is in the folder, and when it changed last. */
async function contents(folder: string): Promise<Record<string, number>> {
  const names = await readdir(folder);
  const times = names.map(async (name) => [name, (await stat(join(folder, name))).mtimeMs] as const);
  return Object.fromEntries(await Promise.all(times));
}

interface Install {
  directory: string;
  start: Line;
  doctor: Line;
  audit: Line;
  erase: Line;
}

const byNode = {
  doctor: ['node', 'dist/cli/doctor/main.js'],
  audit: ['node', 'dist/cli/audit-export/main.js'],
  erase: ['node', 'dist/cli/erase/main.js'],
};

/** The same for every install, from the first look to the last. */
async function live({ directory, start, doctor, audit, erase }: Install): Promise<void> {
  const outside = await startOutside();
  const before = await contents(directory);
  const examined = await ask(doctor, directory, outside);
  expect(examined.out).not.toContain('WRONG');
  expect(examined).toMatchObject({ code: 0, err: '' });

  const app = await startApp(start, { directory, env: outside.env });
  const card = await showEvent(outside);
  await card.press('Quarantine');
  await outside.slack.until(() => card.replies().length === 1, { timeoutMs: 30_000 });
  expect(await ask(doctor, directory, outside)).toMatchObject({ code: 0, err: '' });
  const exported = rowsIn((await ask([...audit, '--format', 'json'], directory, outside)).out);
  expect(exported.map(({ kind, userId }) => [kind, userId])).toEqual([
    ['lookup', people.member],
    ['action', people.responder],
  ]);

  const tried = await ask([...erase, people.member], directory, outside);
  expect(tried.out).toMatch(/^Of U\w+:\nWould be removed:\n {2}1 lookups: .+\nNothing has been erased yet\./s);
  const erased = await ask([...erase, people.member, '--yes'], directory, outside);
  expect(erased.out).toMatch(/^Of U\w+:\nRemoved:\n {2}1 lookups: .+$/s);
  expect(erased).toMatchObject({ code: 0, err: '' });
  expect(app.errors).toEqual([]);
  expect(await app.stop('SIGTERM')).toBe(start[0] === 'npm' ? null : 0);

  const later = await ask([...audit, '--format', 'json'], directory, outside);
  expect(rowsIn(later.out).map(({ kind }) => kind)).toEqual(['action', 'erasure']);
  const actor = await ask([...erase, people.responder, '--yes'], directory, outside);
  expect(actor.out).toContain('Left, because the audit trail says who acted on what:\n  1 actions: ');
  expect(await contents(directory)).toEqual(before);
}

describe('a production install', () => {
  test('has no development packages', async () => {
    const { code } = await run('npm', ['ls', '--omit=dev', '--depth=0'], { directory: installed });
    expect(code).toBe(0);
    await expect(stat(join(installed, 'node_modules/typescript'))).rejects.toThrow('ENOENT');
  });

  test('works with all commands as npm runs them, and writes nothing into its folder', () =>
    live({
      directory: installed,
      start: ['npm', 'start'],
      doctor: npmRun('doctor'),
      audit: npmRun('audit', '--'),
      erase: npmRun('erase', '--'),
    }));

  test('starts with npm start, npm start --ignore-scripts and node dist/main.js, and stops at Ctrl-C', async () => {
    const { env } = await startOutside();
    for (const start of [
      ['node', 'dist/main.js'],
      ['npm', 'start'],
      ['npm', 'start', '--ignore-scripts'],
    ]) {
      const app = await startApp(start, { directory: installed, env });
      expect(app.errors).toEqual([]);
      // npm itself ends by the signal.
      expect(await app.stop('SIGINT')).toBe(start[0] === 'npm' ? null : 0);
    }
  });
});

describe('the image that the Dockerfile makes', () => {
  let image: Image;
  beforeAll(async () => {
    image = await makeImage();
  });
  afterAll(async () => {
    for (const folder of image.stages) await rm(folder, { recursive: true, force: true });
  });

  test('works with all commands, and writes nothing into its folder', () =>
    live({ ...byNode, directory: image.folder, start: image.command }));

  test('has a health check that tells whether the app lives', async () => {
    const outside = await startOutside();
    const healthy = () => ask(image.healthcheck, image.folder, outside);
    expect((await healthy()).code).toBe(1);
    await startApp(image.command, { directory: image.folder, env: { ...image.env, ...outside.env } });
    expect((await healthy()).code).toBe(0);
  });

  test('lets npm run the commands in it', async () => {
    const { code, out } = await ask(npmRun('doctor'), image.folder, await startOutside());
    expect(out).not.toContain('WRONG');
    expect(code).toBe(0);
  });
});
