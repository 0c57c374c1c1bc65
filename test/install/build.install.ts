/** When `npm start` and the commands build the app, and what they do where they can't. */
import { chmod, cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout, passingFolder, repository } from '../support/install/folders.ts';
import { run } from '../support/install/run.ts';

/** A small app with the real build: two sources, and the compiler unless it is pruned. */
async function smallApp({ compiler = true } = {}): Promise<string> {
  const folder = await passingFolder();
  for (const file of ['build.mjs', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
    await cp(join(repository, file), join(folder, file));
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src/main.ts'), "process.stdout.write('one');\n");
  await writeFile(join(folder, 'src/other.ts'), 'export const other = 1;\n');
  if (compiler) await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const build = (directory: string, ...args: string[]) =>
  run('node', ['build.mjs', ...args], { directory, isAppUser: false });
const start = (directory: string) => run('npm', ['start', '--silent'], { directory, isAppUser: false });
const change = (folder: string) => writeFile(join(folder, 'src/main.ts'), "process.stdout.write('two');\n");

/** As `npm prune --omit=dev` does. */
const prune = (folder: string) => rm(join(folder, 'node_modules'));

const silent = { code: 0, out: '', err: '' };

describe('npm start', () => {
  test('builds once, then starts what is built, and builds again after a change', async () => {
    const folder = await smallApp();
    expect(await start(folder)).toEqual({ ...silent, out: 'one' });
    const { mtimeMs } = await stat(join(folder, 'dist/main.js'));
    expect(await start(folder)).toEqual({ ...silent, out: 'one' });
    expect((await stat(join(folder, 'dist/main.js'))).mtimeMs).toBe(mtimeMs);
    await change(folder);
    expect(await start(folder)).toEqual({ ...silent, out: 'two' });
  });

  test('starts what is built if the compiler is not installed, and says how to build what has changed', async () => {
    const folder = await smallApp();
    await build(folder);
    await prune(folder);
    expect(await start(folder)).toEqual({ ...silent, out: 'one' });
    await change(folder);
    const { err, ...said } = await start(folder);
    expect(err).toBe(
      'src/ has changed since the app was built. To build it anew: npm ci && npm run build && npm prune --omit=dev\n',
    );
    expect(said).toEqual({ code: 0, out: 'one' });
  });

  test('says what to run if nothing is built and the compiler is not installed', async () => {
    const { code, out, err } = await start(await smallApp({ compiler: false }));
    expect(err).toBe('The app is not built. Run: npm ci && npm run build && npm prune --omit=dev\n');
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });

  test('starts what is built where the sources are not, as in a container', async () => {
    const folder = await smallApp();
    await build(folder);
    await prune(folder);
    await rm(join(folder, 'src'), { recursive: true });
    expect(await start(folder)).toEqual({ ...silent, out: 'one' });
  });

  test('starts what is built in a folder that it may not write to, and says that it is not the newest', async () => {
    const folder = await smallApp();
    await build(folder);
    await change(folder);
    await prune(folder);
    // Readable for the app's user, and never got to.
    await mkdir(join(folder, 'node_modules/typescript/bin'), { recursive: true });
    await writeFile(join(folder, 'node_modules/typescript/bin/tsc'), '');
    await chmod(folder, 0o555);
    const { err, ...said } = await run('npm', ['start', '--silent'], { directory: folder });
    await chmod(folder, 0o755);
    expect(err).toBe(
      'src/ has changed since the app was built, and this folder is read-only: it runs as it was built.\n',
    );
    expect(said).toEqual({ code: 0, out: 'one' });
  });
});

describe('a build', () => {
  test('leaves nothing of a source that was deleted', async () => {
    const folder = await smallApp();
    await build(folder);
    await rm(join(folder, 'src/other.ts'));
    await build(folder, '--if-needed');
    expect((await readdir(join(folder, 'dist'))).toSorted()).toEqual(['built-from', 'main.js', 'main.js.map']);
  });

  test('that fails ends with its own exit code, says why on standard error alone, and leaves what was built', async () => {
    const folder = await smallApp();
    await build(folder);
    await writeFile(join(folder, 'src/main.ts'), "export const one: number = 'two';\n");
    const { code, out, err } = await build(folder, '--if-needed');
    expect(err).toContain("src/main.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.");
    expect(code).not.toBe(0);
    expect(out).toBe('');
    expect(await readFile(join(folder, 'dist/main.js'), 'utf8')).toContain("'one'");
    expect((await readdir(folder)).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  test('replaces a link that leads nowhere, and another build’s folder that goes meanwhile does not hold it up', async () => {
    const folder = await smallApp();
    await symlink('nowhere', join(folder, 'dist'));
    await symlink('nowhere', join(folder, 'dist-0a1b2c'));
    expect(await build(folder)).toEqual(silent);
    expect(await readFile(join(folder, 'dist/main.js'), 'utf8')).toContain("'one'");
  });

  test('that was interrupted is made anew', async () => {
    const folder = await smallApp();
    await build(folder);
    await rm(join(folder, 'dist/built-from'));
    await rm(join(folder, 'dist/other.js'));
    expect(await build(folder, '--if-needed')).toEqual(silent);
    expect(await readdir(join(folder, 'dist'))).toContain('other.js');
  });

  test('can be read by the user that the app runs as', async () => {
    const folder = await smallApp();
    await build(folder);
    expect((await run('node', ['dist/main.js'], { directory: folder })).out).toBe('one');
  });

  test('that is asked for without the compiler says what to run', async () => {
    const { code, err } = await build(await smallApp({ compiler: false }));
    expect(err).toBe('The compiler is not installed. Run: npm ci && npm run build && npm prune --omit=dev\n');
    expect(code).toBe(1);
  });
});

test('a command in a development checkout builds the app first', async () => {
  const directory = await checkout();
  const { code, out } = await run('npm', ['run', '--silent', 'doctor', '--', '--help'], {
    directory,
    isAppUser: false,
  });
  expect(out).toMatch(/^Usage: npm run doctor --/);
  expect(code).toBe(0);
});
