import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHecSimulator } from '../../playground/hec/server.ts';
import { HecNotFoundError, HecTimeoutError, HecUnreadableError } from '../../src/hec/errors.ts';
import {
  enveloped,
  type HecServer,
  hang,
  json,
  type Reply,
  refusal,
  reset,
  someEventId,
  startClient,
  startHecServer,
  status,
} from '../support/hec/hec-server.ts';

const recordedTaskId = '1691525788820900';
const readRoute = `GET /task/${recordedTaskId}`;

/** As recorded: the id is a number here, though a string in the answer to the action. */
const recorded = {
  id: 1691525788820900,
  name: 'quarantine',
  status: 'completed',
  created: '2023-08-08 21:16:16.947618',
  total: 1,
  succeed: 1,
  failed: 0,
  progress: 1,
  actions: [{ action_id: 'a', action_status: 'completed', action_message: 'Message is not quarantined.. log record' }],
};
const asRead = {
  status: 'completed',
  succeeded: 1,
  failed: 0,
  message: 'Message is not quarantined.. log record',
  targets: [{ entityId: undefined, status: 'completed', message: 'Message is not quarantined.. log record' }],
};

let server: HecServer;
beforeEach(async () => {
  server = await startHecServer();
});
afterEach(() => server.close());

const readTask = (id = recordedTaskId) => startClient(server.gateway).client.readTask(id);

describe('reading a task', () => {
  test.each<[string, Reply]>([
    ['in an envelope', enveloped(recorded)],
    ['in a list', enveloped([recorded])],
    ['without an envelope', json(recorded)],
    ['with its id and counts as text', enveloped({ ...recorded, id: recordedTaskId, succeed: '1', failed: '0' })],
    ['without an id', enveloped({ ...recorded, id: undefined })],
    ['with an id that has lost digits', enveloped({ ...recorded, id: 2 ** 60 })],
  ])('a task %s is read', async (_name, reply) => {
    server.on(readRoute, reply);
    expect(await readTask()).toEqual(asRead);
  });

  test('a task in HEC’s other model has no counts and no message', async () => {
    server.on(readRoute, enveloped({ taskId: recordedTaskId, status: 'failed', actor: 'api', finishedAt: null }));
    expect(await readTask()).toEqual({
      status: 'failed',
      succeeded: undefined,
      failed: undefined,
      message: undefined,
      targets: [],
    });
  });

  test('a task loses only the fields that cannot be read', async () => {
    server.on(readRoute, enveloped({ ...recorded, succeed: -1.5, failed: 'many', actions: 'none' }));
    expect(await readTask()).toEqual({
      status: 'completed',
      succeeded: undefined,
      failed: undefined,
      message: undefined,
      targets: [],
    });
  });

  test.each([
    ['init', 'working'],
    ['inprogress', 'working'],
    ['paused', 'working'],
    ['done?', 'working'],
    ['', 'working'],
    ['Completed ', 'completed'],
    ['FAILED', 'failed'],
    ['stopped', 'stopped'],
  ])('a task with the status %j and no ended action counts as %s', async (written, expected) => {
    server.on(readRoute, enveloped({ ...recorded, status: written, actions: [{ action_status: 'inprogress' }] }));
    expect(await readTask()).toMatchObject({ status: expected });
  });

  const email = 'E'.repeat(32);
  const other = 'f'.repeat(32);
  const restore = (id: string, action_status: string, action_message = '') => ({
    ...{ action_id: `Restore_${id}`, action_name: `Restore ${id}`, action_type: `Restore_${id}` },
    ...{ action_status, action_message },
  });
  const restored = { entityId: email.toLowerCase(), status: 'completed', message: undefined };

  test.each([
    ['init', [restore(email, 'completed')], 1, { status: 'completed', succeeded: 1, failed: 0, targets: [restored] }],
    [undefined, [restore(email, 'completed')], 1, { status: 'completed', succeeded: 1, failed: 0 }],
    ['', [restore(email, 'Completed ')], undefined, { status: 'completed' }],
    [
      'inprogress',
      [restore(email, 'failed', 'Mailbox was not found')],
      1,
      { status: 'failed', succeeded: 0, failed: 1, message: 'Mailbox was not found' },
    ],
    ['paused', [restore(email, 'stopped')], 1, { status: 'stopped', succeeded: 0, failed: 1 }],
    ['init', [restore(email, 'failed'), restore(other, 'stopped')], 2, { status: 'failed', failed: 2 }],
    [
      'init',
      [restore(email, 'completed', 'Moved'), restore(other, 'failed', 'Access denied')],
      2,
      { status: 'completed', succeeded: 1, failed: 1, message: 'Access denied' },
    ],
    ['init', [restore(email, 'completed'), restore(other, 'inprogress')], 2, { status: 'working', succeeded: 0 }],
    [undefined, [restore(email, 'completed'), restore(other, '')], 2, { status: 'working' }],
    ['init', [restore(email, 'completed'), {}], 1, { status: 'working' }],
    ['init', [restore(email, 'completed'), null], 2, { status: 'working' }],
    ['init', [restore(email, 'completed')], 2, { status: 'working' }],
    ['init', [], 0, { status: 'working', targets: [] }],
    ['completed', [restore(email, 'inprogress')], 1, { status: 'completed', succeeded: 0 }],
    ['failed', [restore(email, 'completed')], 1, { status: 'failed' }],
  ])('a task with the status %j and the actions %j of %s counts as %j', async (status, actions, total, expected) => {
    server.on(readRoute, enveloped({ ...recorded, status, actions, total, succeed: 0, failed: 0 }));
    expect(await readTask()).toMatchObject(expected);
  });

  test('a task of several emails tells the end of each, by the id in any of its names', async () => {
    const named = { action_name: `Restore ${other}`, action_status: 'failed', action_message: ' Access denied ' };
    const typed = { action_type: `Restore_${other}`, action_status: 'inprogress' };
    const unnamed = { action_id: 7, action_name: `Restore ${other}0`, action_status: 'completed' };
    server.on(readRoute, enveloped({ ...recorded, actions: [restore(email, 'completed'), named, typed, unnamed] }));
    expect((await readTask()).targets).toEqual([
      restored,
      { entityId: other, status: 'failed', message: 'Access denied' },
      { entityId: other, status: 'working', message: undefined },
      { entityId: undefined, status: 'completed', message: undefined },
    ]);
  });

  test.each<[object, object]>([
    [{}, { status: 'completed', succeeded: 0, failed: 1, message: 'Access denied' }],
    [
      { succeed: null, failed: null },
      { succeeded: 0, failed: 1 },
    ],
    [{ total: 2 }, { succeeded: undefined, failed: undefined }],
    [{ succeed: 1 }, { succeeded: 1, failed: undefined }],
  ])('a completed task with the counts %j has those of its failed action: %j', async (counts, expected) => {
    const actions = [restore(email, 'failed', 'Access denied')];
    server.on(readRoute, enveloped({ id: recorded.id, status: 'completed', actions, ...counts }));
    expect(await readTask()).toMatchObject(expected);
  });

  test('a task with an id of 32 hex digits is asked for by that id', async () => {
    server.on('GET /task', json({ id: someEventId.toUpperCase(), status: 'stopped' }));
    expect(await readTask(someEventId)).toMatchObject({ status: 'stopped' });
  });

  test.each<[string, Reply]>([
    ['404', status(404)],
    ['nothing', enveloped(null)],
    ['an envelope without data', json({ responseEnvelope: {}, status: 'completed' })],
    ['an empty list', enveloped([])],
  ])('a task answered with %s does not exist', async (_name, reply) => {
    server.on(readRoute, reply);
    expect(await refusal(readTask())).toBeInstanceOf(HecNotFoundError);
  });

  test.each<[string, Reply]>([
    ['another task', enveloped({ ...recorded, id: 1691525788820901 })],
    ['another task in HEC’s other model', enveloped({ taskId: '1691525788820901', status: 'completed' })],
    ['a task without a status and actions', enveloped({ ...recorded, status: undefined, actions: [] })],
    ['the gateway’s own words', json({ success: false, message: 'Authentication required' })],
    ['a list without an envelope', json([recorded])],
  ])('a task answered with %s is unreadable', async (_name, reply) => {
    server.on(readRoute, reply);
    expect(await refusal(readTask())).toBeInstanceOf(HecUnreadableError);
  });

  test.each(['', ' ', 'a b', 'a#b', 'a?b', 'a/b', 'a\\b', 'a%2fb', '..', 'a\n', 'é', 'x'.repeat(257)])(
    'the malformed task id %j is a programming error, and HEC is not asked',
    async (id) => {
      expect(await refusal(readTask(id))).toBeInstanceOf(TypeError);
      expect(server.seen).toEqual([]);
    },
  );

  test.each<[string, Reply]>([
    ['500', status(500)],
    ['429', status(429, { 'retry-after': '0' })],
    ['a reset connection', reset],
  ])('a task answered with %s is asked for only once, because its follower asks again later', async (_name, reply) => {
    server.on(readRoute, reply);
    await refusal(readTask());
    expect(server.count(readRoute)).toBe(1);
  });

  test('reading a task may take as long as one try, signing in included', async () => {
    server.on(readRoute, hang);
    const { client } = startClient(server.gateway, { limits: { tryMs: 1_000 } });
    expect(await refusal(client.readTask(recordedTaskId))).toBeInstanceOf(HecTimeoutError);
    expect(server.count(readRoute)).toBe(1);
  });

  test('reading a task survives a token that ended early', async () => {
    server.on(readRoute, status(401), enveloped(recorded));
    expect(await readTask()).toEqual(asRead);
  });
});

test.each<[unknown, string | undefined]>([
  ['1691525788820900', '1691525788820900'],
  [1691525788820900, '1691525788820900'],
  [someEventId, someEventId],
  [null, undefined],
  [undefined, undefined],
  ['', undefined],
  ['../event', undefined],
  [2 ** 60, undefined],
  [{ id: 1 }, undefined],
])('the task id %j in the answer to an action is read as %j', async (taskId, expected) => {
  server.on('POST /action/event', enveloped([{ eventId: someEventId, taskId }]));
  const { client } = startClient(server.gateway);
  const signal = new AbortController().signal;
  const action = { eventId: someEventId, name: 'dismiss', parameter: null };
  expect(await client.actOnEvent(action, signal)).toMatchObject({ taskId: expected });
});

test.each(['applied', 'nothing', 'failed'] as const)(
  'a simulated task that ends as %s is followed to its end',
  async (outcome) => {
    let now = Date.UTC(2026, 0, 1);
    const hec = await startHecSimulator({ now: () => new Date(now) });
    hec.world.outcome = outcome;
    const entityId = 'e'.repeat(32);
    const { eventId } = hec.world.addEvent({ entityId });
    const { client } = startClient(hec.url, { clientId: hec.clientId, accessKey: hec.accessKey, now: () => now });
    const action = { eventId, name: 'quarantine', parameter: {} };
    const { taskId = '' } = await client.actOnEvent(action, new AbortController().signal);
    expect(await client.readTask(taskId)).toEqual({
      status: 'working',
      succeeded: 0,
      failed: 0,
      message: undefined,
      targets: [{ entityId, status: 'working', message: undefined }],
    });
    now += 60_000;
    const isFailed = outcome === 'failed';
    expect(await client.readTask(taskId)).toMatchObject({
      status: isFailed ? 'failed' : 'completed',
      succeeded: isFailed ? 0 : 1,
      failed: isFailed ? 1 : 0,
      message: {
        applied: undefined,
        nothing: expect.stringMatching(/^Message is not quarantined/),
        failed: expect.stringContaining('could not'),
      }[outcome],
    });
    await hec.close();
  },
);
