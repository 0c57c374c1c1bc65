/** An installed app that runs, started by the documented command. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { launch, type Running } from './run.ts';

export interface StartedApp {
  errors: readonly string[];
  /** As a supervisor does, or Ctrl-C: every process of its group gets the signal. Resolves once all of them are gone. */
  stop(signal: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

/** Resolves once it takes requests; rejects if it ends before. */
export async function startApp([command = '', ...args]: readonly string[], running: Running): Promise<StartedApp> {
  const child = launch(command, args, running);
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      process.kill(-child.pid, 'SIGKILL');
  });
  const errors: string[] = [];
  if (child.stderr !== null) createInterface(child.stderr).on('line', (line) => errors.push(line));
  await new Promise<void>((resolve, reject) => {
    if (child.stdout === null) return reject(new Error('The app has no standard output.'));
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"msg":"started"')) resolve();
    });
    child.once('exit', () => reject(new Error(`The app ended before it was ready:\n${errors.join('\n')}`)));
  });
  return { errors, stop: (signal) => stop(child, signal) };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  // Only once all of them have let go of it.
  const closed = once(child, 'close');
  if (child.pid !== undefined) process.kill(-child.pid, signal);
  await closed;
  return child.exitCode;
}
