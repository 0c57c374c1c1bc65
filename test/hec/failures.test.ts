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

describe('what may pass is asked three times, and then given up:', () => {
  test.each<[string, Reply, abstract new (...args: never[]) => KnownError]>([
    ['408', status(408), HecTimeoutError],
    ['429', status(429), HecRateLimitedError],
    ['500', status(500), HecFailureError],
    ['502 with HTML', raw(html, 502), HecFailureError],
    ['504 without a body', raw('', 504), HecFailureError],
    ['500 in the envelope of a 200', enveloped(null, { responseCode: 500 }), HecFailureError],
    ['a reset connection', reset, HecUnreachableError],
    ['a body that is cut off', cutBody, HecUnreachableError],
    ['chunks that are cut off', cutChunks, HecUnreachableError],
  ])('%s', async (_name, reply, expected) => {
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
  ])('%s once does no harm', async (_name, reply) => {
    server.on(readRoute, reply, good);
    expect(await startClient(server.gateway).client.readEvent(someEventId)).toMatchObject({ id: someEventId });
    expect(server.count(readRoute)).toBe(2);
  });
});

describe('what will not pass is asked once:', () => {
  test.each<[string, Reply, abstract new (...args: never[]) => KnownError]>([
    ['400', status(400), HecRequestRefusedError],
    ['403', status(403), HecForbiddenError],
    ['403 in the envelope of a 200', enveloped(null, { responseCode: 403 }), HecForbiddenError],
    ['422', status(422), HecRequestRefusedError],
    [
      'a code in the envelope that nobody knows',
      enveloped({ eventId: someEventId }, { responseCode: 1 }),
      HecFailureError,
    ],
    ['success:false in the envelope', enveloped({ eventId: someEventId }, { success: false }), HecFailureError],
    ['a redirect', redirect, HecUnreadableError],
    ['HTML in a 200', raw(html), HecUnreadableError],
    ['half a JSON', raw('{"responseEnvelope":{"responseCode":200},"respo'), HecUnreadableError],
    ['nothing', raw(''), HecUnreadableError],
    ['another JSON', json({ success: false, message: 'Authentication required' }), HecUnreadableError],
    ['null for an envelope', json({ responseEnvelope: null, responseData: [] }), HecUnreadableError],
    [
      'an envelope without a code',
      enveloped([{ eventId: someEventId }], { responseCode: undefined }),
      HecUnreadableError,
    ],
    [
      'an envelope with null for its code',
      enveloped([{ eventId: someEventId }], { responseCode: null }),
      HecUnreadableError,
    ],
    ['a bare list', json([{ eventId: someEventId }]), HecUnreadableError],
    ['a JSON a million levels deep', raw('['.repeat(1e6) + ']'.repeat(1e6)), HecUnreadableError],
    ['what is not HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n'), HecUnreadableError],
  ])('%s', async (_name, reply, expected) => {
    server.on(readRoute, reply);
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ reference: lastReference() });
    expect(server.count(readRoute)).toBe(1);
  });
});

describe('a body', () => {
  const event = json({
    responseEnvelope: { responseCode: 200 },
    responseData: { eventId: someEventId, data: 'x'.repeat(5_000) },
  });

  test('of the largest size is read', async () => {
    server.on(readRoute, event);
    const { client } = startClient(server.gateway, { limits: { maxBodyBytes: 6_000 } });
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test.each<[string, Reply]>([
    ['whose length is known', event],
    [
      'in chunks without end',
      (response) => {
        response.writeHead(200);
        const more = () => response.writable && response.write('x'.repeat(1_000), more);
        more();
      },
    ],
  ])('that is larger, %s, is not read, and asked for once', async (_name, reply) => {
    server.on(readRoute, reply);
    const { client } = startClient(server.gateway, { limits: { maxBodyBytes: 4_000 } });
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecUnreadableError);
    expect(server.count(readRoute)).toBe(1);
  });
});

describe('no answer', () => {
  test.each<[string, Reply]>([
    ['at all', hang],
    ['after the first byte of its body', hangInBody],
  ])('%s within the limit of a try is a timeout, and not asked for again', async (_name, reply) => {
    server.on(readRoute, reply);
    const { client, log } = startClient(server.gateway, { limits: { tryMs: 500 } });
    await client.signIn();
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecTimeoutError);
    expect(error).toMatchObject({ limit: 'own', reference: lastReference() });
    expect(server.count(readRoute)).toBe(1);
    expect(log.at(-1)).toMatchObject({ level: 40, failure: 'HecTimeoutError', requestId: lastReference() });
  });

  test('within the limit of the whole call is a timeout too, of the request under way', async () => {
    server.on(readRoute, status(500), hang);
    const { client } = startClient(server.gateway, { limits: { totalMs: 1_000 } });
    await client.signIn();
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecTimeoutError);
    expect(error).toMatchObject({ reference: lastReference() });
    expect(server.count(readRoute)).toBe(2);
  });

  test.each<[string, Partial<HecLimits>]>([
    ['of connecting', { connectMs: 60 }],
    ['of a try', { tryMs: 60 }],
  ])('to the handshake within the limit %s says that HEC is unreachable', async (_name, limits) => {
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

  test('for want of a server says that HEC is unreachable', async () => {
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

describe('a refusal for want of a scope', () => {
  const words = 'Must provide a single scope in as "scope" in query string due to multi scope app client';
  const refused = { responseEnvelope: { responseCode: 400, responseText: words }, responseData: null };

  test.each<[string, Reply]>([
    ['a 400 with an envelope', json(refused, 400)],
    ['a 422 of another shape', json({ detail: [{ msg: words }] }, 422)],
    ['a 400 in plain text', raw(words, 400)],
    ['a 400 in the envelope of a 200', json(refused)],
  ])('is known in %s', async (_name, reply) => {
    server.on(readRoute, reply);
    expect(await refusal(startClient(server.gateway).client.readEvent(someEventId))).toMatchObject({
      code: 'hec_scope',
      reference: lastReference(),
    });
  });

  test('is none where another status says so', async () => {
    server.on(readRoute, json(refused, 403));
    expect(await refusal(startClient(server.gateway).client.readEvent(someEventId))).toBeInstanceOf(HecForbiddenError);
  });
});

describe('a rate limit', () => {
  test('is waited out where that fits', async () => {
    server.on(readRoute, status(429, { 'retry-after': '0' }), good);
    expect(await startClient(server.gateway).client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test.each([
    ['seconds', '60'],
    ['a date', new Date(Date.UTC(2026, 0, 1, 0, 1)).toUTCString()],
  ])('in %s that is longer than the call may take is given up at once', async (_name, retryAfter) => {
    server.on(readRoute, status(429, { 'retry-after': retryAfter }));
    const { client } = startClient(server.gateway, { now: () => Date.UTC(2026, 0, 1) });
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecRateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: 60_000, sentence: expect.stringContaining('60 seconds') });
    expect(server.count(readRoute)).toBe(1);
  });
});

describe("the caller's signal", () => {
  test('that has ended before asks nothing', async () => {
    const { client } = startClient(server.gateway);
    expect(await refusal(client.readEvent(someEventId, AbortSignal.abort('stop')))).toBe('stop');
    expect(server.seen).toEqual([]);
  });

  test.each<[string, Reply]>([
    ['for the answer', hang],
    ['for its body', hangInBody],
  ])('ends the wait %s at once', async (_name, reply) => {
    const stop = new AbortController();
    server.on(readRoute, (response) => {
      reply(response);
      setImmediate(() => stop.abort('stop'));
    });
    const { client } = startClient(server.gateway, { limits: { tries: 1 } });
    expect(await refusal(client.readEvent(someEventId, stop.signal))).toBe('stop');
    expect(server.count(readRoute)).toBe(1);
  });

  test('ends the pause before the next try at once, and nothing more is sent', async () => {
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

test('after close nothing is sent any more', async () => {
  const { client } = startClient(server.gateway);
  await client.close();
  expect(await refusal(client.readEvent(someEventId))).not.toBeInstanceOf(KnownError);
  expect(server.seen).toEqual([]);
});
