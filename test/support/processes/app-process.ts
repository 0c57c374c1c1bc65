/**
 * The built app as it runs in production: a process of its own that is told everything by its environment, and that can
 * be killed at any moment.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const program = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

const logLine = z.looseObject({ level: z.number(), msg: z.string().default(''), port: z.number().optional() });
const errorLevel = 50;

export interface AppProcess {
  /** Where it takes requests. */
  port: number;
  /** What it logged as an error, and what it wrote to standard error. */
  errors: readonly string[];
  /** The message of each line that it logged. */
  messages: readonly string[];
  isRunning(): boolean;
  /** `kill -9`. Resolves once it is gone. */
  kill(): Promise<void>;
  /** As an operator stops it. Resolves with its exit code once it has ended by itself. */
  terminate(): Promise<number | null>;
}

/** Resolves once it takes requests; rejects when it ends before. It runs in `directory`, out of reach of any `.env`. */
export async function startAppProcess(env: Record<string, string>, directory: string): Promise<AppProcess> {
  const child = spawn(process.execPath, [program], {
    cwd: directory,
    env: { ...env, PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const errors: string[] = [];
  const messages: string[] = [];
  createInterface(child.stderr).on('line', (line) => errors.push(line));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const { level, msg, port } = logLine.parse(JSON.parse(line));
      messages.push(msg);
      if (level >= errorLevel) errors.push(line);
      if (msg === 'started' && port !== undefined) resolve(port);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The app ended before it was ready:\n${errors.join('\n')}`)));
  });
  return {
    port,
    errors,
    messages,
    isRunning: () => isRunning(child),
    async kill() {
      if (!isRunning(child)) return;
      child.kill('SIGKILL');
      await ended;
    },
    async terminate() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}

/** Starts an app that can't start. Resolves once the process is gone. */
export async function startInVain(
  env: Record<string, string>,
  directory: string,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [program], {
    cwd: directory,
    env: { ...env, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => said.push(line));
  await once(child, 'close');
  return { code: child.exitCode, said: said.join('\n') };
}

/** Stops an app as an operator does, once it has logged this during its start. Resolves with its exit code, null if it was killed. */
export async function stopDuringStart(
  env: Record<string, string>,
  directory: string,
  { once: said }: { once: string },
): Promise<number | null> {
  const child = spawn(process.execPath, [program], {
    cwd: directory,
    env: { ...env, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  createInterface(child.stdout).on('line', (line) => {
    if (line.includes(said)) child.kill('SIGTERM');
  });
  await once(child, 'close');
  return child.exitCode;
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
