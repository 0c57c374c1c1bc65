import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { WireEvent } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { modalSaying } from '../../../support/modals.ts';
import { textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start } from '../../../support/start.ts';

const responders = [people.responder, people.otherResponder];
const startActing = () => start({ env: { HEC_RESPONDERS: responders.join() } });

/** A card of an email in quarantine whose reader asks for it. */
async function showAskedFor(started: Started, event: Partial<WireEvent> = {}, payload = {}) {
  const entityId = randomUUID().replaceAll('-', '');
  started.hec.world.addEntity({
    entityInfo: { entityId },
    entityPayload: {
      ...{ isQuarantined: true, isRestoreRequested: true, isRestored: false, isRestoreDeclined: false },
      ...{
        subject: 'Parcel on hold',
        fromName: 'Rita Vale',
        fromEmail: 'rita@vale-parcels.example',
        recipients: ['ben@harbour.example'],
      },
      ...{ restoreRequestTime: '2026-11-21T07:15:00Z', restoreCommentary: 'Please release', ...payload },
    },
  });
  const card = await showEvent(started, { entityId, availableEventActions: null, ...event });
  await started.quiet();
  const labels = () => card.buttons().flatMap(({ action_id: id, text }) => (/_action:/.test(id) ? text.text : []));
  return { ...card, entityId, labels };
}

const sentTo = ({ hec }: Started) =>
  hec.requests.filter(({ path }) => path.includes('/action/entity')).map(({ body }) => body);

/** Presses "Decline restore request", and fills the form in. */
async function decline(started: Started, card: Awaited<ReturnType<typeof showAskedFor>>, reason: string) {
  await card.press('Decline restore request');
  const form = await modalSaying(started.slack, people.responder, 'Reason');
  await started.slack.submitView({ user: people.responder, values: { 'input:0': reason } });
  return form;
}

describe('a restore request', () => {
  test('a card of an email that somebody asks for offers to restore it and to decline', async () => {
    const started = await startActing();
    expect((await showAskedFor(started)).labels()).toEqual(['Restore email', 'Decline restore request']);
  });

  test('beside what HEC offers on the event, a card offers what is missing to answer the request, next to it', async () => {
    const started = await startActing();
    const availableEventActions = ['restore', 'dismiss'].map((actionName) => ({ actionName, actionParameter: {} }));
    const card = await showAskedFor(started, { availableEventActions });
    expect(card.labels()).toEqual(['Restore', 'Decline restore request', 'Dismiss']);
  });

  test.each([
    ['declined', { isRestoreDeclined: true }, ['Restore email']],
    ['granted', { isRestored: true, isQuarantined: false }, ['Quarantine email']],
  ])('a request that is %s already is not offered to be declined', async (_, payload, labels) => {
    const started = await startActing();
    expect((await showAskedFor(started, {}, payload)).labels()).toEqual(labels);
  });

  test('a responder who declines with a reason is asked about the email first, and HEC gets the reason', async () => {
    const started = await startActing();
    const { hec, slack, store } = started;
    hec.world.taskId = 'none';
    const card = await showAskedFor(started);
    const form = await decline(started, card, ' This sender is a known scam: ask rita@vale.example ');
    expect(textOf(form.content.blocks)).toMatch(
      /“Parcel on hold”\nFrom Rita Vale · rita@vale-parcels\.example\nTo ben@harbour\.example\nRestore requested: “Please release”.*Declines the request/s,
    );
    await slack.until(() => card.replies().length === 1);
    await started.quiet();
    expect(sentTo(started)).toEqual([
      {
        requestData: {
          entityIds: [card.entityId],
          entityType: 'office365_emails_email',
          entityActionName: 'decline_restore_request',
          restoreDeclineReason: 'This sender is a known scam: ask rita@vale.example',
        },
      },
    ]);
    expect(textOf(card.replies()[0]?.blocks ?? [])).toMatch(
      /Decline restore request.*is done\.(?!.*The event is now)/s,
    );
    expect(card.text()).toContain(`Restore request declined by <@${people.responder}>`);
    expect(card.labels()).toEqual(['Restore email']);
    expect(await recordOf(store.db, card.eventId, 20)).toContainEqual(
      expect.objectContaining({
        label: 'Decline restore request',
        parameter: { restoreDeclineReason: 'This sender is a known scam: ask rita@vale.example' },
        outcome: 'done',
      }),
    );
  });

  test('a responder who declines without a word sends HEC no reason', async () => {
    const started = await startActing();
    started.hec.world.taskId = 'none';
    const card = await showAskedFor(started);
    await decline(started, card, '  ');
    await started.slack.until(() => card.replies().length === 1);
    expect(sentTo(started)).toEqual([
      { requestData: expect.not.objectContaining({ restoreDeclineReason: expect.anything() }) },
    ]);
  });

  test('a request that was answered elsewhere meanwhile is not answered again', async () => {
    const started = await startActing();
    const card = await showAskedFor(started);
    Object.assign(started.hec.world.entities.get(card.entityId)?.entityPayload ?? {}, { isRestoreDeclined: true });
    await card.press('Decline restore request');
    await modalSaying(started.slack, people.responder, 'no longer offers this action');
    await started.quiet();
    expect(sentTo(started)).toEqual([]);
  });

  test('a task that HEC reports as done while the request still waits has changed nothing', async () => {
    const started = await startActing();
    Object.assign(started.hec.world, { taskSeconds: 0, outcome: 'nothing' });
    const card = await showAskedFor(started);
    await decline(started, card, 'no');
    await started.slack.until(() => card.replies().length === 1);
    expect(textOf(card.replies()[0]?.blocks ?? [])).toMatch(/changed nothing.*the request still waits/s);
  });

  test('only responders may decline', async () => {
    const started = await startActing();
    const card = await showAskedFor(started);
    await card.press('Decline restore request', people.member);
    await modalSaying(started.slack, people.member, 'Only responders');
    await started.quiet();
    expect(sentTo(started)).toEqual([]);
  });

  test('of two responders who answer a request at the same moment, one is told that somebody was faster', async () => {
    const started = await startActing();
    const { hec, slack } = started;
    const card = await showAskedFor(started);
    await card.press('Decline restore request');
    await modalSaying(slack, people.responder, 'Reason');
    hec.world.taskSeconds = 3_600;
    await card.press('Restore email', people.otherResponder);
    await expect.poll(() => sentTo(started).length).toBe(1);
    await slack.submitView({ user: people.responder, values: { 'input:0': 'no' } });
    await modalSaying(slack, people.responder, 'Already being done by');
    expect(sentTo(started)).toHaveLength(1);
    expect(slack.ephemerals(channels.security, people.otherResponder)).toEqual([]);
  });
});
