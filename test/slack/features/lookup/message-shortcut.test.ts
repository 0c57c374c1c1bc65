/** "Show HEC event" in the menu of a message. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../playground/hec/server.ts';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { addWithEmail, chooseOn, type Posted, say } from '../../../support/message-menu.ts';
import { cardsUnder, eventShownBy, isCompact } from '../../../support/modals.ts';
import { privateAnswers, textOf } from '../../../support/read.ts';
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
