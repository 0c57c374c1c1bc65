/** "Show HEC event" in the menu of a message. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { addEvents, addWithEmail, chooseOn, type Posted, say } from '../../../support/message-menu.ts';
import { cardsUnder, choicesOf, eventShownBy, filledIn, isCompact, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { type Started, start, untilCleared } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const channel = channels.security;
const user = people.member;
const portal = 'https://portal.checkpoint.com/dashboard/email&collaboration/CGS1';

async function theCardUnder({ slack }: Started, message: Posted) {
  const [card] = await slack.until(() => {
    const cards = cardsUnder(slack, message);
    return cards.length > 0 && cards;
  });
  return card;
}

describe('"Show HEC event" on a message with one event', () => {
  test('"Show HEC event" shows the compact card in the message’s thread at once, and opens nothing', async () => {
    const started = await start();
    const { slack } = started;
    const message = await say(started, `This one: ${phishing}`);
    await chooseOn(started, message);
    const card = await theCardUnder(started, message);
    await started.quiet();
    expect(card && [eventShownBy(card), isCompact(card)]).toEqual([phishing, true]);
    expect(slack.messages(channel)).toHaveLength(2);
    expect(slack.views(user)).toEqual([]);
    expect(slack.ephemerals(channel, user)).toEqual([]);
    expect(await recordOf(started.store.db, phishing, 10)).toMatchObject([
      { kind: 'lookup', userId: user, channelId: channel, messageTs: message.ts },
    ]);
  });

  test('"Show HEC event" works in a thread, where commands do not, and stays in that thread', async () => {
    const started = await start();
    const { slack } = started;
    const first = await say(started, 'Has anybody seen this?');
    const command = { user, channel, command: '/hec-event', text: phishing, thread: first.ts };
    expect((await slack.command(command)).outcome).toBe('not_sent');
    const reply = await slack.post({ user: people.otherMember, channel, text: phishing, threadTs: first.ts });
    await chooseOn(started, reply);
    await theCardUnder(started, first);
    await started.quiet();
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual([phishing]);
    expect(cardsUnder(slack, reply)).toEqual([]);
  });

  const alerts = [
    ['a section', { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `*Event* \`${phishing}\`` } }] }],
    ['a field of an attachment', { attachments: [{ fallback: 'Alert', fields: [{ title: 'Id', value: phishing }] }] }],
    [
      'the blocks of an attachment',
      { attachments: [{ blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: phishing }] }] }] },
    ],
  ] as const;
  test.each(alerts)('"Show HEC event" finds the id that another app wrote in %s', async (_place, alert) => {
    const started = await start();
    const message = started.slack.postByOtherApp({ user: people.bot, channel, text: 'New alert', ...alert });
    await chooseOn(started, message);
    const card = await theCardUnder(started, message);
    expect(card && eventShownBy(card)).toBe(phishing);
  });

  test('"Show HEC event" follows a portal link in an alert to its newest event', async () => {
    const started = await start();
    const { eventId, entityId } = addWithEmail(started);
    const url = `${portal}?route=${Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64')}`;
    const elements = [{ type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open' }, url }];
    const blocks = [{ type: 'actions', elements }];
    const message = started.slack.postByOtherApp({ user: people.bot, channel, text: 'New alert', blocks });
    await chooseOn(started, message);
    const card = await theCardUnder(started, message);
    expect(card && eventShownBy(card)).toBe(eventId);
  });

  test('"Show HEC event" on our own card shows the same event', async () => {
    const started = await start();
    const { eventId, entityId } = addWithEmail(started);
    const card = await showEvent(started, { eventId, entityId });
    await chooseOn(started, card.message);
    const compact = await theCardUnder(started, card.message);
    if (compact === undefined) throw new Error('no compact card');
    await chooseOn(started, compact);
    await started.slack.until(() => cardsUnder(started.slack, card.message).length === 2);
    await started.quiet();
    expect(cardsUnder(started.slack, card.message).map(eventShownBy)).toEqual([eventId, eventId]);
    expect(started.slack.views(user)).toEqual([]);
  });

  test('"Show HEC event" on a link with our preview shows that event once', async () => {
    const started = await start();
    const { slack } = started;
    const { eventId, entityId } = addWithEmail(started);
    const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
    const message = await say(started, `look: ${portal}?route=${route}`);
    await slack.until(() => slack.message(channel, message.ts)?.unfurls.length === 1);
    await chooseOn(started, message);
    await theCardUnder(started, message);
    await started.quiet();
    expect(cardsUnder(slack, message).map(eventShownBy)).toEqual([eventId]);
    expect(slack.views(user)).toEqual([]);
  });

  test.each<[string, string, Fault | undefined, string]>([
    ['HEC does not know', unknown, undefined, 'No event with this id'],
    ['HEC fails to read', phishing, { kind: 'status', status: 500 }, 'internal error'],
  ])(
    '"Show HEC event" on an event that %s says so privately in the thread, and posts nothing',
    async (_title, id, fault, sentence) => {
      const started = await start();
      const { slack, hec } = started;
      if (fault !== undefined) hec.faults.set({ ...fault, path: '/event/' });
      const first = await say(started, 'an incident');
      const reply = await slack.post({ user: people.otherMember, channel, text: id, threadTs: first.ts });
      await chooseOn(started, reply);
      const [answer] = await privateAnswers(slack, user);
      await started.quiet();
      expect(answer).toMatchObject({ text: expect.stringContaining(sentence), threadTs: first.ts });
      expect(slack.messages(channel)).toHaveLength(2);
    },
  );

  test('"Show HEC event" announces a slow answer privately, and the notice stays', async () => {
    const started = await start({ timeouts: { noticeAfterMs: 20 } });
    const { slack, hec } = started;
    hec.faults.set({ ...untilCleared, path: '/event/' });
    const message = await say(started, phishing);
    await chooseOn(started, message);
    const [notice] = await privateAnswers(slack, user);
    expect(notice?.text).toContain('longer than usual');
    hec.faults.clear();
    await slack.until(() => cardsUnder(slack, message).length === 1);
    await started.quiet();
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
  });

  test.each([
    ['shared with another organisation', channels.sharedPartner, /shared with another organisation/],
    ['without the app', channels.general, /invite/],
    ['a direct message', channels.directMessage, /see who is in/],
  ])(
    '"Show HEC event" in a conversation that is %s shows the event to the person alone, with the reason',
    async (_title, where, reason) => {
      const started = await start();
      const { slack } = started;
      const message = await slack.post({ user: people.member, channel: where, text: phishing });
      await chooseOn(started, message);
      const [answer] = await privateAnswers(slack, user, where);
      await started.quiet();
      expect(JSON.stringify(answer?.blocks ?? [])).toContain(phishing);
      expect(textOf(answer?.blocks ?? [])).toMatch(reason);
      expect(slack.messages(where)).toHaveLength(1);
    },
  );
});

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
