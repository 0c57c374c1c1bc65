/** "Show HEC event" in the menu of a message with several ids: the choice, and what is chosen. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { addEvents, addWithEmail, chooseOn, say } from '../../../support/message-menu.ts';
import { cardsUnder, choicesOf, eventShownBy, filledIn, isCompact, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { start, untilCleared } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const channel = channels.security;
const user = people.member;

describe('"Show HEC event" on a message with several ids', () => {
  test('"Show HEC event" offers each event of a message, and shows the ticked ones in the thread, in order', async () => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, 4);
    const message = await say(started, ids.join('\n'));
    await chooseOn(started, message);
    const view = await modalSaying(slack, user, 'Events in this message');
    expect(choicesOf(view).map(({ value }) => value)).toEqual(ids);
    expect(choicesOf(view)[1]?.text.text).toContain('Phishing · New');
    expect(textOf(view.content.blocks)).toContain('Phish 1');
    expect(cardsUnder(slack, message)).toEqual([]);
    const ticked = ids.filter((_id, index) => index !== 1);
    await slack.submitView({ user, values: { events: ticked } });
    await modalSaying(slack, user, 'are shown in the thread');
    const cards = cardsUnder(slack, message);
    expect(cards.map(eventShownBy)).toEqual(ticked);
    expect(cards.every(isCompact)).toBe(true);
  });

  test('"Show HEC event" offers an event once, though the message holds both its id and its email’s', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId, entityId } = addWithEmail(started);
    const [other = ''] = addEvents(started, 1);
    const message = await say(started, `email ${entityId}, event ${eventId}, and ${other}`);
    await chooseOn(started, message);
    const view = await modalSaying(slack, user, 'Events in this message');
    expect(choicesOf(view).map(({ value }) => value)).toEqual([eventId, other]);
    expect(textOf(view.content.blocks)).not.toContain('no event');
  });

  test.each([
    [1, 'One more id isn’t an event'],
    [3, '3 more ids aren’t events'],
  ])('"Show HEC event" says how many ids are not events (%i)', async (count, sentence) => {
    const started = await start();
    const ids = addEvents(started, 2);
    const noEvents = Array.from({ length: count }, (_, index) => String(index).repeat(32));
    await chooseOn(started, await say(started, [...noEvents, ...ids].join(' ')));
    const view = await modalSaying(started.slack, user, sentence);
    expect(choicesOf(view).map(({ value }) => value)).toEqual(ids);
  });

  test.each([
    [11, 'One more id wasn’t looked up'],
    [13, '3 more ids weren’t looked up'],
  ])('"Show HEC event" offers the first ten of %i events, and says how many it leaves out', async (count, sentence) => {
    const started = await start();
    const ids = addEvents(started, count);
    await chooseOn(started, await say(started, ids.join(' ')));
    const view = await modalSaying(started.slack, user, sentence);
    expect(choicesOf(view).map(({ value }) => value)).toEqual(ids.slice(0, 10));
    expect(textOf(view.content.blocks)).not.toContain('no event');
  });

  test('"Show HEC event" says how many ids it leaves out even if none of the first ten is an event', async () => {
    const started = await start();
    const noEvents = Array.from({ length: 12 }, (_, index) => index.toString(16).repeat(32));
    await chooseOn(started, await say(started, noEvents.join(' ')));
    const view = await modalSaying(started.slack, user, 'No event with this id');
    expect(textOf(view.content.blocks)).toContain('2 more ids weren’t looked up');
  });

  test('"Show HEC event" does not wait long for an id on which HEC hangs, and preselects the only event it found', async () => {
    const started = await start({ timeouts: { noticeAfterMs: 100 } });
    const { slack, hec } = started;
    const [event = ''] = addEvents(started, 1);
    const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
    hec.faults.set({ kind: 'hang', path: `/event/${md5}` });
    const message = await say(started, `event ${event}, MD5 ${md5}`);
    await chooseOn(started, message);
    const view = await modalSaying(slack, user, 'One more id isn’t an event or couldn’t be read in time');
    expect(choicesOf(view).map(({ value }) => value)).toEqual([event]);
    await slack.submitView({ user });
    await modalSaying(slack, user, 'One event is shown');
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([event]);
  });

  test('"Show HEC event" keeps waiting for HEC until it has found an event', async () => {
    const started = await start({ timeouts: { noticeAfterMs: 500 } });
    const { slack, hec } = started;
    const ids = addEvents(started, 2);
    hec.faults.set({ kind: 'slow', ms: 700, path: '/event/' });
    await chooseOn(started, await say(started, ids.join(' ')));
    const view = await modalSaying(slack, user, 'Events in this message');
    expect(choicesOf(view).map(({ value }) => value)).toEqual(ids);
  });

  test('"Show HEC event" asks for an event, with the reason, when none of the ids is one', async () => {
    const started = await start();
    const { slack } = started;
    await chooseOn(started, await say(started, `${unknown} ${'1'.repeat(32)}`));
    const view = await modalSaying(slack, user, 'No event with this id');
    expect(filledIn(view)).toEqual({ event: '' });
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('the choice of events opens at once, and fills in when HEC has answered', async () => {
    const started = await start();
    const { slack, hec } = started;
    const ids = addEvents(started, 2);
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await chooseOn(started, await say(started, ids.join(' ')));
    await modalSaying(slack, user, 'Reading the events');
    hec.faults.clear();
    await modalSaying(slack, user, 'Events in this message');
  });

  test('a ticked event that Slack does not confirm is reported, and nothing is posted twice', async () => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, 2);
    const message = await say(started, ids.join(' '));
    await chooseOn(started, message);
    await modalSaying(slack, user, 'Events in this message');
    slack.faults.add({ method: 'chat.postMessage', kind: 'lost_answer', times: 1 });
    await slack.submitView({ user, values: { events: ids } });
    await slack.until(() => cardsUnder(slack, message).length === 2);
    await started.quiet();
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual(ids);
    expect(textOf(slack.views(user).at(-1)?.content.blocks ?? [])).toContain('didn’t confirm');
  });

  test('ticked events are not shown, and the person reads why, if the conversation was shared outside meanwhile', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { slack } = started;
    const ids = addEvents(started, 2);
    const message = await say(started, ids.join(' '));
    await chooseOn(started, message);
    await modalSaying(slack, user, 'Events in this message');
    slack.workspace.changeConversation(channel, { sharing: 'external' });
    time += 61_000;
    await slack.submitView({ user, values: { events: ids } });
    await modalSaying(slack, user, 'shared with another organisation');
    await started.quiet();
    expect(slack.messages(channel)).toHaveLength(1);
  });

  test.each([
    ['is shared outside', channels.sharedPartner, 'shared with another organisation'],
    ['does not include the app', channels.general, '/invite'],
  ])(
    'a ticked event is shown to the person alone, with the reason, if the conversation %s',
    async (_title, where, reason) => {
      const started = await start();
      const { slack } = started;
      const ids = addEvents(started, 2);
      await chooseOn(started, await slack.post({ user, channel: where, text: ids.join(' ') }));
      await modalSaying(slack, user, 'Events in this message');
      await slack.submitView({ user, values: { events: ids.slice(1) } });
      const view = await modalSaying(slack, user, `*Event id:* \`${ids[1]}\``);
      await started.quiet();
      expect(textOf(view.content.blocks.slice(0, 1))).toMatch(/^Only you can see this: /);
      expect(textOf(view.content.blocks)).toContain(reason);
      expect(buttonsOf(view.content.blocks).map(({ text }) => text.text)).toContain('Dismiss');
      expect(slack.messages(where)).toHaveLength(1);
    },
  );

  test('the person alone is offered the details of each ticked event if none may be shown', async () => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, 2);
    await chooseOn(started, await slack.post({ user, channel: channels.sharedPartner, text: ids.join(' ') }));
    await modalSaying(slack, user, 'Events in this message');
    await slack.submitView({ user, values: { events: ids } });
    const view = await modalSaying(slack, user, 'shared with another organisation');
    expect(textOf(view.content.blocks)).toContain('Only you can see these');
    expect(textOf(view.content.blocks)).toMatch(/Phish 0[\s\S]*Phish 1/);
    const details = buttonsOf(view.content.blocks).filter(({ action_id: id }) => id === 'event_details');
    expect(details.map(({ value }) => value)).toEqual(ids.map((eventId) => JSON.stringify({ eventId })));
    await slack.click({ user, view, actionId: 'event_details' });
    await modalSaying(slack, user, `*Event id:* \`${ids[0]}\``);
    await started.quiet();
    expect(slack.messages(channels.sharedPartner)).toHaveLength(1);
  });
});

test.each([
  ['one id', phishing],
  ['several ids', `${phishing} ${unknown}`],
  ['no id', 'nothing'],
])(
  'a guest who uses "Show HEC event" on a message with %s reads only the refusal, and HEC is not asked',
  async (_title, text) => {
    const started = await start();
    const { slack, hec } = started;
    const guest = people.singleChannelGuest;
    await chooseOn(started, await say(started, text), guest);
    const told = () => [
      ...slack.ephemerals(channel, guest).map(({ blocks }) => textOf(blocks)),
      ...slack.views(guest).map(({ content }) => textOf(content.blocks)),
    ];
    await slack.until(() => told().some((words) => words.includes('Guests')));
    await started.quiet();
    expect(told()).toEqual([expect.stringContaining('Guests')]);
    expect(hec.requests).toEqual([]);
    expect(slack.messages(channel)).toHaveLength(1);
  },
);
