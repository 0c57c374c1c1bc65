/** "Share…" on every card: where the event appears, in which thread, and who may share. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { permalink } from '../../../../playground/slack/web-api/chat.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { cardsUnder, eventShownBy, filledIn, isCompact, modalSaying } from '../../../support/modals.ts';
import { privateAnswers, textOf } from '../../../support/read.ts';
import {
  form,
  formWords,
  openForm,
  somebodyWrites,
  target,
  toldDone,
  typedIn,
  user,
  type Written,
} from '../../../support/share.ts';
import { showEvent } from '../../../support/show-event.ts';
import { start } from '../../../support/start.ts';

describe('"Share…"', () => {
  test('"Share…" asks where to and how, and shares the compact card unless the full one is chosen', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId, view } = await openForm(started);
    expect(filledIn(view)).toEqual({ conversation: '', link: '', shape: 'compact', note: '' });
    await slack.submitView({ user, values: { conversation: target } });
    await toldDone(slack, `<#${target}>`);
    expect(slack.messages(target).map((card) => [eventShownBy(card), isCompact(card)])).toEqual([[eventId, true]]);
  });

  test('"Share…" shares the full card if that is chosen', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { conversation: target, shape: 'full' } });
    await toldDone(slack);
    const [card] = slack.messages(target);
    expect(card && [eventShownBy(card), isCompact(card)]).toEqual([eventId, false]);
    expect(textOf(card?.blocks ?? [])).toContain(`Asked for by <@${user}>`);
  });

  test('"Share…" is in the details of a compact card, which come back when the form is closed', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { conversation: target } });
    await toldDone(slack);
    const message = slack.messages(target)[0] ?? { channel: target, ts: '' };
    await slack.click({ user, message, actionId: 'event_details' });
    const details = await modalSaying(slack, user, eventId);
    await slack.click({ user, view: details, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.submitView({ user, values: { conversation: channels.privateWithApp } });
    await toldDone(slack, `<#${channels.privateWithApp}>`, target);
    expect(slack.messages(channels.privateWithApp).map(eventShownBy)).toEqual([eventId]);
    await modalSaying(slack, user, eventId);
  });

  test('"Share…" is on private cards and on link previews', async () => {
    const started = await start();
    const { slack, hec } = started;
    const { eventId } = hec.world.addEvent();
    await slack.command({ user, channel: channels.general, command: '/hec-event', text: eventId });
    const [ephemeral] = await privateAnswers(slack, user, channels.general);
    if (ephemeral === undefined) throw new Error('no private card');
    await slack.click({ user, ephemeral, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.closeView({ user });
    const url = `https://acme.avanan.net/#/events/${eventId}`;
    const { channel, ts } = await slack.post({ user, channel: channels.security, text: url });
    await slack.until(() => slack.message(channel, ts)?.unfurls.length === 1);
    await slack.click({ user, unfurl: { channel, ts, url }, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.submitView({ user, values: { conversation: target } });
    await toldDone(slack);
    expect(slack.messages(target).map(eventShownBy)).toEqual([eventId]);
  });

  test('a share is recorded with the conversation and thread that it went to', async () => {
    const started = await start();
    const { slack, store } = started;
    const message = await somebodyWrites(started);
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { link: permalink(message) } });
    await toldDone(slack);
    const shares = (await recordOf(store.db, eventId, 10)).filter(({ kind }) => kind === 'share');
    const messageTs = cardsUnder(slack, message)[0]?.ts;
    expect(shares).toMatchObject([{ userId: user, channelId: target, threadTs: message.ts, messageTs }]);
  });
});

describe('sharing into a thread', () => {
  test('a share replies to the message that the link names, whether or not its conversation is chosen too', async () => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    const { eventId, message: card } = await openForm(started);
    await slack.submitView({ user, values: { link: `  <${permalink(message)}> ` } });
    await toldDone(slack, `the thread in <#${target}>`);
    await slack.click({ user, message: card, actionId: 'share_event' });
    await modalSaying(slack, user, formWords);
    await slack.submitView({ user, values: { link: permalink(message), conversation: target } });
    await toldDone(slack);
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([eventId, eventId]);
    expect(slack.messages(target)).toHaveLength(3);
  });

  test('a share to the link of a reply goes to the thread that the reply is in', async () => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    const reply = await slack.post({ user, channel: target, text: 'I am', threadTs: message.ts });
    await openForm(started);
    await slack.submitView({ user, values: { link: permalink(reply) } });
    await toldDone(slack);
    expect(cardsUnder(slack, message)).toHaveLength(1);
  });

  test.each([
    [
      'an address in the browser',
      ({ ts }: Written) => `https://app.slack.com/client/T0ACME0000/${target}/p${ts.replace('.', '')}`,
    ],
    [
      'the address of its thread',
      ({ ts }: Written) => `https://app.slack.com/client/T0ACME0000/${target}/thread/${target}-${ts}`,
    ],
    [
      'a link into Slack’s own app',
      ({ ts }: Written) => `see slack://channel?team=T0ACME0000&id=${target}&message=${ts}`,
    ],
  ])('a share goes under the message that %s names', async (_title, linkTo) => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    const { eventId } = await openForm(started);
    await slack.submitView({ user, values: { link: linkTo(message) } });
    await toldDone(slack, `the thread in <#${target}>`);
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([eventId]);
  });

  test.each([
    ['a private channel without the app', channels.privateWithoutApp],
    ['a direct message', channels.directMessage],
    ['another workspace', 'C0FARAWAY0'],
  ])('a share to the link of a message in %s is refused with the reason', async (_title, elsewhere) => {
    const started = await start();
    const { slack } = started;
    await openForm(started);
    const filled = {
      ...form,
      conversation: '',
      link: `https://acme.slack.com/archives/${elsewhere}/p1763900000123456`,
    };
    await slack.submitView({ user, values: typedIn(filled) });
    const view = await modalSaying(slack, user, 'can’t see who is in this conversation');
    expect(filledIn(view)).toEqual(filled);
    expect(slack.messages(elsewhere)).toEqual([]);
  });

  test('a share to a deleted message says so, and keeps the form', async () => {
    const started = await start();
    const { slack } = started;
    const message = await somebodyWrites(started);
    await openForm(started);
    await slack.deleteMessage(message);
    const filled = { ...form, conversation: '', link: permalink(message) };
    await slack.submitView({ user, values: typedIn(filled) });
    const view = await modalSaying(slack, user, 'was deleted');
    expect(filledIn(view)).toEqual(filled);
    expect(slack.messages(target)).toEqual([]);
  });
});

describe('who shares', () => {
  test('a guest who presses "Share…" reads only the refusal', async () => {
    const started = await start();
    const { slack } = started;
    const card = await showEvent(started);
    const guest = people.multiChannelGuest;
    await slack.click({ user: guest, message: card.message, actionId: 'share_event' });
    const { content } = await modalSaying(slack, guest, 'Guests');
    expect(content.submit).toBeUndefined();
    expect(content.blocks.map(({ type }) => type)).toEqual(['section']);
    expect(textOf(content.blocks)).not.toContain(card.eventId);
  });

  test('access is checked again when a share is submitted, and the refusal is recorded', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack, store } = started;
    const { eventId } = await openForm(started);
    slack.workspace.changePerson(user, { kind: 'multi_channel_guest' });
    time += 61_000;
    await slack.submitView({ user, values: form });
    await modalSaying(slack, user, 'Guests');
    expect(slack.messages(target)).toEqual([]);
    const refusals = (await recordOf(store.db, eventId, 10)).filter(({ kind }) => kind === 'refusal');
    expect(refusals).toMatchObject([{ userId: user, channelId: target, reason: 'guest' }]);
  });
});
