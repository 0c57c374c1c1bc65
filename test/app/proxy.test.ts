/** The whole app behind a proxy: what goes through it, what does not, and what people read when it fails. */
import { expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { type Handling, startProxy, type TestProxy } from '../support/proxy.ts';
import { impatientWithSlack, type StartOptions, start, testTimeouts } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };
const help = { ...ask, text: 'help' };
const hostOf = (url: string) => new URL(url).host;

const socketsThrough = ({ inTunnels }: TestProxy) => inTunnels.filter((line) => line === 'GET /link').length;

async function startBehind(proxy: TestProxy, options: StartOptions = {}) {
  const log: string[] = [];
  const started = await start({ env: { HTTP_PROXY: proxy.url }, ...options, log: (line) => log.push(line) });
  return { ...started, log };
}

test('HEC, the Web API and private answers are reached through the proxy', async () => {
  const proxy = await startProxy({ credentials: 'app:secret-word' });
  const { hec, log, quiet, slack } = await startBehind(proxy);
  await slack.command(ask);
  await slack.until(() => slack.messages(channels.security)[0]);
  await slack.command({ ...ask, text: 'no id' });
  await slack.until(() => slack.ephemerals(channels.security, people.member).length > 0);
  await quiet();
  expect(new Set(proxy.passed.map(({ method, target }) => `${method} ${target}`))).toEqual(
    new Set([`CONNECT ${hostOf(hec.url)}`, `CONNECT ${hostOf(slack.apiUrl)}`]),
  );
  expect(proxy.inTunnels).toEqual(
    expect.arrayContaining([
      'POST /auth/external',
      `GET /app/hec-api/v1.0/event/${phishing}`,
      'POST /api/auth.test',
      'POST /api/chat.postMessage',
      expect.stringMatching(/^POST \/response\//),
    ]),
  );
  expect(hec.requests.length).toBe(proxy.inTunnels.filter((line) => /auth\/external|hec-api/.test(line)).length);
  expect(slack.calls.length).toBe(proxy.inTunnels.filter((line) => /\/api\/|\/response\//.test(line)).length);
  const said = { https: proxy.host, http: proxy.host, except: '', msg: 'HEC and Slack are reached through a proxy' };
  expect(log.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining(said));
  expect(log.join()).not.toContain('secret-word');
});

test.each([
  ['HEC', ({ hec }: { hec: string }) => hec, ({ slack }: { slack: string }) => slack],
  ['Slack', ({ slack }: { slack: string }) => slack, ({ hec }: { hec: string }) => hec],
])('%s is reached without the proxy where NO_PROXY names it, and the other through it', async (_, straight, other) => {
  const proxy = await startProxy();
  const { hec, slack } = await startBehind(proxy, {
    transport: 'socket',
    env: (between) => ({
      http_proxy: proxy.url,
      no_proxy: `example.com, ${straight({ hec: hostOf(between.hec.url), slack: hostOf(between.slack.apiUrl) })}`,
    }),
  });
  await slack.until(() => slack.socketCount() === 2);
  await slack.command(ask);
  await slack.until(() => slack.messages(channels.security)[0]);
  const hosts = { hec: hostOf(hec.url), slack: hostOf(slack.apiUrl) };
  expect(new Set(proxy.passed.map(({ target }) => target))).toEqual(new Set([other(hosts)]));
});

test('both sockets go through the proxy, and take commands', async () => {
  const proxy = await startProxy();
  const { slack } = await startBehind(proxy, { transport: 'socket' });
  await slack.until(() => slack.socketCount() === 2);
  expect(socketsThrough(proxy)).toBe(2);
  expect(await slack.command(help)).toMatchObject({ outcome: 'acknowledged' });
});

test('sockets whose tunnels the proxy drops are replaced', async () => {
  const proxy = await startProxy();
  const { slack } = await startBehind(proxy, { transport: 'socket' });
  await slack.until(() => slack.socketCount() === 2);
  proxy.breakTunnels();
  await expect.poll(() => socketsThrough(proxy)).toBe(4);
  await slack.until(() => slack.socketCount() === 2);
  expect(await slack.command(help)).toMatchObject({ outcome: 'acknowledged' });
});

test('sockets whose tunnels go silent are found out by their pings, replaced, and their connections closed', async () => {
  const proxy = await startProxy();
  const { slack } = await startBehind(proxy, {
    transport: 'socket',
    timeouts: { slack: impatientWithSlack, socket: { ...testTimeouts.socket, pingMs: 1_000 } },
  });
  await slack.until(() => slack.socketCount() === 2);
  // One to each: both have been greeted.
  for (const _ of [1, 2]) expect(await slack.command(help)).toMatchObject({ outcome: 'acknowledged' });
  const silent = proxy.freezeTunnels();
  await expect.poll(() => socketsThrough(proxy)).toBe(4);
  await expect.poll(() => silent.filter(({ destroyed }) => !destroyed)).toEqual([]);
});

test.each(['http', 'socket'] as const)(
  'an app that takes requests over %s leaves no tunnel open when it stops',
  async (transport) => {
    const proxy = await startProxy();
    const { app, slack } = await startBehind(proxy, { transport });
    if (transport === 'socket') await slack.until(() => slack.socketCount() === 2);
    await slack.command(ask);
    await slack.until(() => slack.messages(channels.security)[0]);
    expect(proxy.tunnels()).toBeGreaterThan(0);
    await app.stop();
    await expect.poll(() => proxy.connections()).toBe(0);
  },
);

test('an app that stops while the proxy takes a request for a tunnel and says nothing waits for no tunnel', async () => {
  const proxy = await startProxy();
  const { app, slack } = await startBehind(proxy, { transport: 'socket' });
  await slack.until(() => slack.socketCount() === 2);
  const before = proxy.passed.length;
  proxy.handle('hang');
  slack.breakOneSocket();
  await expect.poll(() => proxy.passed.length).toBeGreaterThan(before);
  await app.stop();
  await expect.poll(() => proxy.connections()).toBe(0);
});

test.each<[Handling, RegExp]>([
  [{ status: 407 }, /the proxy on the way refused the connection/],
  ['reset', /the proxy on the way doesn’t answer/],
])('a person whose lookup the proxy stops with %j reads that it was the proxy', async (handling, sentence) => {
  const proxy = await startProxy({ credentials: 'app:secret-word' });
  const { log, slack } = await startBehind(proxy, {
    env: ({ slack }) => ({ HTTP_PROXY: proxy.url, NO_PROXY: hostOf(slack.apiUrl) }),
  });
  proxy.handle(handling);
  await slack.command(ask);
  const [answer] = await slack.until(() => {
    const answers = slack.ephemerals(channels.security, people.member);
    return answers.some(({ text }) => sentence.test(text)) ? answers : undefined;
  });
  expect(JSON.stringify([answer, log])).not.toContain('secret-word');
  if (typeof handling === 'object') expect(log.join()).toContain('"proxyStatus":407');
});

test('an app that the proxy keeps from Slack says so when it starts, with the proxy’s status and without its password', async () => {
  const proxy = await startProxy({ credentials: 'app:secret-word' });
  proxy.handle({ status: 403 });
  const failure = await startBehind(proxy).catch((error: unknown) => String(error));
  expect(failure).toMatch(new RegExp(`the proxy ${proxy.host} refused the connection with 403. Check HTTPS_PROXY`));
  expect(failure).not.toContain('secret-word');
});

test('a socket that the proxy refuses is logged with the proxy’s status', async () => {
  const proxy = await startProxy();
  const { log, slack } = await startBehind(proxy, { transport: 'socket' });
  await slack.until(() => slack.socketCount() === 2);
  proxy.handle({ status: 503 });
  proxy.breakTunnels();
  await expect
    .poll(() => log.filter((line) => line.includes('a socket to Slack could not be opened')).join())
    .toContain('refused the connection with 503');
  proxy.handle('tunnel');
  await slack.until(() => slack.socketCount() === 2);
});
