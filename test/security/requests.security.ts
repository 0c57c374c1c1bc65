/** Only what Slack has signed, lately, is worked on: everything else gets a status and nothing more. */
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { signatureHeaders } from '../../playground/slack/delivery/http.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { serveCommands } from '../../src/cli/app-socket.ts';
import { socketIn } from '../../src/cli/audit-export/socket-path.ts';
import { Bodies } from '../../src/http/bodies.ts';
import { closeServer, listen, portOf } from '../../src/http/server.ts';
import { createLogger } from '../../src/log.ts';
import { audit } from '../../src/store/schema.ts';
import { shownAnywhere } from '../support/read.ts';
import { type Started, start } from '../support/start.ts';
import { newDirectory } from '../support/store.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const body = commandOf(people.member);
const command = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };
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

/** Looks like Slack's until the body is there, as whoever sends it wants. */
function forgedHeaders(): string {
  const signature = `v0=${'0'.repeat(64)}`;
  return `POST /slack/events HTTP/1.1\r\nhost: app\r\nx-slack-request-timestamp: ${seconds()}\r\nx-slack-signature: ${signature}\r\n`;
}

describe('a request that can’t be Slack’s', () => {
  const unsigned = 'POST /slack/events HTTP/1.1\r\nhost: app\r\n';
  const stamped = (timestamp: number) => forgedHeaders().replace(/timestamp: \d+/, `timestamp: ${timestamp}`);
  const formOf = (bytes: number) => `${unsigned}content-type: ${form['content-type']}\r\ncontent-length: ${bytes}\r\n`;

  test.each<[string, () => string]>([
    ['without a signature', () => `${unsigned}content-length: 990000\r\n`],
    ['without a signature and without a length', () => `${unsigned}transfer-encoding: chunked\r\n`],
    ['without a signature that is longer than Slack’s ssl_check', () => formOf(1_025)],
    [
      'with half of Slack’s headers',
      () => `${forgedHeaders().replace(/x-slack-signature: .*\r\n/, '')}content-length: 990000\r\n`,
    ],
    ['with two signatures', () => `${forgedHeaders()}x-slack-signature: v0=0\r\ncontent-length: 990000\r\n`],
    ['with an old timestamp', () => `${stamped(seconds() - 301)}content-length: 990000\r\n`],
    ['with a timestamp in the future', () => `${stamped(seconds() + 302)}content-length: 990000\r\n`],
    ['with a timestamp of words', () => `${stamped(0).replace('timestamp: 0', 'timestamp: now')}content-length: 9\r\n`],
  ])('a request %s is refused before any of its body has come', async (_, headers) => {
    const { app } = await start();
    const connection = await connectTo(app.port);
    connection.socket.write(`${headers()}\r\n`);
    await connection.until(/^HTTP\/1\.1 401 /);
  });
});

describe('a body', () => {
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
      connection.socket.write(`${forgedHeaders()}${rest}`);
      await connection.until(/^HTTP\/1\.1 413 .*\r\n\r\n/s);
      connection.socket.write('GET /healthz HTTP/1.1\r\nhost: app\r\n\r\n');
      await connection.until(/HTTP\/1\.1 200 .*\{"status":"ok"\}/s);
      await expectNothingDone(started);
    },
  );

  test('a body of more than 1 MB is refused before all of it has arrived, and others are served meanwhile', async () => {
    const { app, slack } = await start();
    const connection = await connectTo(app.port);
    connection.socket.write(`${forgedHeaders()}content-length: 1000000000\r\n\r\n${tooMuch}`);
    await connection.until(/^HTTP\/1\.1 413 /);
    expect(await slack.command(command)).toMatchObject({ outcome: 'acknowledged' });
  });

  test('a body that has not arrived within five seconds is refused, and its connection closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const bodies = new Bodies(createLogger('silent'));
    const server = await listen(
      async (request, response) => void (await bodies.read(request, response)),
      { port: 0 },
      { logger: createLogger('silent') },
    );
    onTestFinished(() => closeServer(server));
    const asked = once(server, 'request');
    const connection = await connectTo(portOf(server));
    const closed = once(connection.socket, 'close');
    connection.socket.write('POST / HTTP/1.1\r\nhost: app\r\ncontent-length: 100\r\n\r\nhalf');
    await asked;
    await vi.advanceTimersByTimeAsync(4_999);
    expect(connection.received()).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    await connection.until(/^HTTP\/1\.1 408 /);
    await closed;
  });

  test('a body in pieces of one byte takes no more memory than one that comes whole', async () => {
    // Nor is it refused for its time, however long this takes.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const text = 'x'.repeat(100_000);
    const bodies = new Bodies(createLogger('silent'));
    let arrived = 0;
    let read: Promise<Buffer | undefined> | undefined;
    const server = await listen(
      (request, response) => {
        read = bodies.read(request, response);
        request.on('data', (piece: Buffer) => {
          arrived += piece.length;
          if (arrived === text.length) server.emit('arrived');
        });
      },
      { port: 0 },
      { logger: createLogger('silent') },
    );
    onTestFinished(() => closeServer(server));
    const allArrived = once(server, 'arrived');
    const { socket } = await connectTo(portOf(server));
    const before = memoryInUse();
    socket.write(`POST / HTTP/1.1\r\nhost: app\r\ntransfer-encoding: chunked\r\n\r\n`);
    socket.write([...text].map((piece) => `1\r\n${piece}\r\n`).join(''));
    await allArrived;
    expect(memoryInUse() - before).toBeLessThan(5_000_000);
    socket.write('0\r\n\r\n');
    expect(String(await read)).toBe(text);
  });

  test('of bodies that together are too much for memory the largest is dropped, and a command gets through', async () => {
    const { app, slack } = await start();
    const senders = await Promise.all(Array.from({ length: 20 }, () => connectTo(app.port)));
    const answers = senders.map((sender) => sender.until(/^HTTP\/1\.1 503 /));
    for (const { socket } of senders) {
      socket.write(`${forgedHeaders()}content-length: 999999\r\n\r\n${'x'.repeat(990_000)}`);
    }
    await Promise.race(answers);
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

  test.each(['//', '///', '//audit', '/audit/', 'http://', '/%', '*'])(
    'a request for %s gets a 404 from the app and from the socket that the audit export asks',
    async (path) => {
      const { app, store } = await start();
      const dataDir = await newDirectory();
      const exporting = await serveCommands(dataDir, store, createLogger('silent'));
      onTestFinished(() => closeServer(exporting));
      for (const where of [{ port: app.port }, { socketPath: socketIn(dataDir) }]) {
        const asked = get({ ...where, path, agent: false });
        const [answer] = await once(asked, 'response');
        answer.resume();
        expect(answer.statusCode).toBe(404);
      }
    },
  );

  test('connections beyond 2,000 are turned away, and those before stay', async () => {
    const server = await listen(() => {}, { port: 0 }, { logger: createLogger('silent') });
    onTestFinished(() => closeServer(server));
    let asked = 0;
    server.on('request', () => {
      asked += 1;
    });
    const held = await Promise.all(Array.from({ length: 2_000 }, () => connectTo(portOf(server))));
    for (const { socket } of held) socket.write('GET / HTTP/1.1\r\nhost: app\r\n\r\n');
    await expect.poll(() => asked, { timeout: 10_000 }).toBe(2_000);
    const { socket } = await connectTo(portOf(server));
    if (!socket.closed) await once(socket, 'close');
    expect(await connectionsOf(server)).toBe(2_000);
    for (const { socket } of held) socket.destroy();
  });

  test('a connection that asks again before it was answered is closed, and one that waits for its answers is kept', async () => {
    let asked = 0;
    const server = await listen(
      (request, response) => {
        asked += 1;
        if (request.url === '/answered') response.end('answered');
      },
      { port: 0 },
      { logger: createLogger('silent') },
    );
    onTestFinished(() => closeServer(server));
    const connection = await connectTo(portOf(server));
    const requestFor = (path: string) => `GET ${path} HTTP/1.1\r\nhost: app\r\n\r\n`;
    for (let request = 0; request < 2; request += 1) {
      connection.socket.write(requestFor('/answered'));
      await connection.until(/answered/);
    }
    const closed = once(connection.socket, 'close');
    connection.socket.write(requestFor('/').repeat(1_000));
    await closed;
    expect(asked).toBe(3);
  });

  test('a request that is not HTTP or names no path does not disturb others', async () => {
    const { app, slack } = await start();
    for (const text of ['\u0016\u0003\u0001\u0002\u0000\r\n\r\n', 'GET // HTTP/1.1\r\nhost: app\r\n\r\n']) {
      const connection = await connectTo(app.port);
      connection.socket.write(text);
      await connection.until(/^HTTP\/1\.1 (?:400|404) /);
    }
    expect(await slack.command({ ...command, text: 'help' })).toMatchObject({ outcome: 'acknowledged' });
  });
});

test('a connection with half a request delays the app’s stop by three seconds at most', async () => {
  const server = await listen(() => {}, { port: 0 }, { logger: createLogger('silent') });
  const connection = await connectTo(portOf(server));
  connection.socket.write('POST /slack/events HTTP/1.1\r\nhost: ap');
  await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(1));

  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const stopped = closeServer(server);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(await connectionsOf(server)).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await stopped;
});

/** In bytes, without what only waits to be collected. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function connectionsOf(server: { getConnections(callback: (error: Error | null, count: number) => void): unknown }) {
  return new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
}

interface Connection {
  socket: Socket;
  /** What has come and was not waited for. */
  received(): string;
  /** Resolves once what has come matches, and forgets it. */
  until(pattern: RegExp): Promise<void>;
}

/** A bare connection, on which what no client would send can be sent. */
async function connectTo(port: number): Promise<Connection> {
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
    received: () => received,
    async until(pattern) {
      while (!pattern.test(received)) await once(socket, 'more', { signal: AbortSignal.timeout(5_000) });
      received = '';
    },
  };
}
