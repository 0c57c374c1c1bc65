/** HEC through a proxy: what passes, when the tunnel fails, and what that proves of an action. */
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Proxies } from '../../src/dispatcher.ts';
import { createDataApi } from '../../src/hec/data-api.ts';
import { HecTimeoutError, HecUnreachableError, HecUnreadableError, provesNotTaken } from '../../src/hec/errors.ts';
import { UndiciHttp } from '../../src/hec/http.ts';
import { defaultLimits, type HecLimits } from '../../src/hec/limits.ts';
import { createSendAction } from '../../src/hec/send-action.ts';
import { key, selfSigned } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { never } from '../support/hec/acting.ts';
import {
  enveloped,
  type HecServer,
  hang,
  raw,
  refusal,
  someEventId,
  startClient,
  startHecServer,
} from '../support/hec/hec-server.ts';
import { listening } from '../support/listening.ts';
import { type Handling, startProxy } from '../support/proxy.ts';

const actionRoute = 'POST /action/event';
const readRoute = 'GET /event';

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
  server.on(actionRoute, enveloped([]));
  server.on(readRoute, enveloped({ eventId: someEventId }));
});
afterEach(() => server.close());

const through = (url: string, except = ''): Proxies => ({ http: url, https: undefined, except });

/** Sends an action on the first connection that it gets, without a sign-in before. */
function acting(proxies: Proxies, given: Partial<HecLimits> = {}, gateway = server.gateway) {
  const limits = { ...defaultLimits, connectMs: 30_000, tryMs: 30_000, actionMs: 60_000, backoffBaseMs: 1, ...given };
  const log: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line)) });
  const http = new UndiciHttp({ gateway, proxies, limits, logger, now: Date.now, observe: () => {} });
  const send = createDataApi({ http, scope: undefined, tenantLabel: 'region us' });
  const tokens = { get: async () => 'token', drop: () => {} };
  const act = createSendAction({ send, tokens, limits });
  return { act: () => act([{ method: 'POST', path: '/action/event', body: {} }], never), http, log };
}

/** Before there is a tunnel. */
const refusals: Handling[] = [{ status: 403 }, { status: 407 }, { status: 502 }, { status: 503 }, { status: 504 }];

test('HEC is asked through tunnels of the proxy, and the proxy’s password goes to the proxy alone', async () => {
  const proxy = await startProxy({ credentials: 'app:p%40ss' });
  const { client, log } = startClient(server.gateway, { proxies: through(proxy.url) });
  expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  const sent = `Basic ${Buffer.from('app:p@ss').toString('base64')}`;
  const { host } = new URL(server.gateway);
  expect(proxy.passed.length).toBeGreaterThan(0);
  for (const passed of proxy.passed) {
    expect(passed).toMatchObject({ method: 'CONNECT', target: host, headers: { 'proxy-authorization': sent } });
  }
  expect(server.mostConnections()).toBe(proxy.passed.length);
  expect(server.seen.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined, undefined]);
  expect(JSON.stringify(log)).not.toMatch(/p%40ss|p@ss|Basic/);
});

test('a gateway that NO_PROXY names is asked without the proxy', async () => {
  const proxy = await startProxy();
  for (const except of ['127.0.0.1', new URL(server.gateway).host, 'example.com,127.0.0.1']) {
    const { client } = startClient(server.gateway, { proxies: through(proxy.url, except) });
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  }
  expect(proxy.passed).toEqual([]);
  const { client } = startClient(server.gateway, { proxies: through(proxy.url, '127.0.0.1:1,7.0.0.1,example.com') });
  expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  expect(proxy.passed.length).toBeGreaterThan(0);
});

test.each<Handling>([...refusals, 'reset'])(
  'an action is sent once the proxy opens a tunnel, and once only, if it did not before: %j',
  async (handling) => {
    const proxy = await startProxy();
    proxy.handle(handling, handling, 'tunnel');
    await acting(through(proxy.url)).act();
    expect(server.count(actionRoute)).toBe(1);
    expect(proxy.passed).toHaveLength(3);
  },
);

test.each(refusals)('a tunnel that is refused with %j proves that no action was sent', async (handling) => {
  const proxy = await startProxy({ credentials: 'app:secret-word' });
  proxy.handle(handling);
  const { act, log } = acting(through(proxy.url));
  const error = await refusal(act());
  expect(provesNotTaken(error)).toBe(true);
  expect(server.seen).toEqual([]);
  const { status } = typeof handling === 'object' ? handling : { status: 0 };
  expect(error).toMatchObject({
    stage: 'connecting',
    message: expect.stringContaining(`the proxy ${proxy.host} refused the connection with ${status}`),
    sentence: expect.stringContaining('the proxy on the way refused the connection'),
  });
  expect(log[0]).toMatchObject({ failure: 'HecUnreachableError', cause: 'PROXY_REFUSED', proxyStatus: status });
  expect(JSON.stringify([log, String(error)])).not.toContain('secret-word');
});

test('a proxy that wants another password is told so to whoever reads the log', async () => {
  const proxy = await startProxy({ credentials: 'app:right' });
  const error = await refusal(acting(through(`http://app:wrong-word@${proxy.host}`)).act());
  expect(error).toMatchObject({ message: expect.stringMatching(/407, so check the user and the password/) });
  expect(String(error)).not.toContain('wrong-word');
});

test('a proxy that is not there proves that no action was sent', async () => {
  const host = `127.0.0.1:${await freePort()}`;
  const { act, log } = acting(through(`http://app:secret-word@${host}`));
  const error = await refusal(act());
  expect(provesNotTaken(error)).toBe(true);
  expect(error).toMatchObject({
    message: expect.stringContaining(`the proxy ${host} can’t be reached (ECONNREFUSED)`),
    sentence: expect.stringContaining('the proxy on the way doesn’t answer'),
  });
  expect(log[0]).toMatchObject({ cause: 'PROXY_UNREACHABLE' });
  expect(JSON.stringify([log, String(error)])).not.toContain('secret-word');
});

test('a proxy that takes a request for a tunnel and says nothing is given up in the time for a connection', async () => {
  const proxy = await startProxy();
  proxy.handle('hang');
  const { act, http } = acting(through(proxy.url), { connectMs: 200, tries: 2 });
  const error = await refusal(act());
  expect(error).toBeInstanceOf(HecUnreachableError);
  expect(provesNotTaken(error)).toBe(true);
  expect(proxy.passed).toHaveLength(2);
  await http.close();
  expect(server.seen).toEqual([]);
});

test('a handshake that never comes, with the proxy or with HEC behind it, is given up in the time for a connection', async () => {
  const silent = `127.0.0.1:${await listening(createTcpServer(() => {}))}`;
  const proxy = await startProxy();
  for (const [url, gateway] of [
    [`https://${silent}`, server.gateway],
    [proxy.url, `https://${silent}`],
  ] as const) {
    const limits = { connectMs: 200, tryMs: 8_000, tries: 1 };
    const { act, http } = acting({ ...through(url), https: url }, limits, gateway);
    const error = await refusal(act());
    // The limit of the try would leave no cause.
    expect(error).toMatchObject({ code: 'hec_unreachable', stage: 'connecting', cause: expect.any(Error) });
    expect(provesNotTaken(error)).toBe(true);
    await http.close();
  }
});

test('a proxy that breaks the connection is not asked again and again behind the app’s back', async () => {
  const proxy = await startProxy();
  proxy.handle('reset');
  const { act, http } = acting(through(proxy.url), { tries: 3 });
  expect(provesNotTaken(await refusal(act()))).toBe(true);
  await http.close();
  expect(proxy.passed).toHaveLength(3);
});

test('a tunnel that breaks once an action is written leaves it in doubt, and it is not sent again', async () => {
  const proxy = await startProxy();
  server.on(actionRoute, () => proxy.breakTunnels());
  const error = await refusal(acting(through(proxy.url)).act());
  expect(error).toMatchObject({ code: 'hec_unreachable', stage: 'connected' });
  expect(provesNotTaken(error)).toBe(false);
  expect(server.count(actionRoute)).toBe(1);
  expect(proxy.passed).toHaveLength(1);
});

test('a tunnel that goes silent once an action is written leaves it in doubt, and it is not sent again', async () => {
  const proxy = await startProxy();
  server.on(actionRoute, () => proxy.freezeTunnels());
  const error = await refusal(acting(through(proxy.url), { tryMs: 1_000 }).act());
  expect(error).toBeInstanceOf(HecTimeoutError);
  expect(provesNotTaken(error)).toBe(false);
  expect(server.count(actionRoute)).toBe(1);
});

test('a tunnel that breaks before the handshake through it proves that no action was sent', async () => {
  const { gateway } = await tlsGateway();
  const proxy = await startProxy();
  proxy.handle('cut');
  const error = await refusal(acting({ ...through(proxy.url), https: proxy.url }, { tries: 2 }, gateway).act());
  expect(error).toMatchObject({ code: 'hec_unreachable', stage: 'connecting' });
  expect(provesNotTaken(error)).toBe(true);
  expect(proxy.passed).toHaveLength(2);
});

test('HEC’s certificate is checked through the tunnel, and nothing is sent to whoever shows another', async () => {
  const { gateway, requests } = await tlsGateway();
  const proxy = await startProxy();
  const { act, log } = acting({ http: undefined, https: proxy.url, except: '' }, { tries: 1 }, gateway);
  const error = await refusal(act());
  expect(error).toMatchObject({ stage: 'connecting' });
  expect(log[0]).toMatchObject({ cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(proxy.passed).toMatchObject([{ method: 'CONNECT', target: new URL(gateway).host }]);
  expect(requests()).toBe(0);
});

test('an answer of 502 or 504 through the tunnel is HEC’s own, and leaves an action in doubt', async () => {
  const proxy = await startProxy();
  for (const status of [502, 504]) {
    server.on(actionRoute, raw('', status));
    const error = await refusal(acting(through(proxy.url)).act());
    expect(error).toMatchObject({ code: 'hec_failure', status });
    expect(provesNotTaken(error)).toBe(false);
  }
  expect(server.count(actionRoute)).toBe(2);
});

test('through a proxy, too, no larger body is read than without', async () => {
  const proxy = await startProxy();
  server.on(readRoute, raw('x'.repeat(5_000)));
  const { client } = startClient(server.gateway, { proxies: through(proxy.url), limits: { maxBodyBytes: 4_000 } });
  expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecUnreadableError);
});

test('a client that is closed leaves no tunnel open', async () => {
  const proxy = await startProxy();
  const { client } = startClient(server.gateway, { proxies: through(proxy.url) });
  await client.readEvent(someEventId);
  expect(proxy.tunnels()).toBeGreaterThan(0);
  await client.close();
  await expect.poll(() => proxy.tunnels()).toBe(0);
});

test('a tunnel that the proxy dropped while nobody used it is replaced without anybody noticing', async () => {
  const proxy = await startProxy();
  const { client } = startClient(server.gateway, { proxies: through(proxy.url) });
  await client.readEvent(someEventId);
  proxy.breakTunnels();
  expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
});

/** With a certificate that nobody trusts. */
async function tlsGateway(): Promise<{ gateway: string; requests: () => number }> {
  let requests = 0;
  const tls = createTlsServer({ cert: selfSigned, key }, (_, response) => {
    requests += 1;
    response.end();
  });
  return { gateway: `https://localhost:${await listening(tls)}`, requests: () => requests };
}

test('a read that nobody answers through the tunnel times out as it does without one', async () => {
  const proxy = await startProxy();
  server.on(readRoute, hang);
  const { client } = startClient(server.gateway, { proxies: through(proxy.url), limits: { tryMs: 500 } });
  await client.signIn();
  expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecTimeoutError);
});
