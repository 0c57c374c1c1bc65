import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HecFailureError, HecSignInError, HecTimeoutError, HecUnreadableError } from '../../src/hec/errors.ts';
import { UndiciHttp } from '../../src/hec/http.ts';
import { defaultLimits } from '../../src/hec/limits.ts';
import { TokenSource } from '../../src/hec/token.ts';
import {
  enveloped,
  type HecServer,
  hang,
  json,
  type Reply,
  raw,
  refusal,
  signedIn,
  someEventId,
  startClient,
  startHecServer,
  status,
} from '../support/hec/hec-server.ts';

const signInRoute = 'POST /auth/external';
const readRoute = 'GET /event';

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
  server.on(readRoute, enveloped({ eventId: someEventId }));
});
afterEach(() => server.close());

const tokensSeen = () =>
  server.seen.filter((request) => request.route === readRoute).map((request) => request.headers.authorization);

describe('signing in', () => {
  test('sends the key as HEC wants it', async () => {
    await startClient(server.gateway).client.signIn();
    expect(server.seen).toMatchObject([
      {
        route: signInRoute,
        headers: { 'content-type': 'application/json' },
        body: { clientId: 'the-client-id', accessKey: 'the-access-key' },
      },
    ]);
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  test('happens once for many calls after one another', async () => {
    const { client } = startClient(server.gateway);
    for (let call = 0; call < 3; call += 1) await client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1']);
    expect(server.count(signInRoute)).toBe(1);
  });

  test('happens once for 50 callers at once', async () => {
    const { client } = startClient(server.gateway);
    await Promise.all(Array.from({ length: 50 }, () => client.readEvent(someEventId)));
    expect(server.count(signInRoute)).toBe(1);
    expect(server.count(readRoute)).toBe(50);
  });

  test('that fails is failed for all who wait, and tried anew by the next', async () => {
    server.on(signInRoute, status(401), signedIn('good'));
    const { client } = startClient(server.gateway);
    const refusals = await Promise.all(Array.from({ length: 10 }, () => refusal(client.readEvent(someEventId))));
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toBeInstanceOf(HecSignInError);
    await client.readEvent(someEventId);
    expect(server.count(signInRoute)).toBe(2);
  });

  test('goes on for the others when one of them stops waiting', async () => {
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      server.on(signInRoute, (response) => {
        answer = () => signedIn('good')(response);
        resolve();
      });
    });
    const { client } = startClient(server.gateway);
    const impatient = new AbortController();
    const leaving = refusal(client.readEvent(someEventId, impatient.signal));
    const staying = client.readEvent(someEventId);
    await asked;
    impatient.abort(new Error('left'));
    expect(await leaving).toMatchObject({ message: 'left' });
    answer();
    expect(await staying).toMatchObject({ id: someEventId });
    expect(server.count(readRoute)).toBe(1);
  });
});

test('a caller whose signal has ended gets no token, and none is asked for', async () => {
  const limits = defaultLimits;
  const logger = pino({ level: 'silent' });
  const http = new UndiciHttp({ gateway: server.gateway, limits, logger, now: Date.now, observe: () => {} });
  const key = { clientId: 'the-client-id', accessKey: 'the-access-key', tenantLabel: 'region us' };
  const tokens = new TokenSource({ ...key, http, limits, now: Date.now });
  expect(await refusal(tokens.get(AbortSignal.abort('stop')))).toBe('stop');
  expect(server.seen).toEqual([]);
});

describe('a token', () => {
  test.each([
    ['60 s before its end', { expiresIn: 600 }, 539_999, 540_000],
    ['after 30 minutes less 60 s where HEC names no end', {}, 1_739_999, 1_740_000],
    ['after 30 minutes less 60 s where the end makes no sense', { expiresIn: 'soon' }, 1_739_999, 1_740_000],
    ['at half its life where that is short', { expiresIn: 40 }, 19_999, 20_000],
  ])('is replaced %s', async (_name, life, stillGood, replaced) => {
    server.on(signInRoute, signedIn('first', life), signedIn('second', life));
    let now = 1_000_000;
    const { client } = startClient(server.gateway, { now: () => now });
    await client.readEvent(someEventId);
    now = 1_000_000 + stillGood;
    await client.readEvent(someEventId);
    now = 1_000_000 + replaced;
    await client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
  });

  test('lives from when it was asked for, not from when it came', async () => {
    let now = 0;
    const slow: Reply = (response) => {
      now = 5_000;
      signedIn('first', { expiresIn: 600 })(response);
    };
    server.on(signInRoute, slow, signedIn('second'));
    const { client } = startClient(server.gateway, { now: () => now });
    await client.readEvent(someEventId);
    now = 540_000;
    await client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer first', 'Bearer second']);
  });
});

describe('a 401 on a call', () => {
  test.each([
    ['as the gateway says it', json({ success: false, message: 'Authentication required', forceLogout: true }, 401)],
    ['in the envelope of a 200', enveloped(null, { responseCode: 401 })],
  ])('%s is mended by one new sign-in and one more request', async (_name, refused) => {
    server.on(readRoute, refused, enveloped({ eventId: someEventId }));
    await startClient(server.gateway).client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('that comes again is given up', async () => {
    server.on(readRoute, status(401));
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecSignInError);
    expect(server.count(readRoute)).toBe(2);
    expect(server.count(signInRoute)).toBe(2);
  });

  test('between failures is mended once in the whole call', async () => {
    server.on(readRoute, status(500), status(401), status(500), status(401), enveloped({ eventId: someEventId }));
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecSignInError);
    expect(server.count(readRoute)).toBe(4);
    expect(server.count(signInRoute)).toBe(2);
  });

  test('of many calls with the same old token leads to one new sign-in', async () => {
    const { client } = startClient(server.gateway);
    await client.signIn();
    const waiting: (() => void)[] = [];
    const together: Reply = (response) => {
      waiting.push(() => status(401)(response));
      if (waiting.length === 10) for (const answer of waiting) answer();
    };
    server.on(readRoute, ...Array.from({ length: 10 }, () => together), enveloped({ eventId: someEventId }));
    await Promise.all(Array.from({ length: 10 }, () => client.readEvent(someEventId)));
    expect(server.count(signInRoute)).toBe(2);
  });

  test('for a token that has been replaced meanwhile leaves the new one alone', async () => {
    let refuseLate = () => {};
    const held = new Promise<void>((resolve) => {
      server.on(
        readRoute,
        (response) => {
          refuseLate = () => status(401)(response);
          resolve();
        },
        status(401),
        enveloped({ eventId: someEventId }),
      );
    });
    const { client } = startClient(server.gateway);
    const late = client.readEvent(someEventId);
    await held;
    await client.readEvent(someEventId);
    refuseLate();
    await late;
    expect(tokensSeen()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-2']);
  });
});

describe('a sign-in is refused, and not tried again,', () => {
  test.each([
    ['with 401', status(401)],
    ['with 403', status(403)],
    ['with 400', status(400)],
    ['with 404, as at a wrong gateway', status(404)],
    ['with success:false in a 200', json({ success: false, message: 'no' })],
    ['with success:false beside a token', json({ success: false, data: { token: 'x' } })],
  ])('%s', async (_name, reply) => {
    server.on(signInRoute, reply);
    const error = await refusal(startClient(server.gateway).client.signIn());
    expect(error).toBeInstanceOf(HecSignInError);
    expect(error).toMatchObject({
      reference: server.seen[0]?.headers['x-av-req-id'],
      message: expect.stringMatching(/HEC_CLIENT_ID.*HEC_ACCESS_KEY/),
    });
    expect(server.count(signInRoute)).toBe(1);
  });
});

describe('a sign-in', () => {
  test.each([
    ['without a token', json({ success: true, data: {} })],
    ['with an empty token', signedIn('')],
    ['with a token that would break out of its header', signedIn('x\r\nscopes: other')],
    ['with HTML', raw('<html>token</html>')],
  ])('%s is unreadable', async (_name, reply) => {
    server.on(signInRoute, reply);
    expect(await refusal(startClient(server.gateway).client.signIn())).toBeInstanceOf(HecUnreadableError);
  });

  test('is tried again after a failure that passes', async () => {
    server.on(signInRoute, status(503), status(408), signedIn('good'));
    await startClient(server.gateway).client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer good']);
  });

  test('that keeps failing is given up after three tries, whoever needs it', async () => {
    server.on(signInRoute, status(500));
    const { client } = startClient(server.gateway);
    expect(await refusal(client.signIn())).toBeInstanceOf(HecFailureError);
    expect(server.count(signInRoute)).toBe(3);
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecFailureError);
    expect(server.count(signInRoute)).toBe(6);
  });

  test('that hangs times out', async () => {
    server.on(signInRoute, hang);
    const { client } = startClient(server.gateway, { limits: { tryMs: 500 } });
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecTimeoutError);
    expect(server.count(signInRoute)).toBe(1);
  });
});
