/** Builds what the demo runs, the app and the page, as far as that is not built yet or older than its sources. */
import { spawn } from 'node:child_process';
import { mkdir, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFresh } from './freshness.ts';

const root = new URL('../../', import.meta.url);
const pathOf = (name: string): string => fileURLToPath(new URL(name, root));

interface Part {
  name: string;
  /** The script in package.json. */
  script: string;
  /** Written only if the build succeeds. */
  output: string;
  sources: readonly string[];
}

const parts: readonly Part[] = [
  {
    name: 'the app',
    script: 'build',
    output: pathOf('dist/main.js'),
    sources: ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map(pathOf),
  },
  {
    name: 'the page',
    script: 'build:page',
    output: pathOf('playground/page/dist/index.html'),
    sources: ['playground/page', 'playground/demo', 'playground/slack', 'vite.config.ts', 'package-lock.json'].map(
      pathOf,
    ),
  },
];

/** Says what it does and how long that takes. @throws what the builder printed, if it fails */
export async function buildWhatIsDue(say: (line: string) => void): Promise<void> {
  const fresh = await Promise.all(parts.map(({ output, sources }) => isFresh(output, sources)));
  const due = parts.filter((_, index) => fresh[index] === false);
  if (due.length === 0) return;
  say(`Building ${due.map(({ name }) => name).join(' and ')}: usually 5 to 30 seconds, and only after a change.`);
  await Promise.all(due.map((part) => build(part, say)));
}

async function build({ name, script, output }: Part, say: (line: string) => void): Promise<void> {
  // Before the clock starts: a folder that is new is a change to the one around it.
  await mkdir(dirname(output), { recursive: true });
  const started = new Date();
  const builder = spawn('npm', ['run', '--silent', script], {
    cwd: fileURLToPath(root),
    stdio: ['ignore', 'pipe', 'pipe'],
    // On Windows, npm is a script.
    shell: process.platform === 'win32',
  });
  const printed: string[] = [];
  for (const stream of [builder.stdout, builder.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    builder.once('error', reject);
    builder.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${name} can’t be built (npm run ${script}):\n${printed.join('')}`);
  // A source that changed meanwhile may not be in it.
  await utimes(output, started, started);
  say(`  Built ${name} in ${seconds(Date.now() - started.getTime())}.`);
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
