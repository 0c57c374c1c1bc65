/** The client against the simulated HEC: its whole world, and its faults. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, type HecSimulator, simulatedEvents, startHecSimulator } from '../../playground/hec/server.ts';
import { refusal, startClient } from '../support/hec/hec-server.ts';

let hec: HecSimulator;
beforeEach(async () => {
  hec = await startHecSimulator();
});
afterEach(() => hec.close());

const connect = (limits = {}) =>
  startClient(hec.url, { clientId: hec.clientId, accessKey: hec.accessKey, limits }).client;

const anEventId = () => {
  const [first] = simulatedEvents;
  if (!first) throw new Error('the simulated world has no events');
  return first.id;
};

test('every event in the simulated world can be read and keeps its type and state', async () => {
  const client = connect();
  for (const [id, wire] of hec.world.events) {
    const event = await client.readEvent(id);
    expect(event.id).toBe(id);
    expect(event.type).toBe(wire.type || undefined);
    expect(event.state).toBe(wire.state || undefined);
  }
});

test('every entity in the simulated world can be read', async () => {
  const client = connect();
  for (const id of hec.world.entities.keys()) expect(await client.readEntity(id)).toMatchObject({ id });
});

test('paging finds every event with a date and a known state exactly once', async () => {
  hec.world.pageSize = 2;
  const client = connect();
  const range = { start: new Date(0), end: new Date(Date.now() + 60_000) };
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.queryEvents({ ...range, cursor });
    found.push(...page.events.map((event) => event.id));
    cursor = page.next;
  } while (cursor !== undefined);
  const known = /^(new|detected|pending|remediated|dismissed|exception)$/i;
  const expected = [...hec.world.events].filter(
    ([, wire]) => Date.parse(wire.eventCreated ?? '') && known.test(wire.state ?? ''),
  );
  expect(found.length).toBeGreaterThan(2);
  expect(found.sort()).toEqual(expected.map(([id]) => id).sort());
});

test.each(['404', 'empty'] as const)('an unknown id answered as %s is not found', async (unknownId) => {
  hec.world.unknownId = unknownId;
  expect(await refusal(connect().readEvent('0'.repeat(32)))).toMatchObject({ code: 'hec_not_found' });
  expect(await refusal(connect().readEntity('0'.repeat(32)))).toMatchObject({ code: 'hec_not_found' });
});

test.each(['401', 'success-false'] as const)('a wrong key answered with %s cannot sign in', async (wrongKey) => {
  hec.world.wrongKey = wrongKey;
  const { client } = startClient(hec.url, { clientId: hec.clientId, accessKey: 'another' });
  expect(await refusal(client.signIn())).toMatchObject({ code: 'hec_sign_in' });
});

describe('simulated faults', () => {
  test.each<[Fault, string]>([
    [{ kind: 'hang' }, 'hec_timeout'],
    [{ kind: 'status', status: 408 }, 'hec_timeout'],
    [{ kind: 'status', status: 429, retryAfter: '60' }, 'hec_rate_limited'],
    [{ kind: 'status', status: 403 }, 'hec_forbidden'],
    [{ kind: 'status', status: 422 }, 'hec_request_refused'],
    [{ kind: 'status', status: 502, body: 'html' }, 'hec_failure'],
    [{ kind: 'status', status: 504, body: 'empty' }, 'hec_failure'],
    [{ kind: 'envelope-failure' }, 'hec_failure'],
    [{ kind: 'cut' }, 'hec_unreachable'],
    [{ kind: 'reset' }, 'hec_unreachable'],
    [{ kind: 'malformed-json' }, 'hec_unreadable'],
    [{ kind: 'wrong-shape' }, 'hec_unreadable'],
    [{ kind: 'huge' }, 'hec_unreadable'],
    [{ kind: 'expired-key' }, 'hec_sign_in'],
  ])('the simulated fault %j is reported as %s', async (fault, code) => {
    hec.faults.set(fault.kind === 'expired-key' ? fault : { ...fault, path: '/event/' });
    const client = connect(fault.kind === 'hang' ? { tryMs: 1_000 } : {});
    if (fault.kind === 'hang') await client.signIn();
    expect(await refusal(client.readEvent(anEventId()))).toMatchObject({ code });
  });

  test.each<[Fault]>([
    [{ kind: 'status', status: 401, times: 1 }],
    [{ kind: 'status', status: 500, times: 2 }],
    [{ kind: 'reset', times: 2 }],
    [{ kind: 'cut', times: 1 }],
  ])('a read survives the simulated fault %j', async (fault) => {
    hec.faults.set({ ...fault, path: '/event/' });
    expect(await connect().readEvent(anEventId())).toMatchObject({ id: anEventId() });
  });
});
