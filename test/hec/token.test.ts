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
  test('signing in sends the key as HEC wants it', async () => {
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

  test('many calls in a row sign in once', async () => {
    const { client } = startClient(server.gateway);
    for (let call = 0; call < 3; call += 1) await client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1']);
    expect(server.count(signInRoute)).toBe(1);
  });

  test('50 simultaneous calls sign in once', async () => {
    const { client } = startClient(server.gateway);
    await Promise.all(Array.from({ length: 50 }, () => client.readEvent(someEventId)));
    expect(server.count(signInRoute)).toBe(1);
    expect(server.count(readRoute)).toBe(50);
  });

  test('a failed sign-in fails every call that waited for it, and the next call tries again', async () => {
    server.on(signInRoute, status(401), signedIn('good'));
    const { client } = startClient(server.gateway);
    const refusals = await Promise.all(Array.from({ length: 10 }, () => refusal(client.readEvent(someEventId))));
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toBeInstanceOf(HecSignInError);
    await client.readEvent(someEventId);
    expect(server.count(signInRoute)).toBe(2);
  });

  test('a sign-in goes on for the other callers when one of them leaves', async () => {
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
  const http = new UndiciHttp({
    gateway: server.gateway,
    proxies: undefined,
    limits,
    logger,
    now: Date.now,
    observe: () => {},
  });
  const key = { clientId: 'the-client-id', accessKey: 'the-access-key', tenantLabel: 'region us' };
  const tokens = new TokenSource({ ...key, limits, now: Date.now }).through(http);
  expect(await refusal(tokens.get(AbortSignal.abort('stop')))).toBe('stop');
  expect(server.seen).toEqual([]);
});

describe('the life of tokens', () => {
  test.each([
    ['60 s before it ends', { expiresIn: 600 }, 539_999, 540_000],
    ['after 29 minutes if HEC names no end', {}, 1_739_999, 1_740_000],
    ['after 29 minutes if the end makes no sense', { expiresIn: 'soon' }, 1_739_999, 1_740_000],
    ['halfway through a short life', { expiresIn: 40 }, 19_999, 20_000],
  ])('a token is replaced %s', async (_name, life, stillGood, replaced) => {
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

  test('a token’s life starts when it is asked for, not when it arrives', async () => {
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

describe('calls that get a 401', () => {
  test.each([
    ['from the gateway', json({ success: false, message: 'Authentication required', forceLogout: true }, 401)],
    ['inside a 200', enveloped(null, { responseCode: 401 })],
  ])('a 401 %s is mended by one new sign-in and one more request', async (_name, refused) => {
    server.on(readRoute, refused, enveloped({ eventId: someEventId }));
    await startClient(server.gateway).client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('a call that gets a second 401 fails', async () => {
    server.on(readRoute, status(401));
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecSignInError);
    expect(server.count(readRoute)).toBe(2);
    expect(server.count(signInRoute)).toBe(2);
  });

  test('a call signs in again only once, even if other failures come between its 401s', async () => {
    server.on(readRoute, status(500), status(401), status(500), status(401), enveloped({ eventId: someEventId }));
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecSignInError);
    expect(server.count(readRoute)).toBe(4);
    expect(server.count(signInRoute)).toBe(2);
  });

  test('many calls refused for the same old token lead to one new sign-in', async () => {
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

  test('a late 401 for a replaced token leaves the new token alone', async () => {
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

test.each([
  ['with 401', status(401)],
  ['with 403', status(403)],
  ['with 400', status(400)],
  ['with a wrong gateway’s 404', status(404)],
  ['with success:false in a 200', json({ success: false, message: 'no' })],
  ['with success:false beside a token', json({ success: false, data: { token: 'x' } })],
])('a sign-in answered %s is refused and not tried again', async (_name, reply) => {
  server.on(signInRoute, reply);
  const error = await refusal(startClient(server.gateway).client.signIn());
  expect(error).toBeInstanceOf(HecSignInError);
  expect(error).toMatchObject({
    reference: server.seen[0]?.headers['x-av-req-id'],
    message: expect.stringMatching(/HEC_CLIENT_ID.*HEC_ACCESS_KEY/),
  });
  expect(server.count(signInRoute)).toBe(1);
});

describe('failed sign-ins', () => {
  test.each([
    ['without a token', json({ success: true, data: {} })],
    ['with an empty token', signedIn('')],
    ['with a token that would break out of its header', signedIn('x\r\nscopes: other')],
    ['with HTML', raw('<html>token</html>')],
  ])('a sign-in answered %s is unreadable', async (_name, reply) => {
    server.on(signInRoute, reply);
    expect(await refusal(startClient(server.gateway).client.signIn())).toBeInstanceOf(HecUnreadableError);
  });

  test('a sign-in is tried again after a temporary failure', async () => {
    server.on(signInRoute, status(503), status(408), signedIn('good'));
    await startClient(server.gateway).client.readEvent(someEventId);
    expect(tokensSeen()).toEqual(['Bearer good']);
  });

  test('a sign-in that keeps failing is given up after three tries each time it is needed', async () => {
    server.on(signInRoute, status(500));
    const { client } = startClient(server.gateway);
    expect(await refusal(client.signIn())).toBeInstanceOf(HecFailureError);
    expect(server.count(signInRoute)).toBe(3);
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecFailureError);
    expect(server.count(signInRoute)).toBe(6);
  });

  test('a sign-in that hangs times out', async () => {
    server.on(signInRoute, hang);
    const { client } = startClient(server.gateway, { limits: { tryMs: 500 } });
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecTimeoutError);
    expect(server.count(signInRoute)).toBe(1);
  });
});
