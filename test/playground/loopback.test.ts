// A site that somebody has open in a browser on this machine must not reach the playground.
import { once } from 'node:events';
import { connect } from 'node:net';
import { request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLive } from '../../playground/demo/live.ts';
import { startPageServer } from '../../playground/demo/page-server.ts';
import { startHecSimulator } from '../../playground/hec/server.ts';
import { refusalOf } from '../../playground/loopback.ts';
import { startSlack } from '../support/playground/tiny-app.ts';

const anotherHost = /answers to localhost, 127\.0\.0\.1 and \[::1\] only/;
const anotherSite = /takes requests from its own page only/;

test.each([
  { host: 'localhost:4000' },
  { host: 'LOCALHOST:4000' },
  { host: '127.0.0.1:4000' },
  { host: '[::1]:4000' },
  { host: 'localhost' },
  { host: 'localhost:4000', origin: 'http://localhost:4000' },
  { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000' },
])('a request to $host from $origin is answered', (caller) => {
  expect(refusalOf(caller)).toBeUndefined();
});

test.each([
  {},
  { host: '' },
  { host: 'evil.example' },
  { host: 'evil.example:4000' },
  { host: 'localhost.evil.example:4000' },
  { host: 'evil.example@localhost:4000' },
  { host: 'localhost:4000.evil.example' },
  { host: '127.0.0.1.nip.example:4000' },
  { host: '0.0.0.0:4000' },
  { host: '127.1:4000' },
  { host: '2130706433:4000' },
  { host: '[::ffff:127.0.0.1]:4000' },
  { host: '192.168.1.10:4000' },
  { host: 'evil.example:4000', origin: 'http://evil.example:4000' },
])('a request to the host $host is refused', (caller) => {
  expect(refusalOf(caller)).toMatch(anotherHost);
});

test.each([
  'https://evil.example',
  'http://evil.example:4000',
  'http://localhost:5173',
  'http://localhost',
  'https://localhost:4000',
  'http://127.0.0.1:4000',
  'http://localhost:4000.evil.example',
  'null',
  '',
])('a request from the site “%s” is refused', (origin) => {
  expect(refusalOf({ host: 'localhost:4000', origin })).toMatch(anotherSite);
});

describe('every server of the playground refuses another host and another site with a sentence', () => {
  async function expectRefusals(url: string): Promise<void> {
    const foreign: [Record<string, string>, RegExp][] = [
      [{ host: 'evil.example' }, anotherHost],
      [{ origin: 'https://evil.example' }, anotherSite],
    ];
    for (const [headers, sentence] of foreign) {
      for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
        const response = await request(url, { method, headers });
        expect([response.statusCode, await response.body.text()]).toEqual([403, expect.stringMatching(sentence)]);
        expect(response.headers['access-control-allow-origin']).toBeUndefined();
      }
    }
  }

  test('the local Slack refuses them, for its Web API and for answers to a command', async () => {
    const slack = await startSlack();
    await expectRefusals(`${slack.apiUrl}auth.test`);
    await expectRefusals(`${slack.origin}/response/R1`);
    expect(slack.calls).toEqual([]);
  });

  test('the local HEC refuses them', async () => {
    const hec = await startHecSimulator();
    onTestFinished(hec.close);
    await expectRefusals(`${hec.url}/auth/external`);
    expect(hec.requests).toEqual([]);
  });

  test('the page’s server refuses them, for the page, its live state and what people do', async () => {
    const page = await startPage();
    for (const path of ['/', '/live', '/act']) await expectRefusals(`${page.url}${path}`);
    expect(page.done).toEqual([]);
    const body = JSON.stringify({ act: 'kill_app' });
    const headers = { 'content-type': 'application/json', origin: page.url };
    expect((await request(`${page.url}/act`, { method: 'POST', headers, body })).statusCode).toBe(200);
    expect(page.done).toEqual(['kill_app']);
  });

  test('a WebSocket from another site is refused, even with a good ticket, which stays good', async () => {
    const slack = await startSlack();
    const opened = await request(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.installation.appToken}` },
    });
    const { url } = Object(await opened.body.json());
    expect(await answerTo(url, { origin: 'https://evil.example' })).toBe(403);
    expect(await answerTo(url, { headers: { host: 'evil.example' } })).toBe(403);
    expect(slack.socketCount()).toBe(0);
    expect(await answerTo(url, {})).toBe('open');
  });

  test.each(['//', '///', '//link', 'http://', '/%', '*'])(
    'a request for a WebSocket at %s gets no answer, and the local Slack goes on',
    async (target) => {
      const slack = await startSlack();
      const { port } = new URL(slack.origin);
      const socket = connect(Number(port), '127.0.0.1');
      const upgrade = `host: localhost:${port}\r\nconnection: upgrade\r\nupgrade: websocket`;
      socket.write(`GET ${target} HTTP/1.1\r\n${upgrade}\r\n\r\n`);
      await once(socket.resume(), 'close');
      expect((await request(`${slack.apiUrl}auth.test`, { method: 'POST' })).statusCode).toBe(200);
    },
  );

  test('a WebSocket to the page’s server from another site is refused', async () => {
    const { url } = await startPage();
    expect(await answerTo(`${url.replace('http', 'ws')}/live`, { origin: 'https://evil.example' })).toBe(403);
  });
});

async function startPage(): Promise<{ url: string; done: string[] }> {
  const done: string[] = [];
  const live = createLive({
    snapshot: () => {
      throw new Error('nobody may read the state');
    },
    traffic: () => [],
  });
  const page = await startPageServer({
    port: 0,
    live,
    async carryOut({ act }) {
      done.push(act);
      return { result: 'done' };
    },
  });
  onTestFinished(page.close);
  return { url: `http://127.0.0.1:${page.port}`, done };
}

function answerTo(url: string, options: { origin?: string; headers?: Record<string, string> }) {
  const socket = new WebSocket(url, options);
  return new Promise<number | 'open' | undefined>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode));
    socket.once('open', () => {
      socket.close();
      resolve('open');
    });
  });
}
