/**
 * The app as it runs in production: its own process, configured by environment variables.
 *
 * It runs in the given empty directory, out of reach of a developer's `.env`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { AppStatus, LogLine } from './state.ts';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const stopWithinMs = 8_000;

const logged = z.looseObject({
  level: z.number(),
  time: z.number(),
  msg: z.string().default(''),
  port: z.number().optional(),
});

export interface AppProcess {
  status(): AppStatus;
  port(): number | undefined;
  /** Resolves with its port once it takes requests; rejects if it exits first. */
  start(): Promise<number>;
  /** Immediately, as in a crash. */
  kill(): void;
  /** Gracefully, as an operator would. */
  stop(): Promise<void>;
}

export function createAppProcess(options: {
  env: Record<string, string>;
  directory: string;
  changed: () => void;
  log: (line: Omit<LogLine, 'id'>) => void;
}): AppProcess {
  const { env, directory, changed, log } = options;
  let child: ChildProcess | undefined;
  let status: AppStatus = 'stopped';
  let port: number | undefined;
  // If the playground itself crashes, nothing else would stop the app.
  process.once('exit', () => child?.kill('SIGKILL'));

  const become = (next: AppStatus, at?: number): void => {
    status = next;
    port = at;
    changed();
  };

  return {
    status: () => status,
    port: () => port,

    start() {
      if (status !== 'stopped') return Promise.reject(new Error('The app is running already'));
      become('starting');
      const started = spawn(process.execPath, [program], {
        cwd: directory,
        env: { PATH: process.env.PATH ?? '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        // Ctrl-C must reach only the playground, which then stops the app gracefully.
        detached: true,
      });
      child = started;
      const errors: string[] = [];
      createInterface(started.stderr).on('line', (text) => {
        errors.push(text);
        log({ at: Date.now(), level: 'error', text });
      });
      return new Promise<number>((resolve, reject) => {
        createInterface(started.stdout).on('line', (text) => {
          const line = readLine(text);
          log(line);
          if (line.startedOn === undefined || status !== 'starting') return;
          become('running', line.startedOn);
          resolve(line.startedOn);
        });
        started.once('error', reject);
        started.once('exit', (code, signal) => {
          become('stopped');
          const text = `the app ended (${signal ?? `exit code ${code}`})`;
          log({ at: Date.now(), level: code === 0 ? 'info' : 'warn', text });
          reject(new Error(`The app ended before it was ready:\n${errors.join('\n')}`));
        });
      });
    },

    kill() {
      child?.kill('SIGKILL');
    },

    async stop() {
      const running = child;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGTERM');
      const late = setTimeout(() => running.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(late);
    },
  };
}

function readLine(text: string): Omit<LogLine, 'id'> & { startedOn?: number } {
  const entry = logged.safeParse(readJson(text)).data;
  if (entry === undefined) return { at: Date.now(), level: 'info', text };
  const { level, time, msg, port, pid: _pid, hostname: _hostname, ...rest } = entry;
  const details = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  return {
    at: time,
    level: level >= 50 ? 'error' : level >= 40 ? 'warn' : 'info',
    text: `${msg}${details}`,
    ...(msg === 'started' && port !== undefined && { startedOn: port }),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
