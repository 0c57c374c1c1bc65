/** Runs programs as an operator or a supervisor does: in the app's folder, with nothing of this process's environment. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

export interface Running {
  /** With how the program is found; nothing else is handed on. */
  env?: Record<string, string>;
  directory: string;
  /** As the app's own user, who may write nothing but its data directory. */
  isAppUser?: boolean;
}

const nobody = 65_534;
/** Only root can become somebody else; anybody else is the app's user already. */
const canSwitch = process.getuid?.() === 0;
export const appUser = canSwitch ? nobody : process.getuid?.();

/** As systemd and a container leave it: there is no home to write to. */
const homeless = '/nonexistent';

export function launch(
  command: string,
  args: string[],
  { env = {}, directory, isAppUser = true }: Running,
): ChildProcess {
  const user: SpawnOptions = isAppUser && canSwitch ? { uid: nobody, gid: nobody } : {};
  const home = isAppUser ? homeless : (process.env.HOME ?? homeless);
  return spawn(command, args, {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a shell and a supervisor give it.
    detached: true,
    ...user,
  });
}

export async function ended(child: ChildProcess): Promise<Said> {
  const [out, err] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, out, err };
}

export const run = (command: string, args: string[], running: Running) => ended(launch(command, args, running));
