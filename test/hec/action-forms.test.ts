/** How actions are written, and which form and tenant they are for, over HTTP against the simulated HEC. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HecSimulator, startHecSimulator } from '../../playground/hec/server.ts';
import type { HecClient, HecClientOptions } from '../../src/hec/client.ts';
import { provesNotTaken } from '../../src/hec/errors.ts';
import {
  actionRequestsOf,
  addTarget,
  connectTo,
  dismissEvent,
  never,
  quarantineEmail,
  type Target,
} from '../support/hec/acting.ts';
import { refusal } from '../support/hec/hec-server.ts';

let hec: HecSimulator;
let target: Target;
beforeEach(async () => {
  hec = await startHecSimulator();
  target = addTarget(hec);
});
afterEach(() => hec.close());

const connect = (options: Partial<HecClientOptions> = {}) => connectTo(hec, options);
const actionRequests = () => actionRequestsOf(hec);
const bodies = () => actionRequests().map(({ body }) => body);

describe('an action on an event', () => {
  const inString = (param?: string) => ({
    requestData: {
      eventIds: [target.eventId],
      eventActionName: 'severityChange',
      ...(param !== undefined && { eventActionParam: param }),
    },
  });
  const inArray = (param: string) => ({
    requestData: { eventIds: [target.eventId], eventActionName: ['severityChange'], eventActionParam: [param] },
  });
  const high = '{"newSeverity":"High"}';
  const setHigh = (client: HecClient) =>
    client.actOnEvent({ eventId: target.eventId, name: 'severityChange', parameter: { newSeverity: 'High' } }, never);

  test('is sent once, with its name and its parameter as strings', async () => {
    const accepted = await setHigh(connect().client);
    expect(bodies()).toEqual([inString(high)]);
    const [task] = hec.world.tasks.values();
    expect(task).toMatchObject({
      targets: [target.eventId],
      action: 'severityChange',
      parameter: { newSeverity: 'High' },
    });
    expect(accepted).toEqual({
      taskId: String(task?.id),
      reference: actionRequests()[0]?.headers['x-av-req-id'],
    });
  });

  test('is sent as arrays to a tenant that refuses strings, from then on at once', async () => {
    hec.world.actionEncoding = 'array';
    const { client } = connect();
    await setHigh(client);
    expect(bodies()).toEqual([inString(high), inArray(high)]);
    await setHigh(client);
    await setHigh(client);
    expect(bodies().slice(2)).toEqual([inArray(high), inArray(high)]);
    expect(hec.world.tasks.size).toBe(3);
  });

  test('goes back to strings where the tenant comes to want them again', async () => {
    hec.world.actionEncoding = 'array';
    const { client } = connect();
    await setHigh(client);
    hec.world.actionEncoding = 'string';
    await setHigh(client);
    await setHigh(client);
    expect(bodies().slice(2)).toEqual([inArray(high), inString(high), inString(high)]);
    expect(hec.world.tasks.size).toBe(3);
  });

  test('that both forms are refused for teaches nothing', async () => {
    const { client } = connect();
    await refusal(client.actOnEvent({ eventId: target.eventId, name: 'explode', parameter: null }, never));
    await setHigh(client);
    expect(bodies().slice(2)).toEqual([inString(high)]);
  });

  test.each<[unknown, string | undefined]>([
    [{ newSeverity: 'High' }, '{"newSeverity":"High"}'],
    ['High "now"', '"High \\"now\\""'],
    ['', '""'],
    [['deep', 2], '["deep",2]'],
    [30, '30'],
    [false, 'false'],
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
  ])('with the parameter %j carries %j', async (parameter, written) => {
    const acting = connect().client.actOnEvent({ eventId: target.eventId, name: 'severityChange', parameter }, never);
    // HEC does not take all of them.
    await Promise.allSettled([acting]);
    expect(bodies()[0]).toEqual(inString(written));
  });

  test('has no task where HEC made none, or gave an id that no path can hold', async () => {
    const { client } = connect();
    hec.world.taskId = 'none';
    expect(await dismissEvent(client, target)).toMatchObject({ taskId: undefined });
    hec.world.taskId = 'number';
    expect(await dismissEvent(client, target)).toMatchObject({ taskId: expect.stringMatching(/^\d{16}$/) });
    expect(hec.world.tasks.size).toBe(2);
  });

  test('with an id that is none is a mistake, and HEC is not asked', async () => {
    const { client } = connect();
    const malformed = { eventId: '../x', name: 'dismiss', parameter: null };
    expect(await refusal(client.actOnEvent(malformed, never))).toBeInstanceOf(TypeError);
    expect(hec.requests).toEqual([]);
  });
});

test('an action on an email names its type', async () => {
  await quarantineEmail(connect().client, target);
  expect(bodies()).toEqual([
    {
      requestData: {
        entityIds: [target.entityId],
        entityType: 'office365_emails_email',
        entityActionName: 'quarantine',
      },
    },
  ]);
  expect(hec.world.tasks.size).toBe(1);
});

describe('a key that reaches several tenants', () => {
  const scope = 'mt-prod-3:acme';
  beforeEach(async () => {
    await hec.close();
    hec = await startHecSimulator({ scopes: [scope, 'mt-prod-3:other'] });
    target = addTarget(hec);
  });

  test('is refused without a scope, in a sentence of its own, and not asked in the other form', async () => {
    const { client } = connect();
    for (const act of [dismissEvent, quarantineEmail]) {
      const error = await refusal(act(client, target));
      expect(error).toMatchObject({
        code: 'hec_scope',
        sentence: expect.stringMatching(/which tenant.*administrator to set its HEC scope/),
        message: expect.stringContaining('HEC_SCOPE'),
      });
      expect(provesNotTaken(error)).toBe(true);
    }
    expect(actionRequests()).toHaveLength(2);
    expect(hec.world.tasks.size).toBe(0);
  });

  test('acts and reads its task in the one that is configured', async () => {
    const { client } = connect({ scope });
    const { taskId = '' } = await dismissEvent(client, target);
    await quarantineEmail(client, target);
    expect(await client.readTask(taskId)).toMatchObject({ status: 'working' });
    expect(hec.requests.filter(({ path }) => path !== '/auth/external')).toMatchObject(
      Array.from({ length: 3 }, () => ({ query: { scope }, headers: { scopes: scope }, status: 200 })),
    );
    expect([...hec.world.tasks.values()].map(({ customer }) => customer)).toEqual(['acme', 'acme']);
  });
});
