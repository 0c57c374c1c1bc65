/** The built doctor as a process, beside the running app. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { startServices } from '../../support/doctor.ts';
import { startAppProcess } from '../../support/processes/app-process.ts';
import { newDirectory, newLocation } from '../../support/store.ts';

const program = fileURLToPath(new URL('../../../dist/cli/doctor/main.js', import.meta.url));

/** In a directory out of reach of any `.env`. */
async function doctor(env: Record<string, string>): Promise<{ code: unknown; out: string; err: string }> {
  const cwd = await newDirectory();
  return new Promise((resolve) => {
    execFile(process.execPath, [program], { cwd, env }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

test('the doctor runs while the app does, recognises it, and leaves with 0', async () => {
  const { env, slack } = await startServices();
  const { dataDir } = await newLocation();
  const given = { ...env, DATA_DIR: dataDir, HEC_RESPONDERS: `${people.responder},${people.otherResponder}` };
  const app = await startAppProcess(given, await newDirectory());
  onTestFinished(() => app.kill());
  await slack.until(() => slack.socketCount() === 2);
  const { code, out, err } = await doctor({ ...given, PORT: String(app.port) });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const text = out.replace(/\s+/g, ' ');
  expect(text).toContain('Socket Mode: a socket opens. 2 others are open: the app seems to be running.');
  expect(text).toContain(`Port ${app.port}: the running app answers there.`);
  expect(text).toContain('Embedded database: a process has it open, such as the running app.');
  expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Ready to start\./);
  await expect.poll(() => slack.socketCount()).toBe(2);
  expect(await app.terminate()).toBe(0);
});

test('the doctor leaves with 1 if anything is wrong, after it has looked at everything', async () => {
  const { env } = await startServices();
  const { code, out, err } = await doctor({ ...env, HEC_ACCESS_KEY: 'wrong', HEC_CHANNELS: channels.general });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(/WRONG HEC .*refused the sign-in[\s\S]*WRONG Channel #general/);
  expect(out.trimEnd().split('\n').at(-1)).toMatch(/^2 things are wrong: HEC .*; Channel #general \(C0GENERAL0\)\.$/);
});

test('the doctor ends within seconds when nothing answers', async () => {
  const { env, slack, hec } = await startServices();
  slack.faults.add({ method: '*', kind: 'hang' });
  hec.faults.set({ kind: 'hang' });
  const startedAt = performance.now();
  const { code } = await doctor(env);
  expect(code).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});
