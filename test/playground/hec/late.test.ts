// HEC’s tenant where the effect, its history or the task’s own word come late, and whose clock is wrong.

import { expect, test } from 'vitest';
import { dataOf, phishing, startHec, taskIdOf } from '../../support/playground/hec-client.ts';

const quarantined = { state: 'remediated', actions: [{ actionType: 'quarantine_email' }] };

async function startQuarantining() {
  const started = await startHec();
  const { hec, call, tick } = started;
  const entityId = hec.world.events.get(phishing)?.entityId ?? '';
  return {
    ...started,
    entityId,
    event: async () => dataOf(call(`/event/${phishing}`)),
    email: async () => dataOf(call(`/search/entity/${entityId}`)),
    async quarantine() {
      const id = await taskIdOf(started.act('quarantine'));
      tick(3);
      return id;
    },
  };
}

test('an effect that is shown late is done at once, and shown on event, email and in queries from then on', async () => {
  const { hec, call, post, tick, quarantine, event, email } = await startQuarantining();
  hec.world.shownAfterSeconds.effect = 8;
  const id = await quarantine();
  expect(await dataOf(call(`/task/${id}`))).toMatchObject({ status: 'completed' });
  expect(hec.world.appliedActions).toHaveLength(1);
  const query = async () =>
    dataOf(post('/event/query', { startDate: '2026-01-01T00:00:00Z', eventIds: [phishing], eventStates: ['new'] }));
  tick(7.9);
  expect(await event()).toMatchObject({ state: 'new', actions: [] });
  expect(await email()).toMatchObject([{ entityPayload: { isQuarantined: false } }]);
  expect(await query()).toHaveLength(1);
  tick(0.1);
  expect(await event()).toMatchObject(quarantined);
  expect(await email()).toMatchObject([{ entityPayload: { isQuarantined: true } }]);
  expect(await query()).toHaveLength(0);
});

test('a history may come later than the state', async () => {
  const { hec, tick, quarantine, event } = await startQuarantining();
  hec.world.shownAfterSeconds.history = 5;
  await quarantine();
  expect(await event()).toMatchObject({ state: 'remediated', actions: [] });
  tick(5);
  expect(await event()).toMatchObject(quarantined);
});

test.each([
  [-420, '2026-11-23T11:53:03.000000Z'],
  [420, '2026-11-23T12:07:03.000000Z'],
])('the times in a history are by HEC’s own clock, here %i seconds ahead', async (ahead, createTime) => {
  const { hec, quarantine, event } = await startQuarantining();
  hec.world.clockAheadSeconds = ahead;
  await quarantine();
  expect(await event()).toMatchObject({ actions: [{ createTime }] });
});

test('a task’s own status may lag behind its actions, or be missing', async () => {
  const { hec, call, quarantine, entityId } = await startQuarantining();
  const id = await quarantine();
  const actions = [{ action_id: `Quarantine_${entityId}`, action_status: 'completed' }];
  hec.world.outerStatus = 'lags';
  expect(await dataOf(call(`/task/${id}`))).toMatchObject({
    status: 'init',
    total: 1,
    succeed: 0,
    progress: 0,
    actions,
  });
  hec.world.outerStatus = 'missing';
  const answer = await dataOf(call(`/task/${id}`));
  expect(answer).toMatchObject({ total: 1, actions });
  for (const field of ['status', 'progress', 'succeed', 'failed']) expect(answer).not.toHaveProperty(field);
});
