/** Somebody is erased while the app works with what is stored of them. */
import { expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../playground/slack/server.ts';
import { erase } from '../../src/store/erase/erase.ts';
import { buttonsOf, privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const user = people.responder;

function eraseNow({ store }: Started) {
  const signal = new AbortController().signal;
  return erase({ kind: 'person', ids: [user] }, { store, isTrial: false, now: Date.now, signal });
}

/** Until the next time, HEC has not done what it was asked. */
async function inProgress(started: Started, change: () => Promise<unknown>): Promise<void> {
  started.hec.world.taskSeconds = 3_600;
  await change();
  await expect.poll(() => started.hec.world.tasks.size).toBe(1);
}

test('an action in progress of somebody who is erased ends as it must, and is told in their direct message if its private card is forgotten', async () => {
  let ahead = 0;
  const started = await start({ env, now: () => Date.now() + ahead });
  const { slack, hec } = started;
  const { eventId } = hec.world.addEvent({ availableEventActions: [{ actionName: 'dismiss', actionParameter: {} }] });
  const asked = { user, channel: channels.security, command: '/hec-event', text: `${eventId} private` };
  await slack.command(asked);
  const [ephemeral] = await privateAnswers(slack, user);
  if (ephemeral === undefined) throw new Error('no private card');
  const [dismiss] = buttonsOf(ephemeral.blocks).filter(({ text }) => text.text === 'Dismiss');
  await inProgress(started, () => slack.click({ user, ephemeral, actionId: dismiss?.action_id ?? 'no button' }));
  expect(await eraseNow(started)).toMatchObject({ running: 1, privateCards: 1 });
  ahead = 3_601_000;
  await slack.until(() =>
    slack.messages(appDirectMessage(user)).some(({ blocks }) => textOf(blocks).includes('is done')),
  );
  expect(hec.world.tasks.size).toBe(1);
  expect(await eraseNow(started)).toMatchObject({ actions: 1 });
});

test('a card in a channel that somebody asked for still changes with its event once they are erased', async () => {
  const started = await start({ env });
  const card = await showEvent(started);
  await card.press('Dismiss');
  await started.slack.until(() => card.replies().length === 1);
  // The reply comes first. Until the card follows, it says that the action is running.
  await started.slack.until(() => card.text().includes('Dismissed by'));
  await eraseNow(started);
  await card.press('Quarantine');
  await started.slack.until(() => card.text().includes('Quarantined by'));
  expect(card.text()).toContain('Dismissed by');
});
