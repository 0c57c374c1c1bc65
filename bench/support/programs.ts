/** The measured programs, each in its own process, started as in production. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.ts';
import { newDirectory, type Place } from './places.ts';
import { portOf } from './serve.ts';
import type { World } from './world.ts';

const startWithinMs = 60_000;
const askEveryMs = 10;
const stopWithinMs = 30_000;

export interface Program {
  pid: number;
  origin: string;
  /** From start to ready. */
  startMs: number;
  /** Stops the process (`SIGSTOP`): it must cost the others nothing while they are measured. */
  pause(): void;
  resume(): void;
  /** Gracefully, with SIGTERM. */
  stop(): Promise<void>;
}

const withoutLimits = new URL('../competitors/dist/without-limits.js', import.meta.url).href;

/** The built app with every feature on. `seen` gets its process id before it is ready. */
export function startApp(lab: Lab, world: World, place: Place, seen?: (pid: number) => void): Promise<Program> {
  const env = { ...world.env, ...place.env };
  const options = [`--import=${withoutLimits}`];
  const path = '../../dist/main.js';
  return start(lab, { path, options, env, directory: place.directory, readyPath: '/readyz', seen });
}

export type Competitor = 'bare-bolt' | 'bare-http' | 'plain-app';

/** Compiled like the app and run by the same Node. */
export async function startCompetitor(lab: Lab, name: Competitor, env: Record<string, string>): Promise<Program> {
  const directory = await newDirectory(lab);
  const path = `../competitors/dist/${name}.js`;
  return start(lab, { path, options: [], env, directory, readyPath: undefined, seen: undefined });
}

interface Starting {
  /** Relative to this file. */
  path: string;
  /** Node's own. */
  options: string[];
  env: Record<string, string>;
  directory: string;
  /** Answers 200 once the program is ready; if undefined, any answer will do. */
  readyPath: string | undefined;
  seen: ((pid: number) => void) | undefined;
}

async function start(lab: Lab, { path, options, env, directory, readyPath, seen }: Starting): Promise<Program> {
  const port = await freePort();
  const logPath = join(directory, 'log');
  const log = await open(logPath, 'a');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...options, fileURLToPath(new URL(path, import.meta.url))], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', PORT: String(port), ...env },
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = once(child, 'exit');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const { pid } = child;
  if (pid === undefined) throw new Error(`${path} could not be started.`);
  await log.close();
  seen?.(pid);
  const kill = () => void child.kill('SIGKILL');
  // Must end before its directory is removed.
  process.prependOnceListener('exit', kill);

  async function stop(): Promise<void> {
    process.removeListener('exit', kill);
    if (!isRunning()) return;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const late = setTimeout(kill, stopWithinMs);
    await ended;
    clearTimeout(late);
  }
  lab.onEnd(stop);

  const origin = `http://127.0.0.1:${port}`;
  while (!(await isReady(`${origin}${readyPath ?? '/'}`, readyPath === undefined))) {
    if (!isRunning() || performance.now() - startedAt > startWithinMs) {
      const said = await readFile(logPath, 'utf8');
      throw new Error(`${path} did not get ready:\n${said.slice(-2_000)}`);
    }
    await sleep(askEveryMs);
  }
  const startMs = performance.now() - startedAt;
  return { pid, origin, startMs, pause: () => child.kill('SIGSTOP'), resume: () => child.kill('SIGCONT'), stop };
}

function isReady(url: string, whateverTheStatus: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      resolve(whateverTheStatus || response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const port = portOf(server.address());
      server.close(() => resolve(port));
    });
  });
}
