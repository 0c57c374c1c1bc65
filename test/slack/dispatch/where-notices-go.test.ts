/** A private notice is where the person looks: in the channel, in the thread of a reply, or in the modal. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { buttonsOf, privateAnswers, textOf } from '../../support/read.ts';
import { showEvent } from '../../support/show-event.ts';
import { type Started, start, untilCleared } from '../../support/start.ts';

const env = { HEC_RESPONDERS: `${people.responder},${people.otherResponder}` };
const { security: channel } = channels;
const unknown = '0'.repeat(32);

/** From now on Slack says that the message is in a thread: its own. */
function replyTo({ slack }: Started, { ts }: { ts: string }) {
  return slack.post({ user: people.member, channel, text: 'why?', threadTs: ts });
}

async function noticeTo({ slack }: Started, user: string) {
  const [answer] = await privateAnswers(slack, user);
  return { text: answer?.text, threadTs: answer?.threadTs };
}

describe('after a press on a card in a channel that has replies', () => {
  test('after a press on a card that has replies, a refusal is shown in the channel', async () => {
    const started = await start({ env });
    const card = await showEvent(started);
    await replyTo(started, card.message);
    await card.press('Dismiss', people.member);
    const told = await noticeTo(started, people.member);
    expect(told).toEqual({ text: expect.stringContaining('Only responders'), threadTs: undefined });
  });

  test('after a press on a card that has replies, the notice that it is already being done is shown in the channel', async () => {
    const started = await start({ env });
    const { hec, slack } = started;
    hec.world.taskSeconds = 600;
    const card = await showEvent(started);
    await replyTo(started, card.message);
    await card.press('Dismiss');
    slack.put.message({ ...card.message, ts: '1.000001' });
    await replyTo(started, { ts: '1.000001' });
    await slack.until(() => card.text().includes('is running'));
    await slack.click({
      user: people.otherResponder,
      message: { channel, ts: '1.000001' },
      actionId: 'event_action:0',
    });
    const told = await noticeTo(started, people.otherResponder);
    expect(told).toEqual({ text: expect.stringContaining('already being done'), threadTs: undefined });
  });

  test('after a press on a card that has replies, the notice that it was out of date is shown in the channel, and the outcome in the thread', async () => {
    const started = await start({ env });
    const { hec, slack } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    await replyTo(started, card.message);
    slack.faults.add({ method: 'chat.update', kind: 'error', error: 'fatal_error' });
    await card.press('Dismiss');
    await slack.until(() => card.replies().length === 2);
    await card.press('Quarantine', people.otherResponder);
    const told = await noticeTo(started, people.otherResponder);
    expect(told).toEqual({ text: expect.stringContaining('out of date'), threadTs: undefined });
  });

  test('after a press on a card that has replies, the notice that a modal came too late is shown in the channel', async () => {
    const started = await start({ env });
    const card = await showEvent(started);
    await replyTo(started, card.message);
    started.slack.faults.add({ method: 'views.open', kind: 'error', error: 'expired_trigger_id' });
    await card.press('Details', people.member);
    const told = await noticeTo(started, people.member);
    expect(told).toEqual({ text: expect.stringContaining('Press the button again'), threadTs: undefined });
  });
});

test('after a press on a preview in a message that has replies, a refusal is shown in the channel', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  const url = `https://acme.avanan.net/#/events/${hec.world.addEvent().eventId}`;
  const { ts } = await slack.post({ user: people.otherMember, channel, text: url });
  await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
  await replyTo(started, { ts });
  await slack.click({ user: people.member, unfurl: { channel, ts, url }, actionId: 'event_action:0' });
  const told = await noticeTo(started, people.member);
  expect(told).toEqual({ text: expect.stringContaining('Only responders'), threadTs: undefined });
});

test('after a press on a card in a thread, a refusal is shown in that thread', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  const first = await slack.post({ user: people.otherMember, channel, text: 'an incident' });
  const { eventId } = hec.world.addEvent();
  await slack.post({ user: people.otherMember, channel, text: `@hec ${eventId}`, threadTs: first.ts });
  const message = await slack.until(() => slack.thread(channel, first.ts)[2]);
  const [button] = buttonsOf(message.blocks).filter(({ action_id: id }) => id.startsWith('event_action'));
  await slack.click({ user: people.member, message, actionId: button?.action_id ?? '' });
  const told = await noticeTo(started, people.member);
  expect(told).toEqual({ text: expect.stringContaining('Only responders'), threadTs: first.ts });
});

describe('“Show HEC event”', () => {
  const user = people.member;

  test('“Show HEC event” on a message that has replies answers in the channel, as does the notice that it takes long', async () => {
    const started = await start({ timeouts: { noticeAfterMs: 20 } });
    const { slack, hec } = started;
    const message = await slack.post({ user: people.otherMember, channel, text: `alert: ${unknown}` });
    await replyTo(started, message);
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await slack.messageShortcut({ user, message, callbackId: 'show_event' });
    await privateAnswers(slack, user);
    hec.faults.clear();
    await slack.until(() => slack.ephemerals(channel, user).length === 2);
    expect(slack.ephemerals(channel, user).map(({ threadTs }) => threadTs)).toEqual([undefined, undefined]);
  });

  test('“Show HEC event” on a reply answers in its thread', async () => {
    const started = await start();
    const { slack } = started;
    const first = await slack.post({ user: people.otherMember, channel, text: 'an incident' });
    const text = `alert: ${unknown}`;
    const message = await slack.post({ user: people.otherMember, channel, text, threadTs: first.ts });
    await slack.messageShortcut({ user, message, callbackId: 'show_event' });
    expect(await noticeTo(started, user)).toEqual({
      text: expect.stringContaining('No event'),
      threadTs: first.ts,
    });
  });
});

test('a mention that is edited once it has replies is answered in the channel', async () => {
  const started = await start();
  const { slack } = started;
  const mention = await slack.post({ user: people.member, channel, text: 'what is this?' });
  await replyTo(started, mention);
  await slack.editMessage({ user: people.member, channel, ts: mention.ts, text: `@hec ${unknown}` });
  const told = await noticeTo(started, people.member);
  expect(told).toEqual({ text: expect.stringContaining('No event'), threadTs: undefined });
});

test('after a press in a modal, a refusal is shown in the modal', async () => {
  const started = await start({ env });
  const { slack } = started;
  const card = await showEvent(started);
  await replyTo(started, card.message);
  await card.press('Details', people.member);
  const view = await slack.until(() =>
    slack.views(people.member).find(({ content }) => textOf(content.blocks).includes(card.eventId)),
  );
  await slack.click({ user: people.member, view, actionId: 'event_action:0' });
  await slack.until(() => textOf(slack.views(people.member)[0]?.content.blocks ?? []).includes('Only responders'));
  await started.quiet();
  expect(slack.ephemerals(channel, people.member)).toEqual([]);
});

test('the outcome of a press in a private card is shown where that card is: in the channel', async () => {
  const started = await start({ env: { ...env, HEC_CHANNELS: channels.incident } });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { eventId } = hec.world.addEvent();
  const user = people.responder;
  const message = await slack.post({ user: people.member, channel, text: `alert: ${eventId}` });
  await replyTo(started, message);
  await slack.messageShortcut({ user, message, callbackId: 'show_event' });
  const [ephemeral] = await privateAnswers(slack, user);
  if (ephemeral === undefined) throw new Error('no card');
  const dismiss = buttonsOf(ephemeral.blocks).find(({ text }) => text.text === 'Dismiss');
  await slack.click({ user, ephemeral, actionId: dismiss?.action_id ?? '' });
  const outcome = await slack.until(() =>
    slack.ephemerals(channel, user).find(({ blocks }) => textOf(blocks).includes('is done')),
  );
  expect([ephemeral.threadTs, outcome.threadTs]).toEqual([undefined, undefined]);
});
