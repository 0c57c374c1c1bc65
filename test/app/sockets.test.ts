/** Socket Mode: what Slack does with sockets, and what people notice of it. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { channels, people, type SlackSimulator } from '../../playground/slack/server.ts';
import { type StartOptions, start } from '../support/start.ts';

const help = { user: people.member, channel: channels.security, command: '/hec-event', text: 'help' };
const opensOf = ({ calls }: SlackSimulator) => calls.filter(({ method }) => method === 'apps.connections.open').length;

async function startOnSockets(options: StartOptions = {}) {
  const warnings: string[] = [];
  const log = (line: string) => {
    const { level, msg } = z.object({ level: z.number(), msg: z.string().default('') }).parse(JSON.parse(line));
    if (level >= 40) warnings.push(msg);
  };
  const started = await start({ ...options, transport: 'socket', log });
  await started.slack.until(() => started.slack.socketCount() >= 2);
  return {
    ...started,
    warnings,
    readiness: async () => (await fetch(`http://127.0.0.1:${started.app.port}/readyz`)).status,
  };
}

/** A connection of another process of the same app. */
async function connectAnother(slack: SlackSimulator): Promise<void> {
  const headers = { authorization: `Bearer ${slack.installation.appToken}` };
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', headers });
  const { url } = z.object({ url: z.string() }).parse(await answer.json());
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  await once(socket, 'message');
}

test('every command is acknowledged while Slack renews both sockets at once', async () => {
  const { quiet, slack } = await startOnSockets();
  const before = opensOf(slack);
  slack.announceRefresh(2_000);
  while (opensOf(slack) < before + 2 || slack.socketCount() > 2) {
    expect(await slack.command(help)).toMatchObject({ outcome: 'acknowledged' });
    await quiet();
  }
});

test('a socket that breaks is replaced, and the other takes the commands meanwhile', async () => {
  const { slack, warnings } = await startOnSockets();
  slack.breakOneSocket();
  await slack.until(() => slack.socketCount() === 1);
  expect(await slack.command(help)).toMatchObject({ outcome: 'acknowledged' });
  await slack.until(() => slack.socketCount() === 2);
  expect(warnings.filter((said) => said.includes('no socket'))).toEqual([]);
});

test('a socket that Slack never closes is closed once its replacement has been open for a while', async () => {
  const { slack } = await startOnSockets({
    timeouts: { socket: { pingMs: 60_000, openMs: 60_000, retryMs: 20, longestRetryMs: 100, leaveMs: 50 } },
  });
  slack.announceRefresh(3_600_000);
  await slack.until(() => slack.socketCount() > 2);
  await slack.until(() => slack.socketCount() === 2);
});

test('without an open socket the app is not ready, says so once, and comes back by itself', async () => {
  const { slack, readiness, warnings } = await startOnSockets();
  expect(await readiness()).toBe(200);
  const restore = slack.cutSockets();
  await expect.poll(readiness).toBe(503);
  restore();
  await expect.poll(readiness).toBe(200);
  expect(warnings.filter((said) => said.startsWith('no socket to Slack is open'))).toHaveLength(1);
  await slack.until(() => slack.socketCount() === 2);
  expect(await slack.command(help)).toMatchObject({ outcome: 'acknowledged' });
});

test('the app is not ready once Socket Mode is switched off at Slack, and is again once it is switched on', async () => {
  const { slack, readiness, warnings } = await startOnSockets();
  const switchOn = slack.switchOffSocketMode();
  await expect.poll(readiness).toBe(503);
  expect(warnings.some((said) => said.startsWith('Socket Mode is switched off'))).toBe(true);
  switchOn();
  await expect.poll(readiness).toBe(200);
});

test('both sockets are closed when the app stops, and none is opened any more', async () => {
  const { app, slack } = await startOnSockets();
  const before = opensOf(slack);
  await app.stop();
  await slack.until(() => slack.socketCount() === 0);
  expect(opensOf(slack)).toBe(before);
});

test('the app starts though Slack has a problem of its own at first', async () => {
  const { slack } = await startOnSockets({
    prepare: ({ faults }) =>
      faults.add({ method: 'apps.connections.open', kind: 'error', error: 'internal_error', times: 3 }),
  });
  expect(opensOf(slack)).toBe(5);
});

test('with as many sockets as Slack allows an app, the app works with the one that it gets', async () => {
  const { slack } = await startOnSockets({
    prepare: async (slack) => {
      for (let count = 0; count < 9; count += 1) await connectAnother(slack);
    },
  });
  await slack.until(() => opensOf(slack) > 12);
  expect(slack.socketCount()).toBe(10);
});

test.each([
  ['the embedded database', {}, 1],
  ['one Postgres for all', { DATABASE_URL: 'postgres://127.0.0.1:1/hec' }, 0],
])('with %s, another process of the app that Slack counts is warned of %o times', async (_, env, times) => {
  const { slack, warnings } = await startOnSockets({ env, prepare: connectAnother });
  await slack.until(() => slack.socketCount() === 3);
  expect(warnings.filter((said) => said.startsWith('another process'))).toHaveLength(times);
});

test('a process alone is not warned of its own sockets, even after some were broken', async () => {
  const { slack, warnings } = await startOnSockets();
  for (let count = 0; count < 3; count += 1) {
    const before = opensOf(slack);
    slack.breakOneSocket();
    await slack.until(() => opensOf(slack) > before && slack.socketCount() === 2);
  }
  expect(warnings.filter((said) => said.startsWith('another process'))).toEqual([]);
});
