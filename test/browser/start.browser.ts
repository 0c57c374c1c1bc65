/** `npm run demo` as a process: what it says, and where it listens. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

/** Runs the demo's program on these ports, 0 for any. */
function startDemo(pagePort: number, more: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'playground/demo/main.ts'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PLAYGROUND_PORT: String(pagePort), PORT: '0', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => lines.push(line.trim()));
  const ended = once(child, 'close').then(([code]) => z.number().nullable().parse(code));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { child, lines, ended };
}

test('the demo says what it starts, then its address, builds nothing that is built, and ends on a signal', async () => {
  const { child, lines, ended } = startDemo(0);
  await expect.poll(() => lines.join('\n'), { timeout: 20_000 }).toMatch(/Ctrl-C stops everything/);
  // How long it takes is this machine's business.
  expect(lines.filter((line) => !line.startsWith('Still at it'))).toEqual([
    'The hec-slack demo: the app, a local Slack and a local HEC, on this machine only.',
    'Starting it: usually 3 to 10 seconds.',
    expect.stringMatching(/^Ready after \d+\.\d s\. Open http:\/\/localhost:\d+$/),
    expect.stringMatching(/^The app runs on port \d+\. Ctrl-C stops everything\.$/),
  ]);
  expect((await fetch(/http:\S+/.exec(lines.join(' '))?.[0] ?? '')).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test.each([
  ['SIGHUP', 'while it runs'],
  ['SIGINT', 'before it runs'],
  ['SIGTERM', 'before it runs'],
] as const)('a demo that gets %s %s ends, and leaves neither an app nor its data behind', async (signal, when) => {
  const isEarly = when === 'before it runs';
  const temporary = await mkdtemp(join(tmpdir(), 'demo-test-'));
  onTestFinished(() => rm(temporary, { recursive: true, force: true }));
  const { child, lines, ended } = startDemo(0, { TMPDIR: temporary });
  const left = () => readdir(temporary, { recursive: true });
  if (isEarly) await expect.poll(left, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/data\/lock$/));
  else await expect.poll(() => lines.join('\n'), { timeout: 20_000 }).toMatch(/Ctrl-C stops everything/);
  child.kill(signal);
  expect(await ended).toBe(0);
  expect(lines.join('\n').includes('Ready')).toBe(!isEarly);
  expect((await left()).filter((path) => path.startsWith('hec-slack-demo'))).toEqual([]);
  const port = /app runs on port (\d+)/.exec(lines.join('\n'))?.[1];
  if (port !== undefined) await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
});

test('a page port that is taken is told before anything is built', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = z.object({ port: z.number() }).parse(other.address());
  const { lines, ended } = startDemo(port);
  expect(await ended).toBe(1);
  expect(lines.slice(1)).toEqual([
    `Port ${port} is taken. Stop what runs there, or choose another: PLAYGROUND_PORT=4001 npm run demo`,
  ]);
});
