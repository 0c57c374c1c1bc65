/** Starts `child.ts` and reads what it says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import type { Location } from '../store.ts';

export interface Child {
  process: ChildProcess;
  lines: string[];
  /** Resolves once it has said so many lines. */
  until(lines: number): Promise<unknown>;
  /** Resolves with its exit code, null when it was killed. */
  ended: Promise<number | null>;
  kill(): Promise<unknown>;
}

/** Killed, if it still runs, when the test ends. `nodeArguments` come before the script. */
export function startChild(
  task: 'open' | 'write' | 'hang',
  { dataDir, databaseUrl }: Location,
  nodeArguments: string[] = [],
): Child {
  const script = fileURLToPath(new URL('child.ts', import.meta.url));
  const args = ['--import', 'tsx', ...nodeArguments, script, task, dataDir];
  const child = spawn(process.execPath, databaseUrl === undefined ? args : [...args, databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(() => child.exitCode);
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    process: child,
    lines,
    until: (count) => vi.waitUntil(() => lines.length >= count, { timeout: 30_000, interval: 5 }),
    ended,
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
