/** The built app of the version that is recorded, known by its program, its environment and its log alone. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readMetrics } from '../../support/upgrade/metrics.ts';

const packageFile = z.object({ scripts: z.object({ audit: z.string() }) });
const logLine = z.looseObject({ msg: z.string().default(''), port: z.number().optional() });

export interface AppProcess {
  port: number;
  metricsPort: number;
  /** Every line of the log so far. */
  log: readonly Record<string, unknown>[];
  /** `kill -9`. */
  kill(): Promise<void>;
}

/** @param clockMs how far the app's clock is ahead; negative where it is behind */
export async function startApp(checkout: string, env: Record<string, string>, clockMs = 0): Promise<AppProcess> {
  const clock = `const now = Date.now; Date.now = () => now() + ${clockMs};`;
  const child = spawn(process.execPath, [`--import=data:text/javascript,${clock}`, join(checkout, 'dist/main.js')], {
    cwd: '/',
    env: { ...env, PORT: '0', METRICS_PORT: '0', LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const log: Record<string, unknown>[] = [];
  let metricsPort = 0;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const read = logLine.parse(JSON.parse(line));
      log.push(read);
      if (read.msg === 'metrics are served') metricsPort = read.port ?? 0;
      if (read.msg === 'started') resolve(read.port ?? 0);
    });
    child.once('exit', () => reject(new Error(`The app did not start: ${JSON.stringify(log)}`)));
  });
  return { port, metricsPort, log, kill: () => kill(child, ended) };
}

async function kill(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** `npm run audit` of the version. */
export async function exportAudit(
  checkout: string,
  env: Record<string, string>,
  format: 'csv' | 'json',
): Promise<string> {
  const { scripts } = packageFile.parse(JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')));
  // Without the part of the script that builds.
  const [program] = /dist\/\S+\.js/.exec(scripts.audit) ?? [];
  if (program === undefined) throw new Error('The version has no built export.');
  const args = [join(checkout, program), '--since', '1d', '--format', format];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: '/', env, maxBuffer: 50_000_000 });
  return stdout;
}

/** The names of the environment variables that the version documents. */
export async function environmentOf(checkout: string): Promise<string[]> {
  const text = await readFile(join(checkout, '.env.example'), 'utf8');
  return [...text.matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name = '']) => name);
}

/** What `GET /metrics` names, of the app's own. */
export async function metricsOf({ metricsPort }: AppProcess) {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return readMetrics(text);
}
