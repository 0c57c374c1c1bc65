/**
 * The database as a command gets at it: opened, or through the running app, which has the embedded one to itself. A command
 * makes no database, and leaves no files of another user's in the app's directory.
 */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeOf } from '../errors.ts';
import { createLogger } from '../log.ts';
import { StoreLockedError } from '../store/directory-lock.ts';
import { openStore, type Store, type StoreOptions } from '../store/open.ts';
import { NoRunningAppError } from './ask-app.ts';

interface Ways<Result> {
  opened(store: Store): Promise<Result>;
  running(dataDir: string): Promise<Result>;
}

type Where = Pick<StoreOptions, 'databaseUrl' | 'dataDir'>;

/** @throws Error with a sentence if there is no database, or if this user may not use it */
export async function withDatabase<Result>(where: Where, ways: Ways<Result>): Promise<Result> {
  if (where.databaseUrl === undefined) {
    const owner = await ownerOf(where.dataDir);
    if (owner !== process.getuid?.()) return asAnotherUser(owner, where.dataDir, ways);
  }
  let store: Store;
  try {
    store = await openStore({ ...where, jobs: {}, asItIs: true, logger: createLogger('silent') });
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error;
    return ways.running(where.dataDir);
  }
  try {
    return await ways.opened(store);
  } finally {
    await store.close();
  }
}

/** The app could not open files that this user makes, so the app itself has to do it. */
async function asAnotherUser<Result>(
  owner: number | undefined,
  dataDir: string,
  { running }: Ways<Result>,
): Promise<Result> {
  try {
    return await running(dataDir);
  } catch (error) {
    if (!(error instanceof NoRunningAppError)) throw error;
    throw new Error(
      `${resolve(dataDir)} belongs to another user (uid ${owner}), and the app does not run. Run this as that user, or start the app.`,
      { cause: error },
    );
  }
}

async function ownerOf(dataDir: string): Promise<number | undefined> {
  const path = resolve(dataDir);
  try {
    const { uid } = await stat(join(path, 'postgres'));
    // Systems without users have no `getuid`.
    return process.getuid === undefined ? undefined : uid;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw new Error(`There is no database in ${path}. Set DATA_DIR as the app has it.`);
    if (code === 'EACCES') throw new Error(`This user may not read ${path}. Run this as the app’s user.`);
    throw error;
  }
}
