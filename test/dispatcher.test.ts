/** Which way a request goes: straight, or through a proxy. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { Agent, request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { createDispatcher, proxyErrorIn } from '../src/dispatcher.ts';
import { listening } from './support/listening.ts';
import { startProxy } from './support/proxy.ts';

/** Whether a request to an address that nobody has reached the proxy. */
async function passes(url: string, except: string): Promise<boolean> {
  const proxy = await startProxy();
  proxy.handle({ status: 403 });
  const dispatcher = createDispatcher({ http: proxy.url, https: undefined, except }, { connectMs: 10_000 });
  onTestFinished(() => dispatcher.destroy());
  const error = await request(url, { dispatcher }).catch((thrown: unknown) => thrown);
  expect(proxy.passed.length > 0).toBe(proxyErrorIn(error) !== undefined);
  return proxy.passed.length > 0;
}

test('without a proxy nothing stands between a request and its agent', async () => {
  const dispatcher = createDispatcher(undefined, { connectMs: 1_000 });
  expect(dispatcher.constructor).toBe(Agent);
  await dispatcher.close();
});

test.each(['straight', 'through a proxy'])('no more connections are opened than the pool may have, %s', async (way) => {
  const proxy = await startProxy();
  const proxies = way === 'straight' ? undefined : { http: proxy.url, https: undefined, except: '' };
  const open = new Set<Socket>();
  let most = 0;
  const server = createServer((_, answer) => setImmediate(() => answer.end())).on('connection', (socket) => {
    open.add(socket.once('close', () => open.delete(socket)));
    most = Math.max(most, open.size);
  });
  const origin = `http://127.0.0.1:${await listening(server)}`;
  const dispatcher = createDispatcher(proxies, { connectMs: 10_000, connections: 2 });
  onTestFinished(() => dispatcher.destroy());
  const answers = Array.from({ length: 10 }, async () => (await request(origin, { dispatcher })).body.dump());
  await Promise.all(answers);
  expect(most).toBe(2);
});

test.each([
  ['host.invalid', 'http://host.invalid/'],
  ['host.invalid', 'https://deep.below.host.invalid/'],
  ['other.invalid,.host.invalid', 'http://a.host.invalid/'],
  ['*.host.invalid', 'http://a.host.invalid/'],
  ['HOST.invalid:443', 'https://host.invalid/'],
])('NO_PROXY=%s keeps %s from the proxy', async (except, url) => {
  expect(await passes(url, except)).toBe(false);
});

test.each([
  ['', 'http://host.invalid/'],
  ['', 'https://host.invalid/'],
  ['', 'http://127.0.0.1:1/'],
  ['host.invalid', 'http://ghost.invalid/'],
  ['a.host.invalid', 'http://host.invalid/'],
  ['host.invalid:8443', 'https://host.invalid/'],
  ['10.0.0.0/8', 'http://10.1.2.3/'],
])('NO_PROXY=%s lets the proxy have %s', async (except, url) => {
  expect(await passes(url, except)).toBe(true);
});
