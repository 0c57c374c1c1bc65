/** How actions are written, and which form and tenant they are for, over HTTP against the simulated HEC. */
import { describe, expect, test } from 'vitest';
import type { HecClient } from '../../src/hec/client.ts';
import { provesNotTaken } from '../../src/hec/errors.ts';
import { actingInEachTest, never } from '../support/hec/acting.ts';
import { refusal } from '../support/hec/hec-server.ts';

const acting = actingInEachTest();
const { connect, dismiss, quarantine, actionRequests } = acting;
const bodies = () => actionRequests().map(({ body }) => body);

describe('actions on events', () => {
  const inString = (param?: unknown) => ({
    requestData: {
      eventIds: [acting.target.eventId],
      eventActionName: 'severityChange',
      ...(param !== undefined && { eventActionParam: param }),
    },
  });
  const inArray = (param: string) => ({
    requestData: { eventIds: [acting.target.eventId], eventActionName: ['severityChange'], eventActionParam: [param] },
  });
  const high = '{"newSeverity":"High"}';
  const setHigh = (client: HecClient) =>
    client.actOnEvent(
      { eventId: acting.target.eventId, name: 'severityChange', parameter: { newSeverity: 'High' } },
      never,
    );

  test('an action on an event is sent once, with its name and parameter as strings', async () => {
    const accepted = await setHigh(connect().client);
    expect(bodies()).toEqual([inString(high)]);
    const [task] = acting.hec.world.tasks.values();
    expect(task).toMatchObject({
      targets: [acting.target.eventId],
      action: 'severityChange',
      parameter: { newSeverity: 'High' },
    });
    expect(accepted).toEqual({
      taskId: String(task?.id),
      reference: actionRequests()[0]?.headers['x-av-req-id'],
    });
  });

  const forms = {
    string: () => inString(high),
    object: () => inString({ newSeverity: 'High' }),
    array: () => inArray(high),
  };

  test.each([
    ['object', ['string', 'object']],
    ['array', ['string', 'object', 'array']],
  ] as const)(
    'a tenant that takes only the %s form is sent it in the end, and from then on at the first try',
    async (taken, tried) => {
      acting.hec.world.actionEncoding = taken;
      const { client } = connect();
      await setHigh(client);
      expect(bodies()).toEqual(tried.map((form) => forms[form]()));
      await setHigh(client);
      await setHigh(client);
      expect(bodies().slice(tried.length)).toEqual([forms[taken](), forms[taken]()]);
      expect(acting.hec.world.tasks.size).toBe(3);
      expect(acting.hec.world.tasks.values().next().value).toMatchObject({ parameter: { newSeverity: 'High' } });
    },
  );

  test('a tenant that wants strings again is sent strings again', async () => {
    acting.hec.world.actionEncoding = 'array';
    const { client } = connect();
    await setHigh(client);
    acting.hec.world.actionEncoding = 'string';
    await setHigh(client);
    await setHigh(client);
    expect(bodies().slice(3)).toEqual([forms.array(), forms.string(), forms.string()]);
    expect(acting.hec.world.tasks.size).toBe(3);
  });

  test('an action without a parameter has two forms, and does not change which one takes a parameter', async () => {
    acting.hec.world.actionEncoding = 'object';
    const { client } = connect();
    await setHigh(client);
    await client.actOnEvent({ eventId: acting.target.eventId, name: 'dismiss', parameter: {} }, never);
    await setHigh(client);
    expect(bodies().slice(3)).toEqual([forms.object()]);
    await refusal(client.actOnEvent({ eventId: acting.target.eventId, name: 'explode', parameter: null }, never));
    expect(bodies().slice(4)).toMatchObject([
      { requestData: { eventActionName: 'explode' } },
      { requestData: { eventActionName: ['explode'] } },
    ]);
  });

  test('an action refused in every form does not change the form of the next one', async () => {
    const { client } = connect();
    await refusal(client.actOnEvent({ eventId: acting.target.eventId, name: 'explode', parameter: null }, never));
    await setHigh(client);
    expect(bodies().slice(2)).toEqual([forms.string()]);
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
  ])('an action with the parameter %j carries %j', async (parameter, written) => {
    const { eventId } = acting.target;
    const sending = connect().client.actOnEvent({ eventId, name: 'severityChange', parameter }, never);
    // HEC does not take all of them.
    await Promise.allSettled([sending]);
    expect(bodies()[0]).toEqual(inString(written));
  });

  test('an action has no task id if HEC gives none, and a numeric id becomes text', async () => {
    const { client } = connect();
    acting.hec.world.taskId = 'none';
    expect(await dismiss(client)).toMatchObject({ taskId: undefined });
    acting.hec.world.taskId = 'number';
    expect(await dismiss(client)).toMatchObject({ taskId: expect.stringMatching(/^\d{16}$/) });
    expect(acting.hec.world.tasks.size).toBe(2);
  });

  test('a malformed event id is a programming error, and HEC is not asked', async () => {
    const { client } = connect();
    const malformed = { eventId: '../x', name: 'dismiss', parameter: null };
    expect(await refusal(client.actOnEvent(malformed, never))).toBeInstanceOf(TypeError);
    expect(acting.hec.requests).toEqual([]);
  });
});

test('an action on an email names its entity type', async () => {
  await quarantine(connect().client);
  expect(bodies()).toEqual([
    {
      requestData: {
        entityIds: [acting.target.entityId],
        entityType: 'office365_emails_email',
        entityActionName: 'quarantine',
      },
    },
  ]);
  expect(acting.hec.world.tasks.size).toBe(1);
});

describe('keys for several tenants', () => {
  const scope = 'mt-prod-3:acme';
  const several = actingInEachTest({ scopes: [scope, 'mt-prod-3:other'] });
  const { connect, dismiss, quarantine, actionRequests } = several;

  test('a key for several tenants is refused without a scope, in its own sentence and without trying another form', async () => {
    const { client } = connect();
    for (const act of [dismiss, quarantine]) {
      const error = await refusal(act(client));
      expect(error).toMatchObject({
        code: 'hec_scope',
        sentence: expect.stringMatching(/which tenant.*administrator to set its HEC scope/),
        message: expect.stringContaining('HEC_SCOPE'),
      });
      expect(provesNotTaken(error)).toBe(true);
    }
    expect(actionRequests()).toHaveLength(2);
    expect(several.hec.world.tasks.size).toBe(0);
  });

  test.each(['anywhere', 'query', 'header', 'body'] as const)(
    'a configured scope is sent wherever a tenant may want it (%s), from the first request',
    async (wanted) => {
      several.hec.world.scopeWanted = wanted;
      const { client } = connect({ scope });
      const { taskId = '' } = await dismiss(client);
      await quarantine(client);
      expect(await client.readTask(taskId)).toMatchObject({ status: 'working' });
      expect(several.hec.requests.filter(({ path }) => path !== '/auth/external')).toMatchObject(
        Array.from({ length: 3 }, () => ({ query: { scope }, headers: { scopes: scope }, status: 200 })),
      );
      expect(actionRequests().map(({ body }) => body)).toMatchObject([
        { requestData: { scope } },
        { requestData: { scope } },
      ]);
      expect([...several.hec.world.tasks.values()].map(({ customer }) => customer)).toEqual(['acme', 'acme']);
    },
  );

  test('a scope that HEC refuses ends the action at once, and the sentence says which one was sent', async () => {
    const { client } = connect({ scope: 'mt-prod-3:nobody' });
    for (const act of [dismiss, quarantine]) {
      const error = await refusal(act(client));
      expect(error).toMatchObject({ code: 'hec_scope', sentence: expect.stringContaining('mt-prod-3:nobody') });
      expect(error).toMatchObject({ sentence: expect.not.stringMatching(/\bset\b/) });
      expect(provesNotTaken(error)).toBe(true);
    }
    expect(actionRequests()).toHaveLength(2);
  });

  test('a refused form is not taken for a refused scope, although HEC repeats the request', async () => {
    several.hec.world.actionEncoding = 'object';
    const { client } = connect({ scope });
    const parameter = { newSeverity: 'High' };
    await client.actOnEvent({ eventId: several.target.eventId, name: 'severityChange', parameter }, never);
    expect(actionRequests().map(({ status }) => status)).toEqual([422, 200]);
    expect(JSON.stringify(actionRequests()[0]?.response)).toContain(scope);
  });
});
