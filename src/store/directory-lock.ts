/**
 * One process at a time in the directory of the embedded database. PGlite itself lets a second one in, and then both
 * destroy each other's rows.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';

/** Another process has the directory. The message is for the person who started this one. */
export class StoreLockedError extends Error {
  constructor(directory: string) {
    super(
      `Another process is using the database in ${directory}. Stop it first, or set DATABASE_URL to a Postgres server, which several processes can share.`,
    );
    this.name = 'StoreLockedError';
  }
}

/**
 * Makes the directory if need be, for this user alone. Closing the handle releases the lock, and so does the kernel when
 * the process dies.
 *
 * @throws StoreLockedError
 */
export async function lockDirectory(directory: string): Promise<FileHandle> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = await open(join(directory, 'lock'), 'a+');
  if (tryLock(file.fd)) return file;
  await file.close();
  throw new StoreLockedError(directory);
}
