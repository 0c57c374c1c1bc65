/** `/readyz` says what the app has found out by itself, and asks nobody for whoever asks it. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { ReadinessMonitor } from '../../src/http/readiness.ts';
import { createLogger } from '../../src/log.ts';
import { defaultTimeouts } from '../../src/timeouts.ts';
import { freePort } from '../support/free-port.ts';
import { type StartOptions, start, testTimeouts } from '../support/start.ts';

const often = { readiness: { ...testTimeouts.readiness, outsideMs: 20, firstHecMs: 20 } };
const hourMs = 3_600_000;
const logLine = z.looseObject({ check: z.string().optional(), msg: z.string().default('') });

const getFrom = (port: number) => async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, body: z.unknown().parse(await response.json()) };
};

async function startLogged(options: StartOptions) {
  const lines: z.infer<typeof logLine>[] = [];
  const started = await start({ ...options, log: (line) => lines.push(logLine.parse(JSON.parse(line))) });
  const get = getFrom(started.app.port);
  return {
    ...started,
    get,
    /** Resolves once `/readyz` answers with this. */
    ready: (status: number, body: unknown) => expect.poll(() => get('/readyz')).toEqual({ status, body }),
    said: (check: string) => lines.filter((line) => line.check === check).map(({ msg }) => msg),
  };
}

describe.each(['http', 'socket'] as const)('%s', (transport) => {
  test(`the health checks answer over ${transport} and report a failing HEC, but the app stays ready`, async () => {
    let passed = 0;
    const { get, hec, ready, said } = await startLogged({ transport, timeouts: often, now: () => Date.now() + passed });
    expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
    await ready(200, { database: 'ok', slack: 'ok', hec: 'ok' });
    passed = hourMs;
    hec.faults.set({ kind: 'reset' });
    await ready(200, { database: 'ok', slack: 'ok', hec: 'failing' });
    hec.faults.clear();
    await ready(200, { database: 'ok', slack: 'ok', hec: 'ok' });
    expect(said('hec')).toEqual(['health check failed', 'health check passes again']);
  });

  test(`over ${transport}, a token that Slack no longer takes makes the app unready until it does again`, async () => {
    const { get, ready, said, slack } = await startLogged({ transport, timeouts: often });
    slack.installation.revoked = true;
    await ready(503, { database: 'ok', slack: 'failing', hec: 'ok' });
    expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
    slack.installation.revoked = false;
    await ready(200, { database: 'ok', slack: 'ok', hec: 'ok' });
    expect(said('slack')).toEqual(['health check failed', 'health check passes again']);
  });
});

test('the metrics say of each check what /readyz says', async () => {
  const port = await freePort();
  const { ready, slack } = await startLogged({ timeouts: often, env: { METRICS_PORT: String(port) } });
  const checks = async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Object.fromEntries(
      [...text.matchAll(/^hec_slack_check_ok\{check="(\w+)"\} (\d)$/gm)].map(([, check = '', ok]) => [check, ok]),
    );
  };
  await ready(200, { database: 'ok', slack: 'ok', hec: 'ok' });
  expect(await checks()).toEqual({ database: '1', slack: '1', hec: '1' });
  slack.installation.revoked = true;
  await ready(503, { database: 'ok', slack: 'failing', hec: 'ok' });
  expect(await checks()).toEqual({ database: '1', slack: '0', hec: '1' });
});

test('a rate limit of Slack’s says that the token is good', async () => {
  const { ready, said, slack } = await startLogged({ timeouts: often });
  slack.faults.add({ method: 'auth.test', kind: 'rate_limited', retryAfterSeconds: 30, times: 3 });
  await expect.poll(() => slack.faults.list()).toEqual([]);
  await ready(200, { database: 'ok', slack: 'ok', hec: 'ok' });
  expect(said('slack')).toEqual([]);
});

test('whoever asks for readiness causes no request to Slack or HEC', async () => {
  const { app, hec, slack } = await start();
  const get = getFrom(app.port);
  hec.faults.set({ kind: 'expired-key' });
  const before = { slack: slack.calls.length, hec: hec.requests.length };
  const answers = await Promise.all(Array.from({ length: 100 }, () => get('/readyz')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect({ slack: slack.calls.length, hec: hec.requests.length }).toEqual(before);
});

test('the database is asked once for all who ask for readiness within two seconds', async () => {
  let asked = 0;
  const checks = {
    database: async () => {
      asked += 1;
    },
    slack: async () => {},
    hec: async () => {},
    isConnected: () => true,
  };
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const monitor = new ReadinessMonitor(checks, defaultTimeouts.readiness, createLogger('silent'));
  await Promise.all(Array.from({ length: 100 }, () => monitor.look()));
  vi.advanceTimersByTime(1_999);
  expect(await monitor.look()).toMatchObject({ isReady: true, database: 'ok' });
  expect(asked).toBe(1);
  vi.advanceTimersByTime(1);
  await monitor.look();
  expect(asked).toBe(2);
});
