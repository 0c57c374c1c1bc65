/** When a HEC that mostly fails is no longer asked, and how the app finds out that it is back. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HecClient } from '../../src/hec/client.ts';
import { HecDownError, HecTimeoutError, provesNotTaken } from '../../src/hec/errors.ts';
import { defaultLimits, type HecLimits } from '../../src/hec/limits.ts';
import { dismissEvent, quarantineEmail } from '../support/hec/acting.ts';
import {
  cutBody,
  enveloped,
  type HecServer,
  hang,
  json,
  type Reply,
  raw,
  refusal,
  reset,
  signedIn,
  someEntityId,
  someEventId,
  startClient,
  startHecServer,
  status,
  type TestClient,
} from '../support/hec/hec-server.ts';

const signInRoute = 'POST /auth/external';
const readRoute = 'GET /event';
const actRoute = 'POST /action/event';
const notHttp: Reply = (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n');
const good = enveloped({ eventId: someEventId });
const target = { eventId: someEventId, entityId: someEntityId };
const { sampleMinimum } = defaultLimits;
/** So many have to fail at least, after one sign-in that did not. */
const enough = sampleMinimum - 1;

let server: HecServer;
/** How far the breaker's clock is ahead. */
let skippedMs: number;
beforeEach(async () => {
  server = await startHecServer();
  server.on(readRoute, good);
  skippedMs = 0;
});
afterEach(async () => {
  await server.close();
});

const until = (isSo: () => void) => vi.waitFor(isSo, { timeout: 15_000, interval: 5 });
const elapsed = () => performance.now() + skippedMs;
const pauseEnds = () => {
  skippedMs += defaultLimits.halfOpenAfterMs;
};

/** A client that has signed in and sends each read once. */
async function connect(limits: Partial<HecLimits> = {}): Promise<TestClient> {
  const started = startClient(server.gateway, { elapsed, limits: { tries: 1, ...limits } });
  await started.client.signIn();
  return started;
}

function readAtOnce(client: HecClient, times: number): Promise<unknown[]> {
  return Promise.all(
    Array.from({ length: times }, () => client.readEvent(someEventId).catch((error: unknown) => error)),
  );
}

/** Lets HEC answer with 503, one read after the other, until the circuit opens. */
async function breakCircuit(client: HecClient): Promise<void> {
  server.on(readRoute, status(503));
  while (client.circuit() === 'closed') await refusal(client.readEvent(someEventId));
  expect(server.count(readRoute)).toBe(enough);
}

describe('failures that open the circuit', () => {
  test.each<[string, Reply]>([
    ['500', status(500)],
    ['502 and HTML', raw('<html>', 502)],
    ['503', status(503)],
    ['408 from its gateway', status(408)],
    ['no answer', hang],
    ['a reset connection', reset],
    ['a body that is cut off', cutBody],
  ])('a HEC that keeps failing with %s is no longer asked', async (_name, reply) => {
    server.on(readRoute, reply);
    const { client } = await connect(reply === hang ? { tryMs: 1_000 } : {});
    await readAtOnce(client, enough - 1);
    expect(client.circuit()).toBe('closed');
    await readAtOnce(client, 1);
    expect(client.circuit()).toBe('open');
    const asked = server.count(readRoute);
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecDownError);
    expect(server.count(readRoute)).toBe(asked);
  });

  test('a HEC that keeps refusing connections is no longer asked', async () => {
    const { client } = await connect();
    await server.close();
    await readAtOnce(client, enough);
    expect(client.circuit()).toBe('open');
    server = await startHecServer();
  });

  test('people are told at once, in one sentence, that HEC is not answering', async () => {
    const { client } = await connect();
    await breakCircuit(client);
    const error = await refusal(client.readEvent(someEventId));
    expect(error).toMatchObject({
      code: 'hec_down',
      sentence: 'HEC isn’t answering right now. This app keeps checking, so try again in a moment.',
    });
  });
});

describe('answers that keep the circuit closed', () => {
  test.each<[string, Reply]>([
    ['400', status(400)],
    ['401', status(401)],
    ['403', status(403)],
    ['404', status(404)],
    ['429', status(429)],
    ['something unreadable', raw('<html>')],
    ['too large a body', json({ data: 'x'.repeat(500) })],
    ['something other than HTTP', notHttp],
  ])('a HEC that answers with %s is still asked', async (_name, reply) => {
    server.on(readRoute, reply);
    const { client } = await connect({ maxBodyBytes: 400 });
    await readAtOnce(client, 2 * sampleMinimum);
    expect(client.circuit()).toBe('closed');
  });

  test('HEC is still asked if the people who got no answer left soon', async () => {
    server.on(readRoute, hang);
    const { client } = await connect();
    const leaving = new AbortController();
    const reads = Array.from({ length: sampleMinimum }, () => refusal(client.readEvent(someEventId, leaving.signal)));
    await until(() => expect(server.count(readRoute)).toBe(sampleMinimum));
    leaving.abort('left');
    await Promise.all(reads);
    expect(client.circuit()).toBe('closed');
  });

  test('a HEC that answers half of its requests is still asked', async () => {
    server.on(readRoute, ...Array.from({ length: sampleMinimum }, () => [hang, good]).flat());
    const { client } = await connect({ tryMs: 1_000, concurrent: 100 });
    await readAtOnce(client, 2 * sampleMinimum);
    expect(client.circuit()).toBe('closed');
  });
});

test('a caller who leaves after waiting as long as a probe may take counts as unanswered', async () => {
  server.on(readRoute, hang);
  const { client } = await connect({ probeMs: 50 });
  const reads = Array.from({ length: sampleMinimum }, () => client.readEvent(someEventId, AbortSignal.timeout(400)));
  await Promise.allSettled(reads);
  expect(client.circuit()).toBe('open');
});

test('a good answer never opens the circuit, even if most earlier requests failed', async () => {
  const { client } = await connect({ sampleMinimum: 5 });
  server.on(readRoute, status(503), status(503), status(503), good, status(503));
  for (let call = 0; call < 4; call += 1) await readAtOnce(client, 1);
  expect(client.circuit()).toBe('closed');
  await readAtOnce(client, 1);
  expect(client.circuit()).toBe('open');
});

describe('a circuit that opens', () => {
  test('when the circuit opens, all who read or wait are told at once and give up their places', async () => {
    const { client } = await connect({ sampleMinimum: 2, concurrent: 4 });
    server.on(readRoute, hang, hang, hang, status(503), status(503));
    const errors = await readAtOnce(client, 10);
    expect(errors.filter((error) => error instanceof HecDownError)).toHaveLength(8);
    expect(server.count(readRoute)).toBe(5);
    expect(client.inUse()).toEqual({ running: 0, waiting: 0 });
  });

  test.each([
    ['event', 'POST /action/event', dismissEvent],
    ['email', 'POST /action/entity', quarantineEmail],
  ])(
    'an action on an %s that was already sent goes on when the circuit opens, to avoid leaving it in doubt',
    async (_name, route, act) => {
      const { client } = await connect();
      const acting = new Promise<() => void>((resolve) => {
        server.on(route, (response) => resolve(() => enveloped([{ taskId: 7 }])(response)));
      });
      const accepted = act(client, target);
      const answer = await acting;
      await breakCircuit(client);
      answer();
      expect(await accepted).toMatchObject({ taskId: '7' });
    },
  );
});

describe('an open circuit', () => {
  test('while the circuit is open, an action is refused, is certainly not sent, and never serves as the probe', async () => {
    const { client } = await connect();
    await breakCircuit(client);
    for (const isDue of [false, true]) {
      if (isDue) pauseEnds();
      const error = await refusal(dismissEvent(client, target));
      expect(error).toBeInstanceOf(HecDownError);
      expect(provesNotTaken(error)).toBe(true);
    }
    expect(server.count(actRoute)).toBe(0);
  });

  test('while the circuit is open, an action that needs to sign in first is refused too', async () => {
    server.on(signInRoute, status(503));
    const { client } = startClient(server.gateway, { elapsed, limits: { tries: 1 } });
    for (let call = 0; call < sampleMinimum; call += 1) await refusal(client.signIn());
    const error = await refusal(dismissEvent(client, target));
    expect(error).toBeInstanceOf(HecDownError);
    expect(provesNotTaken(error)).toBe(true);
    expect(server.count(signInRoute)).toBe(sampleMinimum);
  });

  test('while the circuit is open, one request probes whether HEC is back, and the others do not wait for it', async () => {
    const { client, log } = await connect();
    await breakCircuit(client);
    const asked = server.count(readRoute);
    server.on(readRoute, hang);
    pauseEnds();
    const leaving = new AbortController();
    const probe = refusal(client.readEvent(someEventId, leaving.signal));
    expect(await readAtOnce(client, 5)).toMatchObject(Array.from({ length: 5 }, () => ({ code: 'hec_down' })));
    expect(client.circuit()).toBe('half_open');
    await until(() => expect(server.count(readRoute)).toBe(asked + 1));
    leaving.abort('left');
    expect(await probe).toBe('left');
    expect(client.circuit()).toBe('open');
    expect(log.filter(({ circuit }) => circuit !== undefined)).toMatchObject([
      { circuit: 'open', level: 40 },
      { circuit: 'half_open', level: 30 },
      { circuit: 'open', level: 40 },
    ]);
  });

  test('a probe has less time than other requests and is not repeated', async () => {
    const { client } = await connect({ tries: 3, probeMs: 300 });
    await breakCircuit(client);
    const asked = server.count(readRoute);
    server.on(readRoute, hang);
    pauseEnds();
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecTimeoutError);
    expect(client.circuit()).toBe('open');
    server.on(readRoute, status(503));
    pauseEnds();
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecDownError);
    expect(server.count(readRoute)).toBe(asked + 2);
  });
});

describe('recovery', () => {
  test.each<[string, Reply]>([
    ['the event', good],
    ['404', status(404)],
    ['429', status(429)],
    ['unreadable HTML', raw('<html>')],
    ['something other than HTTP', notHttp],
  ])('once HEC is back, a first answer with %s closes the circuit and clears old failures', async (_name, reply) => {
    const { client, log } = await connect();
    await breakCircuit(client);
    server.on(readRoute, reply, status(503), good);
    pauseEnds();
    await readAtOnce(client, 1);
    expect(client.circuit()).toBe('closed');
    expect(log.at(-1)).toMatchObject({ circuit: 'closed', level: 30 });
    await readAtOnce(client, 1);
    expect(client.circuit()).toBe('closed');
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test('once HEC is back, a sign-in closes the circuit just as a read does', async () => {
    server.on(signInRoute, status(503));
    const { client } = startClient(server.gateway, { elapsed, limits: { tries: 1 } });
    for (let call = 0; call < sampleMinimum; call += 1) await refusal(client.signIn());
    expect(client.circuit()).toBe('open');
    server.on(signInRoute, signedIn('good'));
    pauseEnds();
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
    expect(client.circuit()).toBe('closed');
  });

  test('once HEC is back, people are answered even if everything sent before still hangs', async () => {
    const { client } = await connect({ tryMs: 1_000, concurrent: sampleMinimum, probeMs: 500 });
    server.on(readRoute, hang);
    await readAtOnce(client, 3 * sampleMinimum);
    expect(client.circuit()).toBe('open');
    server.on(readRoute, good);
    pauseEnds();
    await client.readEvent(someEventId);
    const answers = await readAtOnce(client, sampleMinimum);
    expect(answers).toMatchObject(Array.from({ length: sampleMinimum }, () => ({ id: someEventId })));
  });
});
