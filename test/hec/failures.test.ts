import { once } from 'node:events';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KnownError } from '../../src/errors.ts';
import {
  HecFailureError,
  HecForbiddenError,
  HecRateLimitedError,
  HecRequestRefusedError,
  HecTimeoutError,
  HecUnreachableError,
  HecUnreadableError,
} from '../../src/hec/errors.ts';
import type { HecLimits } from '../../src/hec/limits.ts';
import {
  cutBody,
  cutChunks,
  enveloped,
  type HecServer,
  hang,
  hangInBody,
  json,
  type Reply,
  raw,
  refusal,
  reset,
  someEventId,
  startClient,
  startHecServer,
  status,
} from '../support/hec/hec-server.ts';

const readRoute = 'GET /event';
const good = enveloped({ eventId: someEventId });
const redirect = json({ responseEnvelope: { responseCode: 200 }, responseData: { eventId: someEventId } }, 302, {
  location: 'http://127.0.0.1:1/',
});
const html = '<html><h1>Bad gateway</h1></html>';

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
});
afterEach(() => server.close());

const lastReference = () => server.seen.at(-1)?.headers['x-av-req-id'];

describe('failures that may pass', () => {
  test.each<[string, Reply, abstract new (...args: never[]) => KnownError]>([
    ['408', status(408), HecTimeoutError],
    ['429', status(429), HecRateLimitedError],
    ['500', status(500), HecFailureError],
    ['502 and HTML', raw(html, 502), HecFailureError],
    ['504 and no body', raw('', 504), HecFailureError],
    ['a 200 whose envelope says 500', enveloped(null, { responseCode: 500 }), HecFailureError],
    ['a reset connection', reset, HecUnreachableError],
    ['a body that is cut off', cutBody, HecUnreachableError],
    ['chunks that are cut off', cutChunks, HecUnreachableError],
  ])('a read that gets %s is tried three times, then fails', async (_name, reply, expected) => {
    server.on(readRoute, reply);
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ reference: lastReference() });
    expect(server.count(readRoute)).toBe(3);
  });

  test.each<[string, Reply]>([
    ['408', status(408)],
    ['429', status(429)],
    ['500', status(500)],
    ['a reset connection', reset],
    ['a body that is cut off', cutBody],
  ])('a read that gets %s once succeeds on the second try', async (_name, reply) => {
    server.on(readRoute, reply, good);
    expect(await startClient(server.gateway).client.readEvent(someEventId)).toMatchObject({ id: someEventId });
    expect(server.count(readRoute)).toBe(2);
  });
});

describe('failures that will not pass', () => {
  test.each<[string, Reply, abstract new (...args: never[]) => KnownError]>([
    ['400', status(400), HecRequestRefusedError],
    ['403', status(403), HecForbiddenError],
    ['a 200 whose envelope says 403', enveloped(null, { responseCode: 403 }), HecForbiddenError],
    ['422', status(422), HecRequestRefusedError],
    ['an unknown code in the envelope', enveloped({ eventId: someEventId }, { responseCode: 1 }), HecFailureError],
    ['success:false in the envelope', enveloped({ eventId: someEventId }, { success: false }), HecFailureError],
    ['a redirect', redirect, HecUnreadableError],
    ['HTML in a 200', raw(html), HecUnreadableError],
    ['half a JSON document', raw('{"responseEnvelope":{"responseCode":200},"respo'), HecUnreadableError],
    ['an empty body', raw(''), HecUnreadableError],
    ['JSON of another shape', json({ success: false, message: 'Authentication required' }), HecUnreadableError],
    ['neither an envelope nor data', json({ responseEnvelope: null, responseData: null }), HecUnreadableError],
    ['an unreadable code', enveloped([{ eventId: someEventId }], { responseCode: '' }), HecUnreadableError],
    ['an unreadable success', enveloped([{ eventId: someEventId }], { success: 'perhaps' }), HecUnreadableError],
    ['a bare list', json([{ eventId: someEventId }]), HecUnreadableError],
    ['JSON a million levels deep', raw('['.repeat(1e6) + ']'.repeat(1e6)), HecUnreadableError],
    ['something other than HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n'), HecUnreadableError],
  ])('a read that gets %s fails after one request', async (_name, reply, expected) => {
    server.on(readRoute, reply);
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ reference: lastReference() });
    expect(server.count(readRoute)).toBe(1);
  });
});

describe('large bodies', () => {
  const event = json({
    responseEnvelope: { responseCode: 200 },
    responseData: { eventId: someEventId, data: 'x'.repeat(5_000) },
  });

  test('a body within the size limit is read', async () => {
    server.on(readRoute, event);
    const { client } = startClient(server.gateway, { limits: { maxBodyBytes: 6_000 } });
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test.each<[string, Reply]>([
    ['with a known length', event],
    [
      'in endless chunks',
      (response) => {
        response.writeHead(200);
        const more = () => response.writable && response.write('x'.repeat(1_000), more);
        more();
      },
    ],
  ])('a body over the size limit, %s, is not read or asked for again', async (_name, reply) => {
    server.on(readRoute, reply);
    const { client } = startClient(server.gateway, { limits: { maxBodyBytes: 4_000 } });
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecUnreadableError);
    expect(server.count(readRoute)).toBe(1);
  });
});

describe('no answer in time', () => {
  test.each<[string, Reply]>([
    ['no answer', hang],
    ['no more than the start of a body', hangInBody],
  ])('a read that gets %s within the time of one try times out and is not repeated', async (_name, reply) => {
    server.on(readRoute, reply);
    const { client, log } = startClient(server.gateway, { limits: { tryMs: 500 } });
    await client.signIn();
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecTimeoutError);
    expect(error).toMatchObject({ limit: 'own', reference: lastReference() });
    expect(server.count(readRoute)).toBe(1);
    expect(log.at(-1)).toMatchObject({ level: 40, failure: 'HecTimeoutError', requestId: lastReference() });
  });

  test('a read that runs out of time for all its tries times out with the reference of the last request', async () => {
    server.on(readRoute, status(500), hang);
    const { client } = startClient(server.gateway, { limits: { totalMs: 1_000 } });
    await client.signIn();
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecTimeoutError);
    expect(error).toMatchObject({ reference: lastReference() });
    expect(server.count(readRoute)).toBe(2);
  });

  test.each<[string, Partial<HecLimits>]>([
    ['connection', { connectMs: 60 }],
    ['per-try', { tryMs: 60 }],
  ])('a handshake that outlasts the %s time limit means that HEC is unreachable', async (_name, limits) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { client } = startClient(`https://127.0.0.1:${address.port}`, { limits: { tries: 1, ...limits } });
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecUnreachableError);
    expect(error).toMatchObject({ stage: 'connecting' });
    silent.close();
  });

  test('a refused connection means that HEC is unreachable', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const address = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { client, log } = startClient(`http://127.0.0.1:${address.port}`);
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecUnreachableError);
    expect(log).toHaveLength(3);
    expect(error).toMatchObject({ stage: 'connecting' });
    expect(log[0]).toMatchObject({ failure: 'HecUnreachableError', cause: 'ECONNREFUSED' });
  });
});

describe('a missing scope', () => {
  const words = 'Must provide a single scope in as "scope" in query string due to multi scope app client';
  const refused = { responseEnvelope: { responseCode: 400, responseText: words }, responseData: null };

  test.each<[string, Reply]>([
    ['a 400 with an envelope', json(refused, 400)],
    ['a 422 of another shape', json({ detail: [{ msg: words }] }, 422)],
    ['a 400 in plain text', raw(words, 400)],
    ['a 200 whose envelope says 400', json(refused)],
  ])('a refusal for a missing scope is recognised in %s', async (_name, reply) => {
    server.on(readRoute, reply);
    expect(await refusal(startClient(server.gateway).client.readEvent(someEventId))).toMatchObject({
      code: 'hec_scope',
      reference: lastReference(),
    });
  });

  test('a 403 stays a 403 even if its text asks for a scope', async () => {
    server.on(readRoute, json(refused, 403));
    expect(await refusal(startClient(server.gateway).client.readEvent(someEventId))).toBeInstanceOf(HecForbiddenError);
  });
});

describe('a rate limit', () => {
  test('a rate limit that fits in the time of the call is waited out', async () => {
    server.on(readRoute, status(429, { 'retry-after': '0' }), good);
    expect(await startClient(server.gateway).client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test.each([
    ['in seconds', '60'],
    ['as a date', new Date(Date.UTC(2026, 0, 1, 0, 1)).toUTCString()],
  ])('a rate limit longer than the call may take, given %s, fails the call at once', async (_name, retryAfter) => {
    server.on(readRoute, status(429, { 'retry-after': retryAfter }));
    const { client } = startClient(server.gateway, { now: () => Date.UTC(2026, 0, 1) });
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecRateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: 60_000, sentence: expect.stringContaining('60 seconds') });
    expect(server.count(readRoute)).toBe(1);
  });
});

describe('the caller’s signal', () => {
  test('a read whose signal has already ended sends nothing', async () => {
    const { client } = startClient(server.gateway);
    expect(await refusal(client.readEvent(someEventId, AbortSignal.abort('stop')))).toBe('stop');
    expect(server.seen).toEqual([]);
  });

  test.each<[string, Reply]>([
    ['for an answer', hang],
    ['for the rest of an answer', hangInBody],
  ])('the caller’s signal ends the wait %s at once', async (_name, reply) => {
    const stop = new AbortController();
    server.on(readRoute, (response) => {
      reply(response);
      setImmediate(() => stop.abort('stop'));
    });
    const { client } = startClient(server.gateway, { limits: { tries: 1 } });
    expect(await refusal(client.readEvent(someEventId, stop.signal))).toBe('stop');
    expect(server.count(readRoute)).toBe(1);
  });

  test('the caller’s signal ends the pause before the next try, and nothing more is sent', async () => {
    const stop = new AbortController();
    server.on(readRoute, status(429, { 'retry-after': '50' }));
    const stopWhenRefused = {
      write: (line: string) => line.includes('"status":429') && setImmediate(() => stop.abort('stop')),
    };
    const { client } = startClient(server.gateway, { logger: pino({}, stopWhenRefused) });
    expect(await refusal(client.readEvent(someEventId, stop.signal))).toBe('stop');
    expect(server.count(readRoute)).toBe(1);
  });
});

test('a closed client sends nothing', async () => {
  const { client } = startClient(server.gateway);
  await client.close();
  expect(await refusal(client.readEvent(someEventId))).not.toBeInstanceOf(KnownError);
  expect(server.seen).toEqual([]);
});
