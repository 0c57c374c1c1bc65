/**
 * Lets one process at a time into the embedded database. PGlite itself lets in two, which destroy each other's rows.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';
import { makeDataDirectory, unusable } from './data-directory.ts';

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;

/** The message is for the person who started this process. */
export class StoreLockedError extends Error {
  constructor(directory: string) {
    super(
      `Another process is using the database in ${directory}. Stop it first, or set DATABASE_URL to a Postgres server, which several processes can share.`,
    );
    this.name = 'StoreLockedError';
  }
}

/**
 * Creates the directory if it is missing, for this user alone. Closing the handle releases the lock, and so does the
 * process's death.
 * @throws DataDirectoryError
 * @throws StoreLockedError
 */
export async function lockDirectory(directory: string): Promise<FileHandle> {
  await makeDataDirectory(directory);
  const path = join(directory, 'lock');
  // No link: who may write in the directory could lead it to a file that is not the app's.
  const file = await open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600).catch((error: unknown) => {
    throw unusable(directory, error);
  });
  // Whoever can only read it can hold it.
  if ((await file.stat()).uid === process.getuid?.()) await file.chmod(0o600);
  if (tryLock(file.fd)) return file;
  await file.close();
  throw new StoreLockedError(directory);
}

/** For a command that only wants to know. Creates nothing, and holds nothing afterwards. */
export async function isLocked(directory: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(join(directory, 'lock'), 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
  try {
    return !tryLock(file.fd);
  } finally {
    await file.close();
  }
}
