/** The embedded database's directory: can the app write to it, has it room, and does a running app hold it? */
import { access, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { dataDirectoryFault } from '../../store/data-directory.ts';
import { isLocked } from '../../store/directory-lock.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const megabyte = 1024 * 1024;
const gigabyte = 1024 * megabyte;
/** An empty database takes 40 MB, and Postgres' log of changes more than that. */
const leastBytes = 200 * megabyte;

/** The app creates the directory itself, so it may be missing if the app can create it. */
export async function examineDataDirectory(directory: string): Promise<Finding[]> {
  const what = 'Data directory';
  const fault = await dataDirectoryFault(directory);
  if (fault !== undefined) return [wrong(what, fault, undefined)];
  const path = resolve(directory);
  const there = await nearestExisting(path);
  const user = userName();
  if (there !== path) return [ok(what, `${path} will be created by ${user}.`), await examineRoom(there)];
  return [ok(what, `${path} is writable by ${user}.`), await examineRoom(path), await examineLock(path)];
}

async function examineRoom(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const says = `${free >= gigabyte ? `${Math.floor(free / gigabyte)} GB` : `${Math.floor(free / megabyte)} MB`} are free.`;
  const fix = 'Make room there, or set DATA_DIR to a directory on another disk.';
  if (free < leastBytes) return wrong('Disk', says, fix);
  return free < gigabyte ? note('Disk', says, { fix }) : ok('Disk', says);
}

/** It is for one process. That the running app has it is as it should be. */
async function examineLock(path: string): Promise<Finding> {
  const what = 'Embedded database';
  if (!(await isLocked(path))) return ok(what, 'no process has it open.');
  return ok(what, 'a process has it open, such as the running app. It is for one at a time.');
}

async function nearestExisting(path: string): Promise<string> {
  const parent = dirname(path);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere || parent === path ? path : nearestExisting(parent);
}

/** Whoever runs the doctor may be somebody else than whoever runs the app. */
function userName(): string {
  try {
    return `user ${userInfo().username}`;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
