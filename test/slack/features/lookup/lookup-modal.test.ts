/** The forms that ask for an event: the global shortcut’s, and the one for a message without an id. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { addEvents, addWithEmail, chooseOn, say } from '../../../support/message-menu.ts';
import { cardsUnder, eventShownBy, filledIn, isCompact, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const channel = channels.security;
const user = people.member;
const formWords = 'Event id or portal link';

describe('"Show HEC event" on a message without an id', () => {
  async function ask(started: Started, where: string = channel) {
    const message = await say(started, 'Has anybody seen this?', where);
    await chooseOn(started, message);
    const view = await modalSaying(started.slack, user, formWords);
    return { message, view };
  }

  test('"Show HEC event" on a message without an id asks for one, and does not ask HEC', async () => {
    const started = await start();
    const { view } = await ask(started);
    expect(filledIn(view)).toEqual({ event: '' });
    expect(textOf(view.content.blocks)).toContain('The event is shown in the message’s thread');
    expect(started.hec.requests).toEqual([]);
  });

  test('the event filled in for a message without an id is shown in its thread', async () => {
    const started = await start();
    const { slack } = started;
    const { message } = await ask(started);
    await slack.submitView({ user, values: { event: ` ${phishing.toUpperCase()}. ` } });
    await modalSaying(slack, user, 'Done: the event is shown in the thread');
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([phishing]);
    expect(cardsUnder(slack, message).every(isCompact)).toBe(true);
  });

  test.each([
    ['nonsense', /neither an event id nor a portal link/],
    [`https://evil.example/${'z'.repeat(32)}`, /neither an event id nor a portal link/],
    [`${phishing} ${unknown}`, /more than one id/],
  ])('a wrong id for a message is explained beside the input, and nothing is lost (%j)', async (typed, sentence) => {
    const started = await start();
    const { slack } = started;
    const { message } = await ask(started);
    await slack.submitView({ user, values: { event: typed } });
    const view = slack.views(user).at(-1);
    expect(view?.errors).toEqual({ event: expect.stringMatching(sentence) });
    expect(view && filledIn(view)).toEqual({ event: typed });
    expect(started.hec.requests).toEqual([]);
    await slack.submitView({ user, values: { event: phishing } });
    await modalSaying(slack, user, 'Done');
    expect(cardsUnder(slack, message)).toHaveLength(1);
  });

  test.each<[string, string, Fault | undefined, string]>([
    ['HEC fails', phishing, { kind: 'status', status: 500 }, 'internal error'],
    ['HEC does not know the id', unknown, undefined, 'No event with this id'],
  ])('the form for a message keeps what was typed and says why when %s', async (_title, typed, fault, sentence) => {
    const started = await start();
    const { slack, hec } = started;
    const { message } = await ask(started);
    if (fault !== undefined) hec.faults.set({ ...fault, path: '/event/' });
    await slack.submitView({ user, values: { event: typed } });
    const view = await modalSaying(slack, user, sentence);
    expect(filledIn(view)).toEqual({ event: typed });
    expect(cardsUnder(slack, message)).toEqual([]);
    hec.faults.clear();
    await slack.submitView({ user, values: { event: addEvents(started, 1)[0] ?? '' } });
    await modalSaying(slack, user, 'Done');
    expect(cardsUnder(slack, message)).toHaveLength(1);
  });

  test('an event that the message’s conversation may not see is shown to the person alone, with the reason', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId, entityId } = addWithEmail(started);
    const { fromEmail } = hec.world.entities.get(entityId)?.entityPayload ?? {};
    const { message } = await ask(started, channels.sharedPartner);
    await slack.submitView({ user, values: { event: eventId } });
    const { content } = await modalSaying(slack, user, String(fromEmail));
    expect(textOf(content.blocks.slice(0, 1))).toMatch(/^Only you can see this: .*shared with another organisation/);
    expect(JSON.stringify(content.blocks)).toContain(eventId);
    expect(buttonsOf(content.blocks).map(({ text }) => text.text)).toContain('Quarantine');
    expect(slack.messages(channels.sharedPartner)).toEqual([message]);
    const record = await recordOf(started.store.db, eventId, 10);
    expect(record).toMatchObject([{ kind: 'lookup', channelId: channels.sharedPartner, userId: user }]);
  });
});

describe('"Look up HEC event"', () => {
  async function open({ slack }: Started, by: string = user) {
    await slack.globalShortcut({ user: by, callbackId: 'look_up_event' });
    return modalSaying(slack, by, formWords);
  }

  test('"Look up HEC event" shows the whole event to the person alone, with everything that can be done', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId, entityId } = addWithEmail(started);
    const { fromEmail } = hec.world.entities.get(entityId)?.entityPayload ?? {};
    await open(started);
    await slack.submitView({ user, values: { event: eventId } });
    const view = await modalSaying(slack, user, String(fromEmail));
    const labels = buttonsOf(view.content.blocks).map(({ text }) => text.text);
    expect(labels).toEqual(expect.arrayContaining(['Quarantine', 'Dismiss', 'Share…']));
    expect(JSON.stringify(view.content.blocks)).toContain(eventId);
    await started.quiet();
    expect(Object.values(channels).flatMap((each) => slack.messages(each))).toEqual([]);
    expect(await recordOf(started.store.db, eventId, 10)).toMatchObject([{ kind: 'lookup', userId: user }]);
  });

  test('"Look up HEC event" shows buttons that act', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { eventId } = hec.world.addEvent();
    await open(started, people.responder);
    await slack.submitView({ user: people.responder, values: { event: eventId } });
    const view = await modalSaying(slack, people.responder, 'couldn’t be read');
    const dismiss = buttonsOf(view.content.blocks).find(({ text }) => text.text === 'Dismiss');
    await slack.click({ user: people.responder, view, actionId: dismiss?.action_id ?? '' });
    await started.quiet();
    expect(hec.world.appliedActions).toMatchObject([{ targetId: eventId, action: 'dismiss' }]);
  });

  test('"Look up HEC event" shows the whole card in a conversation, under the person’s own note', async () => {
    const started = await start();
    const { slack } = started;
    await open(started);
    const note = 'Seen by three people.\nPlease look at the *second* one.';
    await slack.submitView({ user, values: { event: phishing, conversation: channels.incident, note } });
    await modalSaying(slack, user, `Done: the event is shown in <#${channels.incident}>`);
    const [card] = slack.messages(channels.incident);
    expect(slack.messages(channels.incident)).toHaveLength(1);
    expect(card && eventShownBy(card)).toBe(phishing);
    expect(textOf(card?.blocks ?? [])).toContain(`asked for by <@${user}>`);
    expect(textOf(card?.blocks.slice(0, 1) ?? [])).toBe(
      `<@${user}> wrote:\n> Seen by three people.\n> Please look at the ∗second∗ one.`,
    );
    const record = await recordOf(started.store.db, phishing, 10);
    expect(record.map(({ kind }) => kind).toSorted()).toEqual(['lookup', 'share']);
  });

  test.each<[string, string, string]>([
    ['is shared outside', channels.sharedPartner, 'shared with another organisation'],
    ['does not include the app', channels.general, '/invite'],
    ['is private, and the app is not in it', channels.privateWithoutApp, '/invite'],
    ['does not include the person', channels.incident, 'you’re not in this conversation'],
  ])('"Look up HEC event" keeps the form and says why if the conversation %s', async (_title, conversation, reason) => {
    const started = await start();
    const { slack } = started;
    slack.workspace.leave(channels.incident, user);
    await open(started);
    const form = { event: ` ${phishing} `, conversation, note: 'For the night shift\nplease' };
    await slack.submitView({ user, values: form });
    const view = await modalSaying(slack, user, reason);
    expect(filledIn(view)).toEqual(form);
    expect(slack.messages(conversation)).toEqual([]);
    await slack.submitView({ user, values: { conversation: channels.privateWithApp } });
    await modalSaying(slack, user, 'Done');
    expect(textOf(slack.messages(channels.privateWithApp)[0]?.blocks ?? [])).toContain(
      '> For the night shift\n> please',
    );
  });

  test('"Look up HEC event" keeps the form and says why if the conversation is not listed', async () => {
    const started = await start({ env: { HEC_CHANNELS: channels.security } });
    const { slack } = started;
    await open(started);
    const form = { event: phishing, conversation: channels.incident, note: 'For the night shift' };
    await slack.submitView({ user, values: form });
    const view = await modalSaying(slack, user, 'HEC_CHANNELS');
    expect(filledIn(view)).toEqual(form);
    expect(slack.messages(channels.incident)).toEqual([]);
  });

  test('"Look up HEC event" keeps the form and says why when HEC fails', async () => {
    const started = await start();
    const { slack, hec } = started;
    hec.faults.set({ kind: 'status', status: 500, path: '/event/' });
    await open(started);
    const form = { event: phishing, conversation: channels.incident, note: 'For the night shift' };
    await slack.submitView({ user, values: form });
    const view = await modalSaying(slack, user, 'internal error');
    expect(filledIn(view)).toEqual(form);
    expect(slack.messages(channels.incident)).toEqual([]);
  });

  test('"Look up HEC event" explains a wrong id beside the input, and nothing is lost', async () => {
    const started = await start();
    const { slack, hec } = started;
    await open(started);
    const form = { event: 'nonsense', conversation: channels.incident, note: 'For the night shift' };
    await slack.submitView({ user, values: form });
    const view = slack.views(user).at(-1);
    expect(view?.errors).toEqual({ event: expect.stringMatching(/neither an event id nor a portal link/) });
    expect(view && filledIn(view)).toEqual(form);
    expect(hec.requests).toEqual([]);
  });

  test('"Look up HEC event" refuses a note that nobody would read because no conversation is chosen', async () => {
    const started = await start();
    const { slack, hec } = started;
    await open(started);
    await slack.submitView({ user, values: { event: phishing, note: 'For the night shift' } });
    expect(slack.views(user).at(-1)?.errors).toEqual({ note: expect.stringContaining('Only you would see this note') });
    expect(hec.requests).toEqual([]);
    await slack.submitView({ user, values: { event: phishing, note: '' } });
    await modalSaying(slack, user, phishing);
  });

  test('"Look up HEC event" shows a guest only the refusal', async () => {
    const { slack, hec } = await start();
    const guest = people.multiChannelGuest;
    await slack.globalShortcut({ user: guest, callbackId: 'look_up_event' });
    await modalSaying(slack, guest, 'Guests');
    expect(hec.requests).toEqual([]);
  });

  test('access is checked again when "Look up HEC event" is submitted', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, hec } = started;
    await open(started);
    slack.workspace.changePerson(user, { kind: 'multi_channel_guest' });
    time += 61_000;
    await slack.submitView({ user, values: { event: phishing, conversation: channels.incident } });
    await modalSaying(slack, user, 'Guests');
    expect(hec.requests).toEqual([]);
    expect(slack.messages(channels.incident)).toEqual([]);
  });
});
