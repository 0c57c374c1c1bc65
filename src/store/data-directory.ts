/**
 * The directory of the embedded database: made if it is missing, and told in a sentence if it can't be.
 *
 * Each missing directory is made by itself. Node's own `recursive` tries for ever where the system says that a directory
 * is missing whose parent exists, as it does in /proc.
 */
import { access, chmod, constants, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from '../errors.ts';

/** The message is for the person who started this process. */
export class DataDirectoryError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DataDirectoryError';
  }
}

/** For this user alone. @throws DataDirectoryError */
export async function makeDataDirectory(directory: string): Promise<void> {
  const fault = await dataDirectoryFault(directory);
  if (fault !== undefined) throw new DataDirectoryError(fault);
  try {
    for (const missing of await missingOf(resolve(directory))) await mkdir(missing, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return makeDataDirectory(directory);
    throw unusable(directory, error);
  }
}

/** A database in a directory that others may enter is this user's alone. A backup that was copied back may be open to all. */
export async function closeToOthers(path: string): Promise<void> {
  const found = await lstat(path);
  const isOurs = !found.isSymbolicLink() && found.uid === process.getuid?.();
  if (isOurs && (found.mode & 0o077) !== 0) await chmod(path, found.mode & 0o700);
}

/** What to throw if something in the directory could not be opened or written. */
export function unusable(directory: string, cause: unknown): DataDirectoryError {
  return new DataDirectoryError(sentence(directory, codeOf(cause) ?? 'unknown error'), cause);
}

/** Why the directory can't be used or made, as far as that can be told without making it. */
export async function dataDirectoryFault(directory: string): Promise<string | undefined> {
  const path = resolve(directory);
  try {
    if ((await kindOf(path)) === 'directory') await mustBeUsable(path);
    else await access(dirname((await missingOf(path))[0] ?? path), constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return sentence(path, codeOf(error) ?? 'unknown error');
  }
}

/** A database that another user made, such as root at a first try, is as good as a directory without rights. */
async function mustBeUsable(path: string): Promise<void> {
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  for (const inside of ['lock', join('postgres', 'PG_VERSION')].map((name) => join(path, name))) {
    if ((await kindOf(inside)) !== 'missing') await access(inside, constants.R_OK | constants.W_OK);
  }
}

/** The directories that are to be made, the outermost first. Throws where a file is in the way. */
async function missingOf(path: string): Promise<string[]> {
  const kind = await kindOf(path);
  if (kind === 'missing') return [...(await missingOf(dirname(path))), path];
  if (kind === 'directory') return [];
  throw Object.assign(new Error('in the way'), { code: 'ENOTDIR' });
}

async function kindOf(path: string): Promise<'directory' | 'other' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'other';
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const isLink = await lstat(path).then(
      () => true,
      () => false,
    );
    if (isLink) throw Object.assign(new Error('dangling'), { code: 'ELOOP' });
    return 'missing';
  }
}

const user = process.getuid === undefined ? '' : ` (number ${process.getuid()})`;

const reasons: Record<string, string> = {
  ENOTDIR: 'it is a file, or lies below one. Name a directory',
  EEXIST: 'it is a file. Name a directory',
  ELOOP:
    'a symbolic link in it leads nowhere, or stands in the place of its lock. Make what the link leads to, remove it, or name a directory',
  EACCES: `the app’s user${user} may not write there. Give it the directory and all that is in it (chown -R), or name another`,
  EPERM: `the app’s user${user} may not write there. Give it the directory and all that is in it (chown -R), or name another`,
  EROFS: 'its file system is read-only. Name a directory on one that can be written, such as a volume',
  ENOSPC: 'its file system is full. Make room',
  EDQUOT: 'the quota of the user is used up. Make room',
  ENAMETOOLONG: 'a name in it is too long. Name a directory with a shorter one',
  ENOENT: 'its file system takes no directories. Name one on a disk',
};

function sentence(path: string, code: string): string {
  const reason = reasons[code] ?? `the system says ${code}. Name another directory`;
  return `DATA_DIR can’t be used (${resolve(path)}): ${reason}, or set DATABASE_URL to a Postgres server.`;
}
