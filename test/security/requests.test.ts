/** Only what Slack has signed, lately, is worked on: everything else gets a status and nothing more. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SocketModeReceiver } from '@slack/bolt';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { signatureHeaders } from '../../playground/slack/delivery/http.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { loadConfig } from '../../src/config.ts';
import { healthListener } from '../../src/http/health.ts';
import { listen } from '../../src/http/server.ts';
import { createLogger } from '../../src/log.ts';
import { createReceiver } from '../../src/slack/dispatch/receiver.ts';
import { audit } from '../../src/store/schema.ts';
import { shownAnywhere } from '../support/read.ts';
import { type Started, start } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const body = commandOf(people.member);
const seconds = () => Math.floor(Date.now() / 1_000);

function commandOf(user: string): string {
  const fields = { command: '/hec-event', text: phishing, user_id: user, channel_id: channels.security, team_id: 'T1' };
  return new URLSearchParams(fields).toString();
}

async function expectNothingDone(started: Started): Promise<void> {
  await started.quiet();
  expect(started.hec.requests).toEqual([]);
  expect(shownAnywhere(started.slack)).toEqual([]);
  expect(await started.store.db.select().from(audit)).toEqual([]);
}

describe('requests that Slack did not sign, or not recently', () => {
  type Headers = (secret: string) => Record<string, string>;
  const signedAt = (timestamp: () => number): Headers => {
    return (secret) => ({ ...form, ...signatureHeaders(secret, body, timestamp()) });
  };
  const signed = signedAt(seconds);

  test.each<[string, Headers]>([
    ['without a signature', () => form],
    ['with a timestamp alone', () => ({ ...form, 'x-slack-request-timestamp': String(seconds()) })],
    ['with a wrong signature', (secret) => ({ ...signed(secret), 'x-slack-signature': `v0=${'0'.repeat(64)}` })],
    ['with an empty signature', (secret) => ({ ...signed(secret), 'x-slack-signature': 'v0=' })],
    [
      'with a signature of another version',
      (secret) => ({ ...signed(secret), 'x-slack-signature': signed(secret)['x-slack-signature']?.slice(3) ?? '' }),
    ],
    ['with another secret', () => signed('another secret')],
    [
      'that repeats the signature of another body',
      (secret) => ({ ...form, ...signatureHeaders(secret, commandOf(people.responder)) }),
    ],
    [
      'whose timestamp was changed after it was signed',
      (secret) => ({ ...signed(secret), 'x-slack-request-timestamp': String(seconds() - 1) }),
    ],
    ['with a timestamp that is ten minutes old', signedAt(() => seconds() - 600)],
    ['with a timestamp ten minutes ahead', signedAt(() => seconds() + 600)],
    ['with a timestamp years ahead', signedAt(() => seconds() + 1e9)],
    ['with an infinite timestamp', signedAt(() => Number.POSITIVE_INFINITY)],
    ['with a timestamp that is not a number', signedAt(() => Number.NaN)],
  ])('a request %s gets 401, and nothing happens', async (_title, headers) => {
    const started = await start();
    const { slack } = started;
    const answer = await slack.rawRequest({ body, headers: headers(slack.installation.signingSecret) });
    expect(answer.acknowledgement).toMatchObject({ status: 401, body: '' });
    await expectNothingDone(started);
  });

  test.each([-240, 240])('a request that Slack signed with a clock %i seconds off is answered', async (off) => {
    const { slack } = await start();
    const headers = signedAt(() => seconds() + off)(slack.installation.signingSecret);
    expect((await slack.rawRequest({ body, headers })).acknowledgement?.status).toBe(200);
    await slack.until(() => slack.messages(channels.security).length === 1);
  });

  test('the age of a request is judged by the clock that the app was given', async () => {
    const { slack } = await start({ now: () => Date.now() - 600_000 });
    const headers = signed(slack.installation.signingSecret);
    expect((await slack.rawRequest({ body, headers })).acknowledgement?.status).toBe(401);
  });

  test('an unsigned ssl_check is answered, and everything else in it is dropped', async () => {
    const started = await start();
    const answer = await started.slack.rawRequest({ body: `${body}&ssl_check=1`, headers: form });
    expect(answer.acknowledgement).toMatchObject({ status: 200, body: '' });
    await expectNothingDone(started);
  });
});

describe('a body of more than 1 MB', () => {
  const tooMuch = 'x'.repeat(3_000_000);
  const oversized = {
    'whose length is announced': `content-length: ${tooMuch.length}\r\n\r\n${tooMuch}`,
    'that comes in pieces': `transfer-encoding: chunked\r\n\r\n${tooMuch.length.toString(16)}\r\n${tooMuch}\r\n0\r\n\r\n`,
  };

  test.each(Object.entries(oversized))(
    'a body of more than 1 MB %s is refused, and the connection serves the next request',
    async (_, rest) => {
      const started = await start();
      const connection = await connectTo(started.app.port);
      connection.socket.write(`POST /slack/events HTTP/1.1\r\nhost: app\r\n${rest}`);
      await connection.until(/^HTTP\/1\.1 413 .*\r\n\r\n/s);
      connection.socket.write('GET /healthz HTTP/1.1\r\nhost: app\r\n\r\n');
      await connection.until(/HTTP\/1\.1 200 .*\{"status":"ok"\}/s);
      await expectNothingDone(started);
    },
  );

  test('a body of more than 1 MB is refused before all of it has arrived, and others are served meanwhile', async () => {
    const { app, slack } = await start();
    const connection = await connectTo(app.port);
    connection.socket.write(`POST /slack/events HTTP/1.1\r\nhost: app\r\ncontent-length: 1000000000\r\n\r\n${tooMuch}`);
    await connection.until(/^HTTP\/1\.1 413 /);
    const command = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };
    expect(await slack.command(command)).toMatchObject({ outcome: 'acknowledged' });
  });
});

describe('requests that are not Slack’s', () => {
  test('a request to another path or with another method gets an empty 404, even if it is signed', async () => {
    const started = await start();
    const { app, slack } = started;
    for (const [method, path] of [
      ['GET', '/slack/events'],
      ['PUT', '/slack/events'],
      ['DELETE', '/slack/events'],
      ['POST', '/'],
      ['POST', '/slack/events/more'],
      ['POST', '/slack/install'],
      ['GET', '/slack/install'],
      ['GET', '/slack/oauth_redirect?code=1&state=2'],
      ['GET', '/.env'],
      ['POST', '/healthz'],
      ['POST', '/readyz'],
    ] as const) {
      const sent = method === 'GET' ? '' : body;
      const response = await fetch(`http://127.0.0.1:${app.port}${path}`, {
        method,
        headers: { ...form, ...signatureHeaders(slack.installation.signingSecret, sent) },
        ...(method !== 'GET' && { body: sent }),
      });
      expect([method, path, response.status, await response.text()]).toEqual([method, path, 404, '']);
    }
    await expectNothingDone(started);
  });

  test('a request that is not HTTP or names no path does not disturb others', async () => {
    const { app, slack } = await start();
    for (const text of ['\u0016\u0003\u0001\u0002\u0000\r\n\r\n', 'GET // HTTP/1.1\r\nhost: app\r\n\r\n']) {
      const connection = await connectTo(app.port);
      connection.socket.write(text);
      await connection.until(/^HTTP\/1\.1 (?:400|404|500) /);
    }
    const command = { user: people.member, channel: channels.security, command: '/hec-event', text: 'help' };
    expect(await slack.command(command)).toMatchObject({ outcome: 'acknowledged' });
  });
});

describe.each(['http', 'socket'] as const)('stopping over %s', (transport) => {
  test(`over ${transport}, a connection with half a request delays the app’s stop by three seconds at most`, async () => {
    const listening = createReceiver(
      loadConfig({
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: 'secret',
        ...(transport === 'socket' && { SLACK_APP_TOKEN: 'xapp-1' }),
        HEC_REGION: 'us',
        HEC_CLIENT_ID: 'id',
        HEC_ACCESS_KEY: 'key',
      }).slack,
      {
        routes: [],
        serveHealth: (where) => listen(healthListener([]), where),
        logger: createLogger('silent'),
        now: Date.now,
        socketPingMs: 200,
      },
    );
    if (listening.receiver instanceof SocketModeReceiver) {
      vi.spyOn(listening.receiver, 'start').mockResolvedValue({ ok: true });
      vi.spyOn(listening.receiver, 'stop').mockResolvedValue();
    }
    const server = await listening.start({ port: 0 });
    const address = server.address();
    const connection = await connectTo(typeof address === 'object' && address !== null ? address.port : 0);
    connection.socket.write('POST /slack/events HTTP/1.1\r\nhost: ap');
    await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(1));

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const closed = once(server, 'close');
    const stopped = listening.stop();
    await vi.advanceTimersByTimeAsync(2_999);
    expect(await connectionsOf(server)).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all([closed, stopped]);
  });
});

function connectionsOf(server: { getConnections(callback: (error: Error | null, count: number) => void): unknown }) {
  return new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
}

/** A bare connection, on which what no client would send can be sent. */
async function connectTo(port: number): Promise<{ socket: Socket; until(pattern: RegExp): Promise<void> }> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.setEncoding('latin1').on('data', (text) => {
    received += String(text);
    socket.emit('more');
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return {
    socket,
    /** Resolves once what has come matches, and forgets it. */
    async until(pattern) {
      while (!pattern.test(received)) await once(socket, 'more', { signal: AbortSignal.timeout(5_000) });
      received = '';
    },
  };
}
