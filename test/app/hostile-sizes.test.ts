/** Events of sizes and dates that no honest server sends. */
import { expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { buttonsOf, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { start } from '../support/start.ts';

test('an event that offers 60,000 actions is shown with the likeliest, and acted on', async () => {
  const started = await start({ env: { HEC_RESPONDERS: people.responder } });
  started.hec.world.taskSeconds = 0;
  const many = Array.from({ length: 60_000 }, (_, index) => ({ actionName: `action ${index}`, actionParameter: {} }));
  const card = await showEvent(started, {
    availableEventActions: [...many, { actionName: 'dismiss', actionParameter: {} }],
  });
  expect(card.buttons().map(({ text }) => text.text)).toEqual(
    expect.arrayContaining(['Dismiss', 'Action 0', 'Action 23', 'More actions…']),
  );
  await card.press('Dismiss');
  await expect.poll(() => started.hec.world.appliedActions).toMatchObject([{ action: 'dismiss' }]);
  await started.quiet();
});

test('an event whose description begins with one endless character shows the rest of it', async () => {
  const card = await showEvent(await start(), { description: `${'ᄀ'.repeat(20_000)} Parcel on hold` });
  expect(card.text()).toContain('… Parcel on hold');
  expect(card.message.text).toContain('Parcel on hold');
});

test.each([
  ['0001-01-01T00:00:00Z', '0001-01-01 00:00 UTC'],
  ['9999-12-31T23:59:59.999999+00:00', '9999-12-31 23:59 UTC'],
])('an event, its history and its email of %s are shown and found', async (date, shown) => {
  const { hec, slack } = await start();
  const { entityInfo } = hec.world.addEntity({ entityInfo: { entityCreated: date } });
  const { eventId } = hec.world.addEvent({
    entityId: entityInfo.entityId,
    actions: [{ actionType: 'quarantine_email', createTime: date, relatedEntityId: null }],
  });
  const text = entityInfo.entityId;
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text });
  const card = await slack.until(() => slack.messages(channels.security)[0]);
  expect(JSON.stringify(card.blocks)).toContain(eventId);
  expect(textOf(card.blocks)).toContain(`Email quarantined · ${shown}`);
  expect(buttonsOf(card.blocks).length).toBeGreaterThan(0);
});

test.each([
  ['0001-01-01T00:00:00+00:00', '0001-01-01 00:00 UTC'],
  ['9999-12-31T23:59:59+00:00', '9999-12-31 23:59 UTC'],
])('an event created at %s is shown with that', async (eventCreated, shown) => {
  const card = await showEvent(await start(), { eventCreated });
  expect(card.text()).toContain(`*Created:* ${shown}`);
});
