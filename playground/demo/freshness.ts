/** Whether something built is still true to its sources, by the times of the files. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Built things, and what is installed: none of it is a source. */
const notSources = new Set(['dist', 'node_modules']);

/** @param output the file that a build writes when it succeeds */
export async function isFresh(output: string, sources: readonly string[]): Promise<boolean> {
  const builtAt = await changedAt(output);
  if (builtAt === undefined) return false;
  const newest = Math.max(...(await Promise.all(sources.map(newestIn))));
  return newest <= builtAt;
}

/** A folder counts too: its time changes when a file is taken away. */
async function newestIn(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const names = (await readdir(path)).filter((name) => !notSources.has(name));
  return Math.max(found.mtimeMs, ...(await Promise.all(names.map((name) => newestIn(join(path, name))))));
}

async function changedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
