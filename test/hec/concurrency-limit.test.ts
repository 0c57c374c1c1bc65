/** How many requests HEC gets at once, who waits, and who is sent away. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { HecClient } from '../../src/hec/client.ts';
import { ConcurrencyLimit } from '../../src/hec/concurrency-limit.ts';
import { HecBusyError, HecDownError, provesNotTaken } from '../../src/hec/errors.ts';
import type { HecHttp } from '../../src/hec/http.ts';
import { defaultLimits, type HecLimits } from '../../src/hec/limits.ts';
import { dismissEvent } from '../support/hec/acting.ts';
import {
  enveloped,
  type HecServer,
  hang,
  type Reply,
  refusal,
  signedIn,
  someEntityId,
  someEventId,
  startClient,
  startHecServer,
  status,
} from '../support/hec/hec-server.ts';

const signInRoute = 'POST /auth/external';
const readRoute = 'GET /event';
const actRoute = 'POST /action/event';
const good = enveloped({ eventId: someEventId });

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
  server.on(readRoute, good);
});
afterEach(() => server.close());

let log: Record<string, unknown>[];

/** A client that has signed in. */
async function connect(limits: Partial<HecLimits>): Promise<HecClient> {
  const { client, log: lines } = startClient(server.gateway, { limits });
  log = lines;
  await client.signIn();
  // The connection is free again a moment after its answer was read.
  await nextTurn();
  await nextTurn();
  return client;
}

/** Leaves each request open until it is let go, which gives it this answer. */
function held(reply: Reply = good): { reply: Reply; letGo(): void } {
  const responses: ServerResponse[] = [];
  return {
    reply: (response) => void responses.push(response),
    letGo: () => responses.splice(0).forEach((response) => void reply(response)),
  };
}

const until = (isSo: () => void) => vi.waitFor(isSo, { timeout: 30_000, interval: 5 });
const target = { eventId: someEventId, entityId: someEntityId };
const nothingInUse = { running: 0, waiting: 0 };

describe('500 people at once while HEC hangs', () => {
  const { concurrent, waiting } = defaultLimits;

  /** What they are told while HEC hangs, and after it has gone. */
  async function readAll(client: HecClient, route: string, requests: number) {
    const told: unknown[] = [];
    const reads = Array.from({ length: 500 }, async () => told.push(await refusal(client.readEvent(someEventId))));
    await until(() => expect(server.count(route)).toBe(requests));
    const inUse = client.inUse();
    const atOnce = [...told];
    await server.close();
    await Promise.all(reads);
    return { inUse, atOnce, told };
  }

  test('of 500 people who ask a hanging HEC, 25 hold connections, 200 wait, and the others are turned away at once', async () => {
    server.on(readRoute, hang);
    const client = await connect({});
    const { inUse, atOnce, told } = await readAll(client, readRoute, concurrent);
    expect(inUse).toEqual({ running: concurrent, waiting });
    expect(server.mostConnections()).toBe(concurrent);
    expect(atOnce).toHaveLength(500 - concurrent - waiting);
    for (const error of atOnce) {
      expect(error).toMatchObject({
        code: 'hec_busy',
        sentence: 'This app is waiting for too many answers from HEC. Try again in a moment.',
      });
    }
    expect(told).toHaveLength(500);
    expect(client.inUse()).toEqual(nothingInUse);
  });

  test('500 people without a token cause one sign-in, which 200 of them wait for', async () => {
    server.on(signInRoute, hang);
    const { client } = startClient(server.gateway);
    const { inUse, atOnce, told } = await readAll(client, signInRoute, 1);
    expect(inUse).toEqual({ running: 1, waiting: 0 });
    expect(atOnce).toHaveLength(500 - waiting);
    expect(atOnce[0]).toBeInstanceOf(HecBusyError);
    expect(told).toHaveLength(500);
  });
});

test('all waiting requests are sent in turn, never more at once than there are places', async () => {
  const client = await connect({ concurrent: 2 });
  let open = 0;
  let mostOpen = 0;
  server.on(readRoute, (response) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    setTimeout(() => {
      open -= 1;
      good(response);
    }, 5);
  });
  await Promise.all(Array.from({ length: 50 }, () => client.readEvent(someEventId)));
  expect(server.count(readRoute)).toBe(50);
  expect(mostOpen).toBe(2);
  expect(client.inUse()).toEqual(nothingInUse);
});

test('a request that waited is logged under its own caller, not the one before it', async () => {
  const callers = new AsyncLocalStorage<string>();
  const lines: { caller?: string }[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  const logger = pino({ mixin: () => ({ caller: callers.getStore() }) }, { write });
  const { client } = startClient(server.gateway, { limits: { concurrent: 1 }, logger });
  await client.signIn();
  lines.length = 0;
  const names = ['first', 'second', 'third'];
  await Promise.all(names.map((name) => callers.run(name, () => client.readEvent(someEventId))));
  expect(lines.map(({ caller }) => caller)).toEqual(names);
});

test('a sign-in needs a place like any other request', async () => {
  const { reply, letGo } = held();
  server.on(readRoute, reply);
  let now = 0;
  const { client } = startClient(server.gateway, { limits: { concurrent: 1 }, now: () => now });
  const first = client.readEvent(someEventId);
  await until(() => expect(server.count(readRoute)).toBe(1));
  now = 3_600_000;
  const signingIn = client.signIn();
  expect(client.inUse()).toEqual({ running: 1, waiting: 1 });
  expect(server.count(signInRoute)).toBe(1);
  letGo();
  await Promise.all([first, signingIn]);
  expect(server.count(signInRoute)).toBe(2);
});

describe('waiting for a place', () => {
  let client: HecClient;
  let first: Promise<unknown>;
  let letGo: () => void;

  /** One read holds the only place. */
  async function fillPlaces(limits: Partial<HecLimits> = {}): Promise<void> {
    const holding = held();
    letGo = holding.letGo;
    client = await connect({ concurrent: 1, ...limits });
    server.on(readRoute, holding.reply, good);
    first = Promise.allSettled([client.readEvent(someEntityId)]);
    await until(() => expect(server.count(readRoute)).toBe(1));
  }

  test('a caller who stops waiting leaves at once, is not sent later, and holds nobody up', async () => {
    await fillPlaces();
    const leaving = new AbortController();
    const left = Array.from({ length: 3 }, () => refusal(client.readEvent(someEventId, leaving.signal)));
    const staying = client.readEvent(someEventId);
    await until(() => expect(client.inUse().waiting).toBe(4));
    leaving.abort('left');
    expect(await Promise.all(left)).toEqual(['left', 'left', 'left']);
    expect(server.count(readRoute)).toBe(1);
    letGo();
    await staying;
    expect(server.count(readRoute)).toBe(2);
    // Nor is it said of them that HEC did not answer.
    expect(log).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }]);
    expect(client.inUse()).toEqual(nothingInUse);
  });

  test('a caller who waits for the whole time of the call is told that too many are asking', async () => {
    const { reply, letGo } = held();
    client = await connect({ concurrent: 1, totalMs: 500 });
    server.on(actRoute, reply);
    const acting = dismissEvent(client, target);
    await until(() => expect(server.count(actRoute)).toBe(1));
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecBusyError);
    letGo();
    await acting;
    expect(server.count(readRoute)).toBe(0);
  });

  test('an action whose time ends while it waits for a place was certainly not sent', async () => {
    await fillPlaces({ actionMs: 300 });
    const error = await refusal(dismissEvent(client, target));
    expect(error).toBeInstanceOf(HecBusyError);
    expect(provesNotTaken(error)).toBe(true);
    letGo();
    await first;
    await client.readEvent(someEventId);
    expect(server.count(actRoute)).toBe(0);
  });

  test('an action whose caller leaves while it waits for a place was certainly not sent', async () => {
    await fillPlaces();
    const leaving = new AbortController();
    const acting = refusal(dismissEvent(client, target, leaving.signal));
    await until(() => expect(client.inUse().waiting).toBe(1));
    leaving.abort('left');
    expect(provesNotTaken(await acting)).toBe(true);
    letGo();
    await first;
    await client.readEvent(someEventId);
    expect(server.count(actRoute)).toBe(0);
  });

  test('a request that waited still has the full time of one try', async () => {
    await fillPlaces({ tryMs: 2_000 });
    const late: Reply = (response) => void setTimeout(() => good(response), 1_200);
    server.on(readRoute, late);
    const second = client.readEvent(someEventId);
    setTimeout(letGo, 1_200);
    expect(await second).toMatchObject({ id: someEventId });
  });

  test('a request that finds every waiting place taken is turned away and not repeated', async () => {
    await fillPlaces({ waiting: 1 });
    const second = client.readEvent(someEventId);
    const read = refusal(client.readEvent(someEventId));
    const action = refusal(dismissEvent(client, target));
    expect(await read).toBeInstanceOf(HecBusyError);
    expect(await action).toBeInstanceOf(HecBusyError);
    letGo();
    await Promise.all([first, second]);
    expect(server.count(readRoute)).toBe(2);
    expect(server.count(actRoute)).toBe(0);
  });
});

describe('waiting for a sign-in', () => {
  test('a sign-in has its own time limit, so nobody waits long for one that hangs', async () => {
    server.on(signInRoute, hang, signedIn('good'));
    const { client } = startClient(server.gateway, { limits: { signInMs: 1_000 } });
    expect(await refusal(client.readEvent(someEventId))).toMatchObject({
      code: 'hec_timeout',
      reference: server.seen[0]?.headers['x-av-req-id'],
    });
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test('a sign-in with a full line turns the next caller away until one leaves', async () => {
    const { reply, letGo } = held(signedIn('good'));
    server.on(signInRoute, reply);
    const { client } = startClient(server.gateway, { limits: { waiting: 2 } });
    const leaving = new AbortController();
    const leaver = refusal(client.readEvent(someEventId, leaving.signal));
    const stayer = client.readEvent(someEventId);
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecBusyError);
    leaving.abort('left');
    expect(await leaver).toBe('left');
    const next = client.readEvent(someEventId);
    await until(() => expect(server.count(signInRoute)).toBe(1));
    letGo();
    await Promise.all([stayer, next]);
    expect(server.count(signInRoute)).toBe(1);
  });
});

test('a caller who left before joining the line is not in it', async () => {
  const busy: HecHttp = { send: () => new Promise(() => {}), close: async () => {} };
  const limit = new ConcurrencyLimit({ concurrent: 1, inBackground: 1, waiting: 1 });
  const line = limit.line('people', busy);
  const request = { method: 'GET', path: '/' } as const;
  void line.send(request, new AbortController().signal);
  expect(await refusal(line.send(request, AbortSignal.abort('left')))).toBe('left');
  expect(limit.inUse()).toEqual({ running: 1, waiting: 0 });
});

describe('background work beside people', () => {
  const { concurrent, inBackground } = defaultLimits;
  const entityRoute = 'GET /search/entity';

  async function startBusy(limits: Partial<HecLimits> = {}) {
    const { reply, letGo } = held();
    server.on(entityRoute, reply);
    const { client } = startClient(server.gateway, { limits });
    await client.signIn();
    const asked = Array.from({ length: 100 }, () => client.background.readEntity(someEntityId));
    const work = Promise.allSettled(asked);
    const sent = Math.min(inBackground, limits.concurrent ?? concurrent);
    await until(() => expect(server.count(entityRoute)).toBe(sent));
    onTestFinished(async () => {
      await server.close();
      letGo();
      await work;
    });
    return { client, letGo };
  }

  test('background work has at most 8 of the 25 requests, and people have the others at once', async () => {
    const { client } = await startBusy();
    server.on(readRoute, hang);
    const reads = Array.from({ length: 20 }, () => refusal(client.readEvent(someEventId)));
    await until(() => expect(server.count(readRoute)).toBe(concurrent - inBackground));
    expect(client.inUse()).toEqual({ running: concurrent, waiting: 100 - inBackground + 3 });
    expect(server.count(entityRoute)).toBe(inBackground);
    await server.close();
    await Promise.all(reads);
  });

  test('people have all 25 while nothing happens in the background', async () => {
    const client = await connect({});
    server.on(readRoute, hang);
    const reads = Array.from({ length: 30 }, () => refusal(client.readEvent(someEventId)));
    await until(() => expect(server.count(readRoute)).toBe(concurrent));
    await server.close();
    await Promise.all(reads);
  });

  test('a person who comes last goes before background work that waits', async () => {
    const { client, letGo } = await startBusy({ concurrent: 2 });
    const reading = client.readEvent(someEventId);
    await until(() => expect(client.inUse().waiting).toBe(99));
    letGo();
    await reading;
    const reads = server.seen.map(({ route }) => route).filter((route) => route !== signInRoute);
    expect(reads.slice(0, 3)).toEqual([entityRoute, entityRoute, readRoute]);
  });

  test('a line that is full of background work turns no person away', async () => {
    const { client } = await startBusy({ waiting: 92 });
    expect(await refusal(client.background.readEntity(someEntityId))).toBeInstanceOf(HecBusyError);
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test('what fails in the background stops only background work', async () => {
    server.on(entityRoute, status(503));
    const { client, log } = startClient(server.gateway, { limits: { tries: 1 } });
    let error: unknown;
    while (!(error instanceof HecDownError)) error = await refusal(client.background.readEntity(someEntityId));
    expect(log).toContainEqual(expect.objectContaining({ circuit: 'open', line: 'background' }));
    expect(client.circuit()).toBe('closed');
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test('a sign-in that fails in the background, however often, stops only background work', async () => {
    server.on(signInRoute, status(503));
    const { client } = startClient(server.gateway, { limits: { tries: 1 } });
    let error: unknown;
    while (!(error instanceof HecDownError)) error = await refusal(client.background.readEntity(someEntityId));
    expect(client.circuit()).toBe('closed');
    server.on(signInRoute, signedIn('good'));
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
  });

  test('background work that waits for a sign-in turns no person away, who doesn’t wait for it either', async () => {
    server.on(signInRoute, hang, signedIn('good'));
    const { client } = startClient(server.gateway, { limits: { waiting: 10 } });
    const work = Promise.allSettled(Array.from({ length: 10 }, () => client.background.readEntity(someEntityId)));
    await until(() => expect(server.count(signInRoute)).toBe(1));
    expect(await client.readEvent(someEventId)).toMatchObject({ id: someEventId });
    await server.close();
    await work;
  });
});
