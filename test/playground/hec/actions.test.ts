// Acting through the local HEC: effects come by the clock, and are real.

import { expect, test } from 'vitest';
import { dataOf, phishing, startHec, taskIdOf } from '../../support/playground/hec-client.ts';

const quarantine = { actionName: 'quarantine', actionParameter: {} };
const restore = { actionName: 'restore', actionParameter: {} };

test('an action takes effect in time even if nobody asks about its task', async () => {
  const { hec, act, tick } = await startHec();
  await act('dismiss');
  tick(2.9);
  expect(hec.world.events.get(phishing)?.state).toBe('new');
  expect(hec.world.appliedActions).toEqual([]);
  tick(0.1);
  expect(hec.world.events.get(phishing)).toMatchObject({
    state: 'dismissed',
    actions: [{ actionType: 'dismiss', createTime: '2026-11-23T12:00:03.000000Z', relatedEntityId: phishing }],
  });
  expect(hec.world.events.get(phishing)?.availableEventActions).not.toContainEqual(
    expect.objectContaining({ actionName: 'dismiss' }),
  );
});

test('an action’s effect has its own date, however late somebody looks', async () => {
  const { hec, act, tick } = await startHec();
  await act('dismiss');
  tick(3600);
  expect(hec.world.appliedActions).toMatchObject([{ targetId: phishing, at: new Date('2026-11-23T12:00:03Z') }]);
  expect(hec.world.events.get(phishing)?.actions).toMatchObject([{ createTime: '2026-11-23T12:00:03.000000Z' }]);
});

test('a task goes from init to completed, with its id first a string and then a number', async () => {
  const { call, act, tick } = await startHec();
  const id = await taskIdOf(act('dismiss'));
  expect(id).toMatch(/^\d{16}$/);
  const task = () => dataOf(call(`/task/${id}`));
  expect(await task()).toMatchObject({ id: Number(id), status: 'init', progress: 0, total: 1, succeed: 0, failed: 0 });
  tick(1.5);
  expect(await task()).toMatchObject({ status: 'inprogress', progress: 0.5, updated: '2026-11-23 12:00:01.500000' });
  tick(60);
  expect(await task()).toMatchObject({
    status: 'completed',
    progress: 1,
    succeed: 1,
    customer: 'harbour-freight',
    created: '2026-11-23 12:00:00.000000',
    updated: '2026-11-23 12:00:03.000000',
    actions: [
      { action_name: expect.stringMatching(/^Dismiss [0-9a-f]{32}$/), action_status: 'completed', action_message: '' },
    ],
  });
});

test('an unknown task is not found', async () => {
  const { call } = await startHec();
  expect((await call('/task/1691525788820900')).status).toBe(404);
});

test('the severity changes to the requested one, and a digit stays a digit', async () => {
  const { hec, act } = await startHec();
  hec.world.taskSeconds = 0;
  const word = hec.world.addEvent({ severity: 'Low' });
  await act('severityChange', [phishing, word.eventId], { newSeverity: 'Highest' });
  expect(hec.world.events.get(phishing)?.severity).toBe('5');
  expect(hec.world.events.get(word.eventId)?.severity).toBe('Highest');
  expect(hec.world.appliedActions).toHaveLength(2);
});

test('quarantine and restore show on the email and on every event about it', async () => {
  const { hec, act } = await startHec();
  hec.world.taskSeconds = 0;
  const { entityId } = hec.world.events.get(phishing) ?? {};
  const sibling = hec.world.addEvent({ entityId: entityId ?? null });
  const mail = () => hec.world.entities.get(entityId ?? '');

  await act('quarantine');
  expect(mail()).toMatchObject({ entityPayload: { isQuarantined: true }, entityAvailableActions: ['restore'] });
  for (const eventId of [phishing, sibling.eventId]) {
    const event = hec.world.events.get(eventId);
    expect(event).toMatchObject({
      state: 'remediated',
      actions: [{ actionType: 'quarantine_email', relatedEntityId: phishing }],
    });
    expect(event?.availableEventActions).toContainEqual(restore);
    expect(event?.availableEventActions).not.toContainEqual(quarantine);
  }

  await act('restore', [sibling.eventId]);
  expect(mail()).toMatchObject({
    entityPayload: { isQuarantined: false, isRestored: true },
    entityAvailableActions: ['quarantine'],
    entityActions: [{ entityActionName: 'quarantine' }, { entityActionName: 'restore' }],
  });
  expect(hec.world.events.get(phishing)).toMatchObject({ state: 'detected' });
  expect(hec.world.events.get(phishing)?.availableEventActions).toContainEqual(quarantine);
});

test('restoring an email that is not quarantined completes, counts as a success and does nothing', async () => {
  const { hec, call, act, tick } = await startHec();
  const id = await taskIdOf(act('restore'));
  tick(3);
  expect(await dataOf(call(`/task/${id}`))).toMatchObject({
    status: 'completed',
    succeed: 1,
    failed: 0,
    actions: [{ action_message: expect.stringContaining('Message is not quarantined..') }],
  });
  expect(hec.world.events.get(phishing)?.state).toBe('new');
  expect(hec.world.appliedActions).toEqual([]);
});

test('the outcome can be set for one event and for the whole world', async () => {
  const { hec, call, act, tick } = await startHec();
  const other = hec.world.addEvent({}, { outcome: 'failed' });
  hec.world.outcome = 'nothing';
  const ids = [await taskIdOf(act('dismiss', [other.eventId])), await taskIdOf(act('dismiss'))];
  tick(3);
  expect(await dataOf(call(`/task/${ids[0]}`))).toMatchObject({ status: 'failed', succeed: 0, failed: 1 });
  expect(await dataOf(call(`/task/${ids[1]}`))).toMatchObject({ status: 'completed', succeed: 1 });
  expect(hec.world.appliedActions).toEqual([]);
  expect(hec.world.tasks.size).toBe(2);
});

test('an action sent twice is carried out twice', async () => {
  const { hec, act, tick } = await startHec();
  expect(await taskIdOf(act('dismiss'))).not.toBe(await taskIdOf(act('dismiss')));
  expect(hec.world.tasks.size).toBe(2);
  tick(3);
  expect(hec.world.appliedActions).toHaveLength(2);
});

test('only the tenant’s own encoding is accepted, and the other applies nothing', async () => {
  const { hec, post } = await startHec();
  const eventIds = [phishing];
  const asString = { eventIds, eventActionName: 'severityChange', eventActionParam: '{"newSeverity":"Low"}' };
  const asArray = { eventIds, eventActionName: ['severityChange'], eventActionParam: ['{"newSeverity":"Low"}'] };
  expect((await post('/action/event', asArray)).status).toBe(422);
  hec.world.actionEncoding = 'array';
  expect((await post('/action/event', asString)).status).toBe(400);
  expect(hec.world.tasks.size).toBe(0);
  expect((await post('/action/event', asArray)).status).toBe(200);
  expect([...hec.world.tasks.values()]).toMatchObject([{ parameter: { newSeverity: 'Low' } }]);
});

test('an unknown event, an action not on offer, and a wrong parameter apply nothing', async () => {
  const { hec, act, post } = await startHec();
  expect((await act('dismiss', ['ffff'])).status).toBe(404);
  expect((await act('launch')).status).toBe(400);
  expect((await act('severityChange')).status).toBe(400);
  const broken = { eventIds: [phishing], eventActionName: 'severityChange', eventActionParam: '{newSeverity' };
  expect((await post('/action/event', broken)).status).toBe(422);
  expect(hec.world.tasks.size).toBe(0);
});

test('an action that only HEC knows is recorded in the history', async () => {
  const { hec, act } = await startHec();
  hec.world.taskSeconds = 0;
  const offer = { actionName: 'sent to admin', actionParameter: { adminEmail: '' } };
  const { eventId } = hec.world.addEvent({ availableEventActions: [offer] });
  await act('sent to admin', [eventId], { adminEmail: 'soc@harbour-freight.example' });
  expect(hec.world.events.get(eventId)?.actions).toMatchObject([{ actionType: 'sent_to_admin' }]);
  expect(hec.world.appliedActions).toMatchObject([{ parameter: { adminEmail: 'soc@harbour-freight.example' } }]);
});

test('a task’s id can be a number, or absent when the action is done at once', async () => {
  const { hec, act } = await startHec();
  hec.world.taskId = 'number';
  expect(await dataOf(act('quarantine'))).toMatchObject([{ eventId: phishing, taskId: expect.any(Number) }]);
  hec.world.taskId = 'none';
  expect(await dataOf(act('dismiss'))).toMatchObject([{ eventId: phishing, taskId: null }]);
  expect(hec.world.appliedActions).toMatchObject([{ action: 'dismiss' }]);
});

test('an email can be quarantined, restored and refused to its reader', async () => {
  const { hec, post } = await startHec();
  hec.world.taskSeconds = 0;
  const { entityInfo } = hec.world.addEntity({ entityPayload: { isQuarantined: true, isRestoreRequested: true } });
  const { entityId, saasEntityType: entityType } = entityInfo;
  const act = (entityActionName: string, restoreDeclineReason?: string) =>
    post('/action/entity', { entityIds: [entityId], entityType, entityActionName, restoreDeclineReason });
  const payload = () => hec.world.entities.get(entityId)?.entityPayload;

  expect((await act('restore', 'why')).status).toBe(422);
  expect((await act('decline_restore_request', 'w'.repeat(1_001))).status).toBe(422);
  expect(await taskIdOf(act('decline_restore_request', 'A known scam'))).toMatch(/^\d{16}$/);
  expect(payload()).toMatchObject({
    ...{ isQuarantined: true, isRestoreRequested: true, isRestoreDeclined: true },
    restoreDeclineReason: 'A known scam',
  });
  await act('decline_restore_request');
  await act('restore');
  expect(payload()).toMatchObject({ isQuarantined: false });
  await act('quarantine');
  expect(payload()).toMatchObject({ isQuarantined: true });
  expect(hec.world.appliedActions.map(({ on, action }) => [on, action])).toEqual([
    ['entity', 'decline_restore_request'],
    ['entity', 'restore'],
    ['entity', 'quarantine'],
  ]);
  expect((await act('burn')).status).toBe(422);
  const unknown = { entityIds: ['ffff'], entityType, entityActionName: 'restore' };
  expect((await post('/action/entity', unknown)).status).toBe(404);
});

test('a key for several tenants must name one of them for actions and tasks', async () => {
  const { hec, call, post } = await startHec({ scopes: ['mt-prod-3:one', 'mt-prod-3:two'] });
  const requestData = { eventIds: [phishing], eventActionName: 'dismiss' };
  const refused = await post('/action/event', requestData);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain(
    'single scope in as \\"scope\\" in query string due to multi scope app client',
  );
  expect((await call('/task/1')).status).toBe(400);
  expect((await post('/action/event?scope=mt-prod-3:three', requestData)).status).toBe(403);
  expect(hec.world.tasks.size).toBe(0);
  expect((await call(`/event/${phishing}`)).status).toBe(200);

  const id = await taskIdOf(post('/action/event?scope=mt-prod-3:two', requestData));
  expect(await dataOf(call(`/task/${id}?scope=mt-prod-3:two`))).toMatchObject({ customer: 'two' });
});
