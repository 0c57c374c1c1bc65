import { describe, expect, test } from 'vitest';
import { channels, groups, people, type SlackSimulator } from '../../../../playground/slack/server.ts';
import { modalSaying } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { start, untilCleared } from '../../../support/start.ts';

const responders = { HEC_RESPONDERS: `${people.responder},${people.otherResponder},${groups.secOncall}` };
const startActing = () => start({ env: responders });

describe('pressing an action', () => {
  test('a responder who presses an action sees it run, sees the card change, and reads the outcome in the thread', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskSeconds = 1;
    const card = await showEvent(started);
    await card.press('Dismiss');
    await slack.until(() => card.text().includes(`is running, requested by <@${people.responder}>`));
    expect(card.buttons().some(({ action_id: id }) => id.startsWith('event_action'))).toBe(false);
    await slack.until(() => card.text().includes(`Dismissed by <@${people.responder}>`));
    await slack.until(() => card.replies().length === 1);
    expect(textOf(card.replies()[0]?.blocks ?? [])).toMatch(/is done.*The event is now Dismissed/s);
    expect(hec.world.appliedActions).toHaveLength(1);
  });

  test('an action changes every message that shows the event: cards, previews, and private cards from the first press in them', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    const link = `https://acme.avanan.net/#/events/${card.eventId}`;
    const { ts } = await slack.post({ user: people.member, channel: channels.incident, text: link });
    await slack.command({
      user: people.otherMember,
      channel: channels.incident,
      command: '/hec-event',
      text: `${card.eventId} private`,
    });
    const [ephemeral] = await privateAnswers(slack, people.otherMember, channels.incident);
    if (ephemeral === undefined) throw new Error('no private card');
    await slack.click({ user: people.otherMember, ephemeral, actionId: 'share_event' });
    await modalSaying(slack, people.otherMember, 'Conversation');
    await slack.until(() => slack.message(channels.incident, ts)?.unfurls.length === 1);
    await card.press('Dismiss');
    const dismissed = `Dismissed by <@${people.responder}>`;
    await slack.until(() => card.text().includes(dismissed));
    await slack.until(() => textOf(slack.message(channels.incident, ts)?.unfurls[0]?.blocks ?? []).includes(dismissed));
    await slack.until(() =>
      textOf(slack.ephemerals(channels.incident, people.otherMember)[0]?.blocks ?? []).includes(dismissed),
    );
  });

  test('a responder reads that nothing changed even if HEC reports the action as done', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    Object.assign(hec.world, { taskSeconds: 0, outcome: 'nothing' });
    const card = await showEvent(started);
    await card.press('Quarantine');
    const [reply] = await slack.until(() => card.replies().length > 0 && card.replies());
    expect(textOf(reply?.blocks ?? [])).toMatch(/changed nothing.*still New.*Message is not quarantined/s);
  });

  test('a responder reads that an action failed when HEC says so', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    Object.assign(hec.world, { taskSeconds: 0, outcome: 'failed' });
    const card = await showEvent(started);
    await card.press('Quarantine');
    const [reply] = await slack.until(() => card.replies().length > 0 && card.replies());
    expect(textOf(reply?.blocks ?? [])).toMatch(/failed/);
  });

  test('a responder is told when someone was faster, and HEC gets one action', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    const card = await showEvent(started);
    keepAsItIs(slack);
    hec.faults.set({ ...untilCleared, path: '/action/' });
    await card.press('Quarantine', people.responder);
    await expect.poll(() => hec.requests.some(({ path }) => path.includes('/action/'))).toBe(true);
    await card.press('Quarantine', people.otherResponder);
    const [answer] = await privateAnswers(slack, people.otherResponder);
    expect(answer?.text).toMatch(/^Nothing was sent: Quarantine is already being done/);
    expect(textOf(answer?.blocks ?? [])).toContain(`Already being done by <@${people.responder}>`);
    hec.faults.clear();
    await started.quiet();
    expect(hec.world.tasks.size).toBe(1);
    expect(slack.ephemerals(channels.security, people.responder)).toEqual([]);
  });

  test('an email is moved once: whoever acts on it waits for what another event’s action does to it, and the other way round', async () => {
    for (const labels of [
      ['Quarantine', 'Quarantine email'],
      ['Quarantine email', 'Quarantine'],
    ]) {
      const started = await startActing();
      const { slack, hec } = started;
      const { entityId } = hec.world.addEntity().entityInfo;
      const cards = {
        Quarantine: await showEvent(started, { entityId }),
        'Quarantine email': await showEvent(started, { entityId, availableEventActions: null }),
      };
      const [first, second] = labels.map((label) => Object.entries(cards).find(([key]) => key === label)?.[1]);
      keepAsItIs(slack);
      hec.faults.set({ ...untilCleared, path: '/action/' });
      await first?.press(labels[0] ?? '', people.responder);
      await expect.poll(() => hec.requests.some(({ path }) => path.includes('/action/'))).toBe(true);
      await second?.press(labels[1] ?? '', people.otherResponder);
      const [answer] = await privateAnswers(slack, people.otherResponder);
      expect(answer?.text).toBe(`Nothing was sent: ${labels[0]} is already being done.`);
      hec.faults.clear();
      await started.quiet();
      expect(hec.world.tasks.size).toBe(1);
    }
  });

  test('a responder who presses an outdated card is told so, and sees it refreshed', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    keepAsItIs(slack);
    await card.press('Dismiss');
    await slack.until(() => card.replies().length === 1);
    expect(card.text()).not.toContain('Dismissed');
    slack.faults.clear();
    await card.press('Quarantine', people.otherResponder);
    const [answer] = await privateAnswers(slack, people.otherResponder);
    expect(answer?.text).toMatch(/^Nothing was sent/);
    expect(textOf(answer?.blocks ?? [])).toContain(`Dismissed by <@${people.responder}>`);
    await slack.until(() => card.text().includes(`Dismissed by <@${people.responder}>`));
    await started.quiet();
    expect(hec.world.appliedActions.map(({ action }) => action)).toEqual(['dismiss']);
    expect(hec.world.tasks.size).toBe(1);
  });
});

/** Cards stay as they are until Slack's faults are cleared. */
function keepAsItIs({ faults }: SlackSimulator): void {
  faults.add({ method: 'chat.update', kind: 'error', error: 'fatal_error' });
}

test('the outcome of an action on a private card in a thread is shown privately in that thread', async () => {
  const started = await start({ env: { ...responders, HEC_CHANNELS: channels.incident } });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { eventId } = hec.world.addEvent();
  const channel = channels.security;
  const user = people.responder;
  const first = await slack.post({ user: people.member, channel, text: 'an incident' });
  const alert = await slack.post({ user: people.member, channel, text: `look: ${eventId}`, threadTs: first.ts });
  await slack.messageShortcut({ user, message: alert, callbackId: 'show_event' });
  const [ephemeral] = await privateAnswers(slack, user);
  if (ephemeral === undefined) throw new Error('no card');
  await started.quiet();

  const dismiss = buttonsOf(ephemeral.blocks).find(({ text }) => text.text === 'Dismiss');
  await slack.click({ user, ephemeral, actionId: dismiss?.action_id ?? '' });
  const outcome = await slack.until(() =>
    slack.ephemerals(channel, user).find(({ blocks }) => textOf(blocks).includes('is done')),
  );
  expect(outcome.threadTs).toBe(first.ts);
  const card = () => slack.ephemerals(channel, user).find(({ ts }) => ts === ephemeral.ts);
  await slack.until(() => textOf(card()?.blocks ?? []).includes(`Dismissed by <@${user}>`));
  expect(card()?.threadTs).toBe(first.ts);
  expect(slack.messages(channel)).toHaveLength(2);
});
