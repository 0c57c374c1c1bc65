/** Folders with the repository's sources, as a clone has them, and what is installed and built there. */
import { chmod, chown, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { appUser, run } from './run.ts';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** What git ignores, and what a clone has of its own. */
const notCloned = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage', '.env', 'results']);

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hec-slack-install-'));
  // Everybody may look, only its owner may write.
  await chmod(folder, 0o755);
  return folder;
}

/** Removed when the test ends. */
export async function passingFolder(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Where the app's user may write. */
export async function dataDirectory(): Promise<string> {
  const folder = await passingFolder();
  await chmod(folder, 0o700);
  if (appUser !== undefined) await chown(folder, appUser, appUser);
  return folder;
}

export async function cloneInto(folder: string): Promise<void> {
  const isCloned = (path: string) => !notCloned.has(basename(path)) && !/^dist-/.test(relative(repository, path));
  await cp(repository, folder, { recursive: true, filter: (path) => path === repository || isCloned(path) });
}

/** As after `npm ci` in a clone: with the development packages, and nothing built. */
export async function checkout(): Promise<string> {
  const folder = await passingFolder();
  await cloneInto(folder);
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** @throws Error with what the command said if it fails */
export async function mustRun(line: string, folder: string): Promise<void> {
  const { code, out, err } = await run('sh', ['-c', line], { directory: folder, isAppUser: false });
  if (code !== 0) throw new Error(`${line} ended with ${code}:\n${out}\n${err}`);
}

/** The line of the documentation that makes a production install. */
export async function documentedInstall(): Promise<string> {
  const page = await readFile(join(repository, 'docs/operations.md'), 'utf8');
  const [line] = /^sudo npm ci && .*--omit=dev$/m.exec(page) ?? [];
  if (line === undefined) throw new Error('docs/operations.md does not say how to install the app.');
  return line.replaceAll('sudo ', '');
}
