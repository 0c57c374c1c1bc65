/** Actions that ask for an address, and the email on its own. */
import { describe, expect, test } from 'vitest';
import { people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };
const sendToAdmin = [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }];

function modal({ slack }: Started, text: string) {
  return slack.until(() => slack.views(people.responder).find(({ content }) => textOf(content.blocks).includes(text)));
}

describe('actions that ask for an address', () => {
  test('an action that needs an address asks in a modal, refuses other domains beside the input, and sends what was filled in', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin');
    await modal(started, 'Admin email');
    for (const address of ['attacker@evil.example', 'nobody', 'a@customer.example.evil.example']) {
      await slack.submitView({ user: people.responder, values: { 'input:0': address } });
      expect(Object.keys(slack.views(people.responder).at(-1)?.errors ?? {})).toEqual(['input:0']);
    }
    expect(hec.world.tasks.size).toBe(0);
    await expect
      .poll(
        async () =>
          (await recordOf(started.store.db, card.eventId, 10)).filter(({ kind }) => kind === 'refusal').length,
      )
      .toBe(3);
    await slack.submitView({ user: people.responder, values: { 'input:0': 'admin@customer.example' } });
    await modal(started, 'Sent to HEC');
    expect([...hec.world.tasks.values()].map(({ parameter }) => parameter)).toEqual([
      { adminEmail: 'admin@customer.example' },
    ]);
  });

  test('an action that needs an address says at once that none can be used if no domain is allowed', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin');
    await modal(started, 'HEC_ADMIN_EMAIL_DOMAINS');
  });

  test('a member who presses an action that needs an address reads only the refusal', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin', people.member);
    const refused = await slack.until(() =>
      slack.views(people.member).find(({ content }) => textOf(content.blocks).includes('Only responders')),
    );
    await started.quiet();
    expect(refused.content.submit).toBeUndefined();
    expect(textOf(slack.views(people.member)[0]?.content.blocks ?? [])).not.toContain('Admin email');
    expect(hec.world.tasks.size).toBe(0);
  });

  test('access is checked again when an action’s modal is submitted', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const { slack, hec } = started;
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin');
    await modal(started, 'Admin email');
    slack.workspace.changePerson(people.responder, { kind: 'single_channel_guest' });
    time += 61_000;
    await slack.submitView({ user: people.responder, values: { 'input:0': 'admin@customer.example' } });
    await modal(started, 'Guests');
    expect(hec.world.tasks.size).toBe(0);
  });
});

test('the email can be quarantined and then restored even if HEC offers nothing on the event', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { entityInfo } = hec.world.addEntity();
  const card = await showEvent(started, { availableEventActions: null, entityId: entityInfo.entityId });
  await card.press('Quarantine email');
  await slack.until(() => card.buttons().some(({ text }) => text.text === 'Restore email'));
  expect(card.text()).toContain(`Email quarantined by <@${people.responder}>`);
  await card.press('Restore email');
  await slack.until(() => card.buttons().some(({ text }) => text.text === 'Quarantine email'));
  expect(hec.world.appliedActions.map(({ on, action }) => [on, action])).toEqual([
    ['entity', 'quarantine'],
    ['entity', 'restore'],
  ]);
});
