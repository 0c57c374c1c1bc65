import { describe, expect, test } from 'vitest';
import { channels, groups, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start } from '../../../support/start.ts';

const responders = { HEC_RESPONDERS: `${people.responder},${people.otherResponder},${groups.secOncall}` };
const startActing = () => start({ env: responders });

describe('a responder who presses an action', () => {
  test('sees it run, sees the card change, and reads the outcome in the thread', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskSeconds = 1;
    const card = await showEvent(started);
    await card.press('Dismiss');
    await slack.until(() => card.text().includes(`is running, requested by <@${people.responder}>`));
    expect(card.buttons().some(({ action_id: id }) => id.startsWith('event_action'))).toBe(false);
    await slack.until(() => card.text().includes('Dismissed'), { timeoutMs: 8_000 });
    await slack.until(() => card.replies().length === 1);
    expect(textOf(card.replies()[0]?.blocks ?? [])).toMatch(/is done.*The event is now Dismissed/s);
    expect(card.text()).toContain(`Dismissed by <@${people.responder}>`);
    expect(hec.world.appliedActions).toHaveLength(1);
  });

  test('changes every place that shows the event: cards, previews and private cards', async () => {
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
    await privateAnswers(slack, people.otherMember, channels.incident);
    await slack.until(() => slack.message(channels.incident, ts)?.unfurls.length === 1);
    await card.press('Dismiss');
    const dismissed = `Dismissed by <@${people.responder}>`;
    await slack.until(() => card.text().includes(dismissed));
    await slack.until(() => textOf(slack.message(channels.incident, ts)?.unfurls[0]?.blocks ?? []).includes(dismissed));
    await slack.until(() =>
      textOf(slack.ephemerals(channels.incident, people.otherMember)[0]?.blocks ?? []).includes(dismissed),
    );
  });

  test('reads what is true when HEC reports done and nothing changed', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    Object.assign(hec.world, { taskSeconds: 0, outcome: 'nothing' });
    const card = await showEvent(started);
    await card.press('Quarantine');
    const [reply] = await slack.until(() => card.replies().length > 0 && card.replies(), { timeoutMs: 8_000 });
    expect(textOf(reply?.blocks ?? [])).toMatch(/changed nothing.*still New.*Message is not quarantined/s);
  });

  test('reads that it failed when HEC says so', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    Object.assign(hec.world, { taskSeconds: 0, outcome: 'failed' });
    const card = await showEvent(started);
    await card.press('Quarantine');
    const [reply] = await slack.until(() => card.replies().length > 0 && card.replies(), { timeoutMs: 8_000 });
    expect(textOf(reply?.blocks ?? [])).toMatch(/failed/);
  });

  test('is told when somebody was faster, and HEC gets one action', async () => {
    const started = await startActing();
    const { hec } = started;
    const card = await showEvent(started);
    hec.faults.set({ kind: 'slow', ms: 300, path: '/action/' });
    await card.press('Quarantine', people.responder);
    await card.press('Quarantine', people.otherResponder).catch(() => undefined);
    await started.quiet();
    expect(hec.world.tasks.size).toBe(1);
  });

  test('is told that the card was old, and sees it refreshed', async () => {
    const started = await startActing();
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    const old = slack.message(channels.security, card.message.ts);
    slack.faults.add({ method: 'chat.update', kind: 'error', error: 'fatal_error', times: 1 });
    await card.press('Dismiss');
    await slack.until(() => hec.world.tasks.size === 1);
    await card.press('Quarantine', people.otherResponder).catch(() => undefined);
    expect(old).toBeDefined();
    await started.quiet();
    expect(hec.world.tasks.size).toBe(1);
  });
});

describe('a responder who presses an action on a private card in a thread', () => {
  test('reads the outcome in that thread, alone', async () => {
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
});

describe('who may act', () => {
  test.each<[string, string, Record<string, string>, RegExp | undefined]>([
    ['a responder by user id', people.responder, responders, undefined],
    ['a responder by group', people.onCallResponder, responders, undefined],
    ['a member', people.member, responders, /Only responders.*Ask <!subteam/],
    ['a guest', people.multiChannelGuest, responders, /Guests/],
    ['a listed guest', people.multiChannelGuest, { HEC_RESPONDERS: people.multiChannelGuest }, /Guests/],
    ['someone from another organisation', people.stranger, responders, /organisation/],
    ['a bot', people.bot, responders, /Bots/],
    ['anybody where nobody is configured', people.responder, {}, /HEC_RESPONDERS/],
  ])(
    '%s gets the right answer for every action, be it on a card, a preview or in a thread',
    async (_title, user, env, refusal) => {
      const started = await start({ env });
      const { slack, hec } = started;
      hec.world.taskId = 'none';
      slack.workspace.join(channels.incident, user);
      const first = await slack.post({ user: people.member, channel: channels.incident, text: 'an incident' });
      for (const [index, action] of everyAction.entries()) {
        const before = hec.world.tasks.size;
        const { eventId } = hec.world.addEvent({ availableEventActions: [action] });
        await pressIn(everyPlace[index % everyPlace.length] ?? 'card', started, eventId, user, first.ts);
        await started.quiet();
        const record = await recordOf(started.store.db, eventId, 10);
        if (refusal === undefined) {
          expect(hec.world.tasks.size - before).toBe(1);
          expect(record.filter(({ kind, userId }) => kind === 'action' && userId === user)).toHaveLength(1);
        } else {
          expect(hec.world.tasks.size).toBe(before);
          expect(slack.ephemerals(channels.incident, user).at(-1)?.text).toMatch(refusal);
          expect(record.filter(({ kind, userId }) => kind === 'refusal' && userId === user)).toHaveLength(1);
          expect(record.some(({ kind }) => kind === 'action')).toBe(false);
        }
      }
    },
  );
});

/** One of each in the registry that asks for nothing, and one that it does not know. */
const everyAction = [
  { actionName: 'quarantine', actionParameter: {} },
  { actionName: 'restore', actionParameter: {} },
  { actionName: 'dismiss', actionParameter: {} },
  { actionName: 'severityChange', actionParameter: { newSeverity: 'Low' } },
  { actionName: 'sent to admin', actionParameter: { adminEmail: 'admin@customer.example' } },
  { actionName: 'decline_restore_request', actionParameter: {} },
  { actionName: 'something_new', actionParameter: { a: 1 } },
];

/** They take turns: what is pressed and where are asked about apart from each other. */
const everyPlace = ['card', 'preview', 'thread'] as const;

async function pressIn(
  place: (typeof everyPlace)[number],
  { slack }: Started,
  eventId: string,
  user: string,
  threadTs: string,
): Promise<void> {
  const asked = { user: people.member, channel: channels.incident };
  if (place === 'card') {
    await slack.command({ ...asked, command: '/hec-event', text: eventId });
    const isCard = ({ blocks }: { blocks: readonly unknown[] }) => textOf(blocks).includes(eventId);
    const message = await slack.until(() => slack.messages(channels.incident).find(isCard));
    await slack.click({ user, message, actionId: 'event_action:0' });
    return;
  }
  const url = `https://acme.avanan.net/#/events/${eventId}`;
  const { channel, ts } = await slack.post({ ...asked, text: url, ...(place === 'thread' && { threadTs }) });
  await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
  await slack.click({ user, unfurl: { channel, ts, url }, actionId: 'event_action:0' });
}
