/** Acting, over HTTP against the simulated HEC: what counts is how many tasks it took on. */
import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { type Fault, type HecSimulator, startHecSimulator } from '../../playground/hec/server.ts';
import type { KnownError } from '../../src/errors.ts';
import { createDataApi } from '../../src/hec/data-api.ts';
import {
  HecFailureError,
  HecForbiddenError,
  HecNotFoundError,
  HecNotSentError,
  HecRateLimitedError,
  HecRequestRefusedError,
  HecSignInError,
  HecTimeoutError,
  HecUnreachableError,
  HecUnreadableError,
  provesNotTaken,
} from '../../src/hec/errors.ts';
import { UndiciHttp } from '../../src/hec/http.ts';
import { defaultLimits } from '../../src/hec/limits.ts';
import { createSendAction } from '../../src/hec/send-action.ts';
import { actingInEachTest } from '../support/hec/acting.ts';
import { refusal, signedIn, startClient } from '../support/hec/hec-server.ts';
import { untilCleared, waitingForHec } from '../support/start.ts';

type ErrorClass = abstract new (...args: never[]) => KnownError;

const acting = actingInEachTest();
const { connect, dismiss, quarantine, actionRequests } = acting;

describe('answers that leave an action in doubt', () => {
  const doubts: [Fault, ErrorClass][] = [
    [{ kind: 'hang' }, HecTimeoutError],
    [{ kind: 'status', status: 408 }, HecTimeoutError],
    [{ kind: 'status', status: 500 }, HecFailureError],
    [{ kind: 'status', status: 502, body: 'html' }, HecFailureError],
    [{ kind: 'status', status: 503, retryAfter: '0' }, HecFailureError],
    [{ kind: 'status', status: 504, body: 'empty' }, HecFailureError],
    [{ kind: 'cut' }, HecUnreachableError],
    [{ kind: 'reset' }, HecUnreachableError],
    [{ kind: 'malformed-json' }, HecUnreadableError],
    [{ kind: 'wrong-shape' }, HecUnreadableError],
    [{ kind: 'huge' }, HecUnreadableError],
    [{ kind: 'envelope-failure' }, HecFailureError],
    [{ kind: 'envelope-failure', responseCode: 1 }, HecFailureError],
    [{ kind: 'envelope-failure', responseCode: 408 }, HecTimeoutError],
  ];
  const cases = doubts.flatMap(([fault, expected]) => [
    { fault: { ...fault, when: 'before' as const }, expected, tasks: 0 },
    { fault: { ...fault, when: 'after-applying' as const }, expected, tasks: 1 },
  ]);

  test.each(cases)('an action is left in doubt, and not sent again, after %j', async ({ fault, expected, tasks }) => {
    // Once: whatever is sent after it would be taken.
    acting.hec.faults.set({ ...fault, path: '/action/', times: 1 });
    const { client } = connect(fault.kind === 'hang' ? { limits: { tryMs: 500 } } : {});
    await client.signIn();
    for (const [act, times] of [
      [dismiss, 1],
      [quarantine, 2],
    ] as const) {
      const error = await refusal(act(client));
      expect(error).toBeInstanceOf(expected);
      expect(provesNotTaken(error)).toBe(false);
      expect(error).toMatchObject({ reference: actionRequests().at(-1)?.headers['x-av-req-id'] });
      expect(actionRequests()).toHaveLength(times);
      expect(acting.hec.world.tasks.size).toBe(tasks * times);
      acting.hec.faults.set({ ...fault, path: '/action/', times: 1 });
    }
  });

  test('an answer that comes too late leaves an action in doubt, though HEC applies it', async () => {
    acting.hec.faults.set({ ...untilCleared, path: '/action/' });
    const { client } = connect();
    await client.signIn();
    const giveUp = waitingForHec(acting.hec);
    const [error] = await Promise.all([refusal(dismiss(client)), giveUp()]);
    expect(error).toBeInstanceOf(HecTimeoutError);
    expect(provesNotTaken(error)).toBe(false);
    acting.hec.faults.clear();
    await vi.waitFor(() => expect(acting.hec.world.tasks.size).toBe(1), 15_000);
    expect(actionRequests()).toHaveLength(1);
  });

  test('a reset of a kept-alive connection leaves an action in doubt, unlike a connection that was never made', async () => {
    let connections = 0;
    let actions = 0;
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        if (request.url === '/auth/external') return signedIn('token')(response);
        actions += 1;
        request.socket.resetAndDestroy();
      });
    }).on('connection', () => {
      connections += 1;
    });
    const { client } = startClient(await gatewayOf(server));
    await client.signIn();
    // The connection is free again a moment after its answer was read.
    await nextTurn();
    await nextTurn();
    const error = await refusal(dismiss(client));
    expect(connections).toBe(1);
    expect(error).toMatchObject({ code: 'hec_unreachable', stage: 'connected' });
    expect(provesNotTaken(error)).toBe(false);
    expect(actions).toBe(1);
    server.close();
  });
});

describe('refusals', () => {
  test.each<{ fault: Fault; expected: ErrorClass; requests: number }>([
    { fault: { kind: 'status', status: 403 }, expected: HecForbiddenError, requests: 1 },
    { fault: { kind: 'status', status: 404 }, expected: HecNotFoundError, requests: 1 },
    { fault: { kind: 'status', status: 409 }, expected: HecRequestRefusedError, requests: 1 },
    { fault: { kind: 'status', status: 429, retryAfter: '60' }, expected: HecRateLimitedError, requests: 1 },
    { fault: { kind: 'status', status: 429 }, expected: HecRateLimitedError, requests: 3 },
    { fault: { kind: 'status', status: 401 }, expected: HecSignInError, requests: 2 },
    { fault: { kind: 'status', status: 400 }, expected: HecRequestRefusedError, requests: 3 },
    { fault: { kind: 'status', status: 422, body: 'html' }, expected: HecRequestRefusedError, requests: 3 },
    { fault: { kind: 'envelope-failure', responseCode: 400 }, expected: HecRequestRefusedError, requests: 3 },
    { fault: { kind: 'envelope-failure', responseCode: 422 }, expected: HecRequestRefusedError, requests: 3 },
    { fault: { kind: 'envelope-failure', responseCode: 403 }, expected: HecForbiddenError, requests: 1 },
    { fault: { kind: 'envelope-failure', responseCode: 429 }, expected: HecRateLimitedError, requests: 3 },
  ])('an action was certainly not taken after %j', async ({ fault, expected, requests }) => {
    acting.hec.faults.set({ ...fault, path: '/action/' });
    const error = await refusal(dismiss(connect().client));
    expect(error).toBeInstanceOf(expected);
    expect(provesNotTaken(error)).toBe(true);
    expect(actionRequests()).toHaveLength(requests);
    expect(acting.hec.world.tasks.size).toBe(0);
  });

  test('a refused action on an email is sent only once, because it has no other form', async () => {
    acting.hec.faults.set({ kind: 'status', status: 422, path: '/action/' });
    expect(await refusal(quarantine(connect().client))).toBeInstanceOf(HecRequestRefusedError);
    expect(actionRequests()).toHaveLength(1);
  });
});

describe('refusals that pass', () => {
  test.each<[Fault]>([
    [{ kind: 'status', status: 401 }],
    [{ kind: 'status', status: 429, retryAfter: '0' }],
    [{ kind: 'envelope-failure', responseCode: 429 }],
  ])('an action refused once with %j is sent again and taken once', async (fault) => {
    acting.hec.faults.set({ ...fault, path: '/action/', times: 1 });
    const { client } = connect();
    expect(await dismiss(client)).toMatchObject({ taskId: expect.stringMatching(/^\d{16}$/) });
    acting.hec.faults.set({ ...fault, path: '/action/', times: 1 });
    expect(await quarantine(client)).toMatchObject({ taskId: expect.stringMatching(/^\d{16}$/) });
    expect(actionRequests()).toHaveLength(4);
    expect(acting.hec.world.tasks.size).toBe(2);
  });

  test('an action that meets a 401, a refused form and a 429 in a row is taken once', async () => {
    acting.hec.world.actionEncoding = 'array';
    acting.hec.faults.set({ kind: 'status', status: 401, path: '/action/', times: 1 });
    const { client } = connect({
      logger: pino({}, { write: (line: string) => line.includes('"status":400') && limitRate() }),
    });
    const limitRate = () => acting.hec.faults.set({ kind: 'status', status: 429, path: '/action/', times: 1 });
    await dismiss(client);
    expect(acting.hec.world.tasks.size).toBe(1);
    expect(actionRequests().map(({ status }) => status)).toEqual([401, 400, 429, 400, 429, 200]);
  });

  test('an action that gets a 401 in each form renews the token only once', async () => {
    acting.hec.faults.set({ kind: 'status', status: 401, path: '/action/', times: 1 });
    acting.hec.faults.set({ kind: 'status', status: 422, path: '/action/', times: 1 });
    acting.hec.faults.set({ kind: 'status', status: 401, path: '/action/' });
    expect(await refusal(dismiss(connect().client))).toBeInstanceOf(HecSignInError);
    expect(actionRequests()).toHaveLength(3);
  });
});

describe('connections that are never made', () => {
  test('a connection that is never made is tried three times and proves that the action was not taken', async () => {
    const { client, log } = connect();
    await client.signIn();
    await acting.hec.close();
    const error = await refusal(dismiss(client));
    expect(error).toMatchObject({ code: 'hec_unreachable', stage: 'connecting' });
    expect(provesNotTaken(error)).toBe(true);
    const tries = log.filter(({ path }) => String(path).includes('/action/'));
    expect(tries).toMatchObject(Array.from({ length: 3 }, () => ({ cause: 'ECONNREFUSED' })));
  });

  test('a connection made at a later try brings the action to HEC once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
    let restarted: Promise<HecSimulator> | undefined;
    const restart = async () => {
      const { clientId, accessKey, url } = acting.hec;
      const again = await startHecSimulator({ port: Number(new URL(url).port), clientId, accessKey });
      again.world.addEvent({ eventId: acting.target.eventId });
      return again;
    };
    const write = (line: string) => {
      if (line.includes('ECONNREFUSED')) restarted ??= restart();
    };
    const { client } = connect({ logger: pino({}, { write }), limits: { backoffBaseMs: 200 } });
    await client.signIn();
    await acting.hec.close();
    await dismiss(client);
    const again = await restarted;
    expect(again?.world.tasks.size).toBe(1);
    await again?.close();
    vi.restoreAllMocks();
  });

  test('a handshake that never comes is given up with the signal and proves that the action was not taken', async () => {
    const silent = createTcpServer();
    const gateway = (await gatewayOf(silent)).replace('http:', 'https:');
    const http = new UndiciHttp({
      proxies: undefined,
      gateway,
      limits: defaultLimits,
      logger: pino({ enabled: false }),
      now: Date.now,
      observe: () => {},
    });
    const act = createSendAction({
      send: createDataApi({ http, scope: undefined, tenantLabel: 'region us' }),
      tokens: { get: async () => 'token', drop: () => {} },
      limits: defaultLimits,
    });
    const stop = new AbortController();
    silent.on('connection', () => stop.abort('stop'));
    const error = await refusal(act([{ method: 'POST', path: '/action/event', body: {} }], stop.signal));
    expect(error).toMatchObject({ code: 'hec_unreachable', stage: 'connecting' });
    expect(provesNotTaken(error)).toBe(true);
    silent.close();
  });
});

describe('failed sign-ins', () => {
  test.each<{ fault: Fault; expected: ErrorClass; requests: number }>([
    { fault: { kind: 'expired-key' }, expected: HecSignInError, requests: 1 },
    { fault: { kind: 'status', status: 429, retryAfter: '60' }, expected: HecRateLimitedError, requests: 1 },
    { fault: { kind: 'status', status: 500 }, expected: HecNotSentError, requests: 3 },
    { fault: { kind: 'reset' }, expected: HecNotSentError, requests: 3 },
    { fault: { kind: 'malformed-json' }, expected: HecNotSentError, requests: 1 },
    { fault: { kind: 'hang' }, expected: HecNotSentError, requests: 1 },
  ])('an action was certainly not sent if signing in fails with %j', async ({ fault, expected, requests }) => {
    acting.hec.faults.set({ ...fault, path: '/auth/external' });
    const error = await refusal(dismiss(connect(fault.kind === 'hang' ? { limits: { tryMs: 1_000 } } : {}).client));
    expect(error).toBeInstanceOf(expected);
    expect(provesNotTaken(error)).toBe(true);
    expect(acting.hec.requests).toHaveLength(requests);
    expect(actionRequests()).toHaveLength(0);
  });

  test('a closed client proves that the action was not sent', async () => {
    const { client } = connect();
    await client.signIn();
    await client.close();
    const error = await refusal(dismiss(client));
    expect(error).toBeInstanceOf(HecNotSentError);
    expect(provesNotTaken(error)).toBe(true);
  });
});

describe('the caller’s signal', () => {
  test('an action whose signal has already ended is not sent', async () => {
    const { client } = connect();
    await client.signIn();
    const error = await refusal(dismiss(client, AbortSignal.abort('stop')));
    expect(error).toBeInstanceOf(HecNotSentError);
    expect(provesNotTaken(error)).toBe(true);
    expect(actionRequests()).toHaveLength(0);
  });

  test.each([
    ['before', 0],
    ['after-applying', 1],
  ] as const)(
    'a signal that ends while the action is under way (%s) leaves the action in doubt',
    async (when, tasks) => {
      acting.hec.faults.set({ kind: 'hang', path: '/action/', when });
      const stop = new AbortController();
      acting.hec.onRequest(({ path, handled }) => path.includes('/action/') && handled && stop.abort('stop'));
      const error = await refusal(dismiss(connect().client, stop.signal));
      expect(error).toBeInstanceOf(HecTimeoutError);
      expect(error).toMatchObject({ limit: 'own', reference: actionRequests()[0]?.headers['x-av-req-id'] });
      expect(provesNotTaken(error)).toBe(false);
      expect(actionRequests()).toHaveLength(1);
      expect(acting.hec.world.tasks.size).toBe(tasks);
    },
  );

  test('an action whose signal ends during a pause is not sent again', async () => {
    acting.hec.faults.set({ kind: 'status', status: 429, retryAfter: '50', path: '/action/', times: 1 });
    const stop = new AbortController();
    const logger = pino({}, { write: (line: string) => line.includes('"status":429') && setImmediate(abort) });
    const abort = () => stop.abort('stop');
    const error = await refusal(dismiss(connect({ logger }).client, stop.signal));
    expect(provesNotTaken(error)).toBe(true);
    expect(actionRequests()).toHaveLength(1);
    expect(acting.hec.world.tasks.size).toBe(0);
  });
});

test('all tries of an action share one time limit', async () => {
  acting.hec.faults.set({ kind: 'hang', path: '/action/' });
  const { client } = connect({ limits: { actionMs: 500 } });
  await client.signIn();
  expect(await refusal(dismiss(client))).toMatchObject({ code: 'hec_timeout', limit: 'own' });
});

async function gatewayOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}
