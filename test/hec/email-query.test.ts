import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmailQuery } from '../../src/hec/client.ts';
import {
  enveloped,
  type HecServer,
  refusal,
  someEntityId,
  startClient,
  startHecServer,
  status,
} from '../support/hec/hec-server.ts';

const route = 'POST /search/query';
let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
});
afterEach(() => server.close());

const query: EmailQuery = {
  start: new Date('2026-01-01T00:00:00Z'),
  end: new Date('2026-01-02T00:00:00Z'),
  saas: 'office365_emails',
  clauses: [{ attribute: 'entityPayload.fromEmail', operator: 'is', value: 'a@x.example' }],
};
const bodies = () => server.seen.filter((request) => request.route === route).map(({ body }) => body);

test('a query of emails names one service and each clause whole', async () => {
  server.on(route, enveloped([]));
  await startClient(server.gateway, { scope: 'mt-prod-3:acme' }).client.queryEmails(query);
  expect(bodies()).toEqual([
    {
      requestData: {
        entityFilter: {
          saas: 'office365_emails',
          startDate: '2026-01-01T00:00:00.000Z',
          endDate: '2026-01-02T00:00:00.000Z',
        },
        entityExtendedFilter: [
          { saasAttrName: 'entityPayload.fromEmail', saasAttrOp: 'is', saasAttrValue: 'a@x.example' },
        ],
        scopes: ['mt-prod-3:acme'],
      },
    },
  ]);
});

test('a query of emails until now leaves the end to HEC, and sends no clauses and no cursor that it doesn’t have', async () => {
  server.on(route, enveloped([]));
  await startClient(server.gateway).client.queryEmails({ ...query, end: undefined, clauses: [] });
  const entityFilter = { saas: 'office365_emails', startDate: '2026-01-01T00:00:00.000Z' };
  expect(bodies()).toEqual([{ requestData: { entityFilter } }]);
});

test('a page of emails has its cursor and its total, and counts rows that can’t be read', async () => {
  const rows = [{ entityInfo: { entityId: someEntityId } }, { secret: 1 }];
  server.on(route, enveloped(rows, { scrollId: 'x', recordsNumber: 300 }));
  const { client, log } = startClient(server.gateway);
  expect(await client.queryEmails(query)).toMatchObject({
    entities: [{ id: someEntityId }],
    next: 'x',
    rows: 2,
    total: 300,
  });
  expect(log).toContainEqual(expect.objectContaining({ reasons: [expect.stringMatching(/^1 of 2 left out/)] }));
});

test.each([
  [403, 'hec_forbidden'],
  [422, 'hec_request_refused'],
])('HEC’s %i to a query of emails is a refusal, and is not asked for again', async (code, name) => {
  server.on(route, status(code));
  expect(await refusal(startClient(server.gateway).client.queryEmails(query))).toMatchObject({ code: name });
  expect(server.count(route)).toBe(1);
});

test('a query of emails that ends before it starts is a programming error, and HEC is not asked', async () => {
  const { client } = startClient(server.gateway);
  expect(await refusal(client.queryEmails({ ...query, start: new Date() }))).toBeInstanceOf(RangeError);
  expect(server.seen).toEqual([]);
});
