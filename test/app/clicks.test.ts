import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { cardsUnder, isCompact } from '../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../support/read.ts';
import { type Started, start, untilCleared } from '../support/start.ts';

const manyActions = 'e'.repeat(32);

/** An event with more actions than a card has room for. */
async function showManyActions({ hec, slack }: Started) {
  hec.world.addEvent({
    eventId: manyActions,
    availableEventActions: Array.from({ length: 60 }, (_, index) => ({
      actionName: `action_${index}`,
      actionParameter: { index },
    })),
  });
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text: manyActions });
  return slack.until(() => slack.messages(channels.security)[0]);
}

describe('"More actions…"', () => {
  test('a card shows 25 actions, and “More actions…” opens a modal with all of them', async () => {
    const started = await start();
    const { slack } = started;
    const message = await showManyActions(started);
    const offered = (part: unknown) => buttonsOf(part).filter(({ action_id: id }) => id.startsWith('event_action:'));
    expect(offered(message.blocks)).toHaveLength(25);

    await slack.click({ user: people.member, message, actionId: 'more_actions' });
    const view = await slack.until(() => {
      const [shown] = slack.views(people.member);
      return offered(shown?.content.blocks).length > 0 && shown;
    });
    expect(offered(view.content.blocks)).toHaveLength(60);
    expect(new Set(buttonsOf(view.content.blocks).map(({ text }) => text.text)).size).toBe(60);
  });

  test('an action in the “More actions…” modal is sent, and its outcome is posted in the card’s thread', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const message = await showManyActions(started);
    await slack.click({ user: people.responder, message, actionId: 'more_actions' });
    const view = await slack.until(() => {
      const [shown] = slack.views(people.responder);
      return buttonsOf(shown?.content.blocks).length > 0 && shown;
    });
    await slack.click({ user: people.responder, view, actionId: 'event_action:42' });
    await slack.until(() => textOf(slack.views(people.responder)[0]?.content.blocks ?? []).includes('Sent to HEC'));
    await slack.until(() => slack.thread(channels.security, message.ts).length === 2);
    expect(hec.world.appliedActions.map(({ action }) => action)).toEqual(['action_42']);
  });

  test('“More actions…” opens at once and is filled when HEC has answered', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, hec } = started;
    const message = await showManyActions(started);
    time += 3_000;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await slack.click({ user: people.member, message, actionId: 'more_actions' });
    const shown = () => textOf(slack.views(people.member)[0]?.content.blocks ?? []);
    await slack.until(() => shown().includes('Reading the event'));
    hec.faults.clear();
    await slack.until(() => shown().includes('Action 42'));
  });

  test('the “More actions…” modal says why it can’t be filled', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, hec } = started;
    const message = await showManyActions(started);
    time += 3_000;
    hec.faults.set({ kind: 'status', status: 500, path: '/event/' });
    await slack.click({ user: people.member, message, actionId: 'more_actions' });
    await slack.until(() =>
      textOf(slack.views(people.member)[0]?.content.blocks ?? []).includes('HEC reported an internal error'),
    );
  });

  test('“More actions…” shows a guest in the channel only the refusal', async () => {
    const started = await start();
    const { slack, hec } = started;
    const message = await showManyActions(started);
    slack.workspace.join(channels.security, people.multiChannelGuest);
    await started.quiet();
    const before = hec.requests.length;
    await slack.click({ user: people.multiChannelGuest, message, actionId: 'more_actions' });
    const blocks = () => slack.views(people.multiChannelGuest)[0]?.content.blocks ?? [];
    await slack.until(() => textOf(blocks()).includes('Guests'));
    await started.quiet();
    expect(buttonsOf(blocks())).toEqual([]);
    expect(textOf(blocks())).not.toMatch(/Phishing|Action 42/);
    expect(hec.requests).toHaveLength(before);
  });

  test('a press of “More actions…” is answered privately when it is too late for a modal', async () => {
    const started = await start();
    const { slack } = started;
    const message = await showManyActions(started);
    slack.faults.add({ method: 'views.open', kind: 'error', error: 'expired_trigger_id' });
    await slack.click({ user: people.otherMember, message, actionId: 'more_actions' });
    const [answer] = await privateAnswers(slack, people.otherMember);
    expect(answer?.text).toMatch(/press the button again/i);
  });
});

test('“More…” on a compact card opens the whole event in a modal, only for the person who pressed it', async () => {
  const { slack, hec } = await start();
  const [first, second] = [hec.world.addEvent().eventId, hec.world.addEvent().eventId];
  const url = `https://acme.avanan.net/#/events/${first}`;
  const text = `${url} https://acme.avanan.net/#/events/${second}`;
  const { ts } = await slack.post({ user: people.member, channel: channels.security, text });
  await slack.until(() => slack.message(channels.security, ts)?.unfurls.length === 2);
  const unfurl = { channel: channels.security, ts, url };
  await slack.click({ user: people.otherMember, unfurl, actionId: 'event_details' });
  const shown = () => textOf(slack.views(people.otherMember)[0]?.content.blocks ?? []);
  await slack.until(() => shown().includes(first));
  expect(shown()).not.toContain(second);
  expect(slack.views(people.member)).toEqual([]);
  expect(slack.ephemerals(channels.security, people.otherMember)).toEqual([]);
});

test('a press of a link button is acknowledged, and nothing else happens', async () => {
  const started = await start();
  const { slack, hec } = started;
  const link = 'https://portal.checkpoint.com/dashboard/email&collaboration/CGS1';
  const { eventId } = hec.world.addEvent({ entityLink: link });
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text: eventId });
  const message = await slack.until(() => slack.messages(channels.security)[0]);
  const click = await slack.click({ user: people.member, message, actionId: 'open_portal' });
  await started.quiet();
  expect(click.outcome).toBe('acknowledged');
  expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
});

describe('a card that Slack did not confirm', () => {
  const responder = people.responder;
  const startActing = () => start({ env: { HEC_RESPONDERS: responder } });
  const dismissed = `Dismissed by <@${responder}>`;
  const dismissIn = (part: unknown) =>
    buttonsOf(part).find(({ text }) => text.text === 'Dismiss')?.action_id ?? 'no button "Dismiss"';

  test('a card that Slack did not confirm changes with the event once pressed, and the outcome is posted in its thread', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskSeconds = 1;
    const channel = channels.security;
    const { eventId } = hec.world.addEvent();
    const first = await slack.post({ user: people.otherMember, channel, text: 'an incident' });
    slack.faults.add({ method: 'chat.postMessage', kind: 'lost_answer', times: 1 });
    await slack.post({ user: people.member, channel, text: `@hec ${eventId}`, threadTs: first.ts });
    await started.quiet();
    const [message] = cardsUnder(slack, first);
    if (message === undefined) throw new Error('no card');
    const card = () => slack.message(channel, message.ts) ?? message;

    await slack.click({ user: responder, message, actionId: dismissIn(message.blocks) });
    await slack.until(() => textOf(card().blocks).includes('is running'));
    await slack.until(() => textOf(card().blocks).includes(dismissed));
    await slack.until(() => slack.thread(channel, first.ts).some(({ blocks }) => textOf(blocks).includes('is done')));
    expect(isCompact(card())).toBe(true);
  });

  test('an unconfirmed card at the top level stays a full card even once it has replies', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { eventId } = hec.world.addEvent();
    const channel = channels.security;
    slack.faults.add({ method: 'chat.postMessage', kind: 'lost_answer', times: 1 });
    await slack.command({ user: people.member, channel, command: '/hec-event', text: eventId });
    const message = await slack.until(() => slack.messages(channel)[0]);
    // Slack says of the first message, too, that it is in the thread.
    await slack.post({ user: people.otherMember, channel, text: 'on it', threadTs: message.ts });
    await started.quiet();
    await slack.click({ user: responder, message, actionId: dismissIn(message.blocks) });
    await slack.until(() => textOf(slack.message(channel, message.ts)?.blocks ?? []).includes(dismissed));
    await slack.until(() => slack.thread(channel, message.ts).length === 3);
    expect(buttonsOf(slack.message(channel, message.ts)?.blocks).map(({ text }) => text.text)).toContain('Details');
  });

  test('a preview that Slack did not confirm changes with the event once pressed', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { eventId } = hec.world.addEvent();
    const url = `https://acme.avanan.net/#/events/${eventId}`;
    slack.faults.add({ method: 'chat.unfurl', kind: 'lost_answer', times: 3 });
    const { channel, ts } = await slack.post({ user: people.member, channel: channels.security, text: url });
    await started.quiet();
    const preview = () => slack.message(channel, ts)?.unfurls[0]?.blocks ?? [];
    await slack.click({ user: responder, unfurl: { channel, ts, url }, actionId: dismissIn(preview()) });
    await slack.until(() => textOf(preview()).includes(dismissed));
    await slack.until(() => slack.thread(channel, ts).length === 2);
  });
});
