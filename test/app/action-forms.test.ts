/** What people see of tenants that take an action in another form, or want to be told the scope elsewhere. */
import { expect, test } from 'vitest';
import { people } from '../../playground/slack/server.ts';
import { privateAnswers } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const responders = { HEC_RESPONDERS: people.responder };
const scope = 'mt-prod-3:harbour-freight';
const toMedium = {
  availableEventActions: [{ actionName: 'severityChange', actionParameter: { newSeverity: 'Medium' } }],
};

const actionRequests = ({ hec }: Started) => hec.requests.filter(({ path }) => path.includes('/action/'));

test('an action succeeds on a tenant that takes its parameters as an object', async () => {
  const started = await start({ env: responders });
  started.hec.world.actionEncoding = 'object';
  started.hec.world.taskSeconds = 0;
  const card = await showEvent(started, toMedium);
  await card.press('Set severity to Medium');
  await expect.poll(card.text).toContain('🟡 Medium');
  await started.quiet();
  expect(started.hec.world.appliedActions).toMatchObject([{ parameter: { newSeverity: 'Medium' } }]);
  expect(actionRequests(started).map(({ status }) => status)).toEqual([422, 200]);
});

test('an action succeeds at once on a tenant that wants the configured scope in the body', async () => {
  const started = await start({ env: { ...responders, HEC_SCOPE: scope } });
  started.hec.world.scopeWanted = 'body';
  started.hec.world.taskSeconds = 0;
  const card = await showEvent(started, toMedium);
  await card.press('Set severity to Medium');
  await expect.poll(card.text).toContain('🟡 Medium');
  await started.quiet();
  expect(actionRequests(started).map(({ status }) => status)).toEqual([200]);
});

test('whoever acts with a scope that HEC refuses reads which one was sent, and not to set it', async () => {
  const started = await start({ env: { ...responders, HEC_SCOPE: 'mt-prod-3:elsewhere' } });
  const card = await showEvent(started, toMedium);
  await card.press('Set severity to Medium');
  const [told] = await privateAnswers(started.slack, people.responder);
  await started.quiet();
  expect(told?.text).toMatch(/refused the scope mt-prod-3:elsewhere that this app sent/);
  expect(told?.text).not.toMatch(/set its HEC scope|HEC_SCOPE/);
  expect(actionRequests(started)).toHaveLength(1);
});

test('an action that a tenant refuses in every form was not done, is told once, and takes no more tries the next time', async () => {
  const started = await start({ env: responders });
  started.hec.faults.set({ kind: 'status', status: 422, path: '/action/' });
  const card = await showEvent(started, toMedium);
  for (const presses of [1, 2]) {
    await card.press('Set severity to Medium');
    await expect.poll(() => actionRequests(started).length).toBe(3 * presses);
    await started.quiet();
    const told = await privateAnswers(started.slack, people.responder);
    expect(told.map(({ text }) => text)).toEqual(
      Array.from({ length: presses }, () => expect.stringMatching(/HEC rejected this app’s request/)),
    );
  }
  expect(started.hec.world.tasks.size).toBe(0);
});
