import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HecNotFoundError, HecUnreadableError } from '../../src/hec/errors.ts';
import {
  enveloped,
  type HecServer,
  json,
  raw,
  refusal,
  someEntityId,
  someEventId,
  startClient,
  startHecServer,
  status,
} from '../support/hec/hec-server.ts';

const readRoute = 'GET /event';
const queryRoute = 'POST /event/query';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
});
afterEach(() => server.close());

const requests = (route: string) => server.seen.filter((request) => request.route === route);
const range = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-02T00:00:00Z') };

describe('reading an event', () => {
  test.each([
    ['an array with the code 200', enveloped([{ eventId: someEventId, type: 'dlp' }])],
    ['one object with the code 0', enveloped({ eventId: someEventId, type: 'dlp' }, { responseCode: 0 })],
    ['an envelope with its code as text', enveloped({ eventId: someEventId, type: 'dlp' }, { responseCode: '200' })],
    [
      'an envelope with the documented misspelling',
      enveloped({ eventId: someEventId, type: 'dlp' }, { responseText: undefined, responseTest: 'Success' }),
    ],
    [
      'a list with another event before it',
      enveloped([{ eventId: someEntityId }, { eventId: someEventId, type: 'dlp' }]),
    ],
    [
      'a list that writes its id in upper case',
      enveloped([{ eventId: someEntityId }, { eventId: someEventId.toUpperCase(), type: 'dlp' }]),
    ],
  ])('an event is read from %s', async (_name, reply) => {
    server.on(readRoute, reply);
    expect(await startClient(server.gateway).client.readEvent(someEventId)).toMatchObject({ type: 'dlp' });
  });

  test.each([
    ['404', status(404)],
    ['404 in the envelope', enveloped(null, { responseCode: 404 })],
    ['null', enveloped(null)],
    ['no data at all', enveloped(undefined)],
    ['an empty array', enveloped([])],
    ['an empty object', enveloped({})],
  ])('an event answered with %s is not found, and the sentence says where HEC was searched', async (_name, reply) => {
    server.on(readRoute, reply);
    const error = await refusal(startClient(server.gateway).client.readEvent(someEventId));
    expect(error).toBeInstanceOf(HecNotFoundError);
    expect(error).toMatchObject({
      sentence: expect.stringMatching(/^No event with this id in region us\./),
      reference: requests(readRoute)[0]?.headers['x-av-req-id'],
    });
    expect(server.count(readRoute)).toBe(1);
  });

  test('an event that comes without an id is unreadable', async () => {
    server.on(readRoute, enveloped([{ type: 'dlp' }]));
    expect(await refusal(startClient(server.gateway).client.readEvent(someEventId))).toBeInstanceOf(HecUnreadableError);
  });

  test('an event id may be in any case, and HEC is asked in the case that it writes', async () => {
    server.on(readRoute, enveloped({ eventId: someEventId }));
    await startClient(server.gateway).client.readEvent(someEventId.toUpperCase());
    expect(server.count(readRoute)).toBe(1);
  });

  test.each(['', 'x', `${someEventId}0`, `../${someEventId.slice(3)}`, `${someEventId.slice(1)}/`, `${someEventId}\n`])(
    'the malformed id %j is a programming error, and HEC is not asked',
    async (id) => {
      const { client } = startClient(server.gateway);
      expect(await refusal(client.readEvent(id))).toBeInstanceOf(TypeError);
      expect(await refusal(client.readEntity(id))).toBeInstanceOf(TypeError);
      expect(server.seen).toEqual([]);
    },
  );

  test('what is left out of an event is reported in the log', async () => {
    server.on(readRoute, enveloped({ eventId: someEventId, state: { secret: 1 } }));
    const { client, log } = startClient(server.gateway);
    await client.readEvent(someEventId);
    expect(log).toContainEqual(expect.objectContaining({ level: 40, reasons: ['state: not a text'] }));
  });

  test('an event other than the one asked for is refused', async () => {
    server.on(readRoute, enveloped({ eventId: someEntityId }));
    const { client } = startClient(server.gateway);
    expect(await refusal(client.readEvent(someEventId))).toBeInstanceOf(HecUnreadableError);
  });

  test('an event takes nothing from a key named __proto__', async () => {
    server.on(
      readRoute,
      raw(
        `{"responseEnvelope":{"responseCode":200},"responseData":{"eventId":"${someEventId}","__proto__":{"state":"new"},` +
          '"additionalData":{"a":1,"__proto__":{"polluted":true},"\\u005f_proto__":{"polluted":true}}}}',
      ),
    );
    const event = await startClient(server.gateway).client.readEvent(someEventId);
    expect(event.state).toBeUndefined();
    expect(JSON.stringify(event.additional)).toBe('{"a":1}');
    expect(Object.assign({}, event.additional)).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('reading an entity', () => {
  test('an entity is read with what it takes to find its events and act on it', async () => {
    const entityInfo = { entityId: someEntityId, saas: 'office365_emails', entityCreated: '2026-01-01T10:00:00Z' };
    const rest = { entityPayload: { isQuarantined: true }, entityAvailableActions: ['restore'] };
    server.on('GET /search/entity', enveloped([{ entityInfo, ...rest }]));
    expect(await startClient(server.gateway).client.readEntity(someEntityId)).toEqual({
      id: someEntityId,
      type: undefined,
      createdAt: new Date('2026-01-01T10:00:00Z'),
      isEmail: false,
      isQuarantined: true,
      size: expect.any(Number),
    });
  });

  test('an unknown entity is reported in its own sentence', async () => {
    server.on('GET /search/entity', enveloped([]));
    expect(await refusal(startClient(server.gateway).client.readEntity(someEntityId))).toMatchObject({
      code: 'hec_not_found',
      sentence: expect.stringMatching(/^No email, file or person with this id in region us\./),
    });
  });
});

describe('querying events', () => {
  test('a query names every state and sends no nulls', async () => {
    server.on(queryRoute, enveloped([]));
    await startClient(server.gateway).client.queryEvents(range);
    expect(requests(queryRoute)[0]?.body).toEqual({
      requestData: {
        startDate: '2026-01-01T00:00:00.000Z',
        endDate: '2026-01-02T00:00:00.000Z',
        eventStates: ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'],
      },
    });
  });

  test('a query follows one cursor through the pages until a page is empty', async () => {
    const page = (...ids: string[]) =>
      enveloped(
        ids.map((eventId) => ({ eventId })),
        { scrollId: 'the-cursor' },
      );
    server.on(queryRoute, page('a', 'b'), page('c'), page());
    const { client } = startClient(server.gateway);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { events, next } = await client.queryEvents({ ...range, cursor });
      ids.push(...events.map((event) => event.id));
      cursor = next;
    } while (cursor !== undefined);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(requests(queryRoute).map((request) => request.body)).toMatchObject([
      { requestData: expect.not.objectContaining({ scrollId: expect.anything() }) },
      { requestData: { scrollId: 'the-cursor', startDate: '2026-01-01T00:00:00.000Z' } },
      { requestData: { scrollId: 'the-cursor' } },
    ]);
  });

  test.each([[''], [null], [undefined]])('a query ends when the cursor is %j', async (scrollId) => {
    server.on(queryRoute, enveloped([{ eventId: 'a' }], { scrollId }));
    expect(await startClient(server.gateway).client.queryEvents(range)).toMatchObject({
      events: [{ id: 'a' }],
      next: undefined,
    });
  });

  test('a query goes on past an unreadable page and reports what was left out', async () => {
    server.on(queryRoute, enveloped([{ secret: 1 }, { secret: 2 }], { scrollId: 'x' }));
    const { client, log } = startClient(server.gateway);
    expect(await client.queryEvents(range)).toMatchObject({ events: [], next: 'x', rows: 2 });
    expect(log).toContainEqual(
      expect.objectContaining({ reasons: [expect.stringMatching(/^2 of 2 left out \(eventId: /)] }),
    );
  });

  test('a query that ends before it starts is a programming error, and HEC is not asked', async () => {
    const { client } = startClient(server.gateway);
    expect(await refusal(client.queryEvents({ start: range.end, end: range.start }))).toBeInstanceOf(RangeError);
    expect(server.seen).toEqual([]);
  });
});

test('a key has the scopes that HEC lists, and none if it has no tenant', async () => {
  server.on('GET /scopes', enveloped(['mt-prod-3:acme', 'mt-prod-3:other']), enveloped(['']));
  const { client } = startClient(server.gateway);
  expect(await client.scopes()).toEqual(['mt-prod-3:acme', 'mt-prod-3:other']);
  expect(await client.scopes()).toEqual([]);
});

describe('requests', () => {
  test('a request carries the token and its own id, and no scope if none is configured', async () => {
    server.on(readRoute, enveloped({ eventId: someEventId }));
    server.on(queryRoute, enveloped([]));
    const { client } = startClient(server.gateway);
    await client.readEvent(someEventId);
    await client.queryEvents(range);
    const [, read, query] = server.seen;
    for (const request of [read, query]) {
      expect(request?.headers).toMatchObject({ accept: 'application/json', authorization: 'Bearer token-1' });
      expect(request?.headers).not.toHaveProperty('scopes');
    }
    expect(read?.headers).not.toHaveProperty('content-type');
    expect(query?.headers['content-type']).toBe('application/json');
    const ids = server.seen.map((request) => request.headers['x-av-req-id']);
    for (const id of ids) expect(id).toMatch(uuid);
    expect(new Set(ids).size).toBe(3);
  });

  test('a request carries the configured scope, and a query repeats it in its body', async () => {
    server.on(readRoute, enveloped({ eventId: someEventId }));
    server.on(queryRoute, enveloped([]));
    const { client } = startClient(server.gateway, { scope: 'mt-prod-3:acme' });
    await client.readEvent(someEventId);
    await client.queryEvents(range);
    const [, read, query] = server.seen;
    expect(read?.headers.scopes).toBe('mt-prod-3:acme');
    expect(query?.headers.scopes).toBe('mt-prod-3:acme');
    expect(query?.body).toMatchObject({ requestData: { scopes: ['mt-prod-3:acme'] } });
  });

  test('a request leaves one log line, with its id and duration but no secret and no body', async () => {
    server.on(readRoute, status(500), json({ secret: 'event words' }));
    const { client, log } = startClient(server.gateway);
    await refusal(client.readEvent(someEventId));
    expect(log).toMatchObject([
      { level: 30, method: 'POST', path: '/auth/external', status: 200 },
      { level: 40, method: 'GET', path: `/app/hec-api/v1.0/event/${someEventId}`, status: 500 },
      { level: 30, method: 'GET', path: `/app/hec-api/v1.0/event/${someEventId}`, status: 200 },
    ]);
    expect(log.map((line) => line.requestId)).toEqual(server.seen.map((request) => request.headers['x-av-req-id']));
    for (const line of log) expect(line.ms).toBeTypeOf('number');
    expect(JSON.stringify(log)).not.toMatch(/token-1|the-access-key|event words|upstream words/);
  });
});
