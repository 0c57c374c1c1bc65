/** `@HEC <id or portal link>`: the cards that the thread gets. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { mentionInThread } from '../../../support/mention.ts';
import { addEvents } from '../../../support/message-menu.ts';
import { cardsUnder, eventShownBy, isCompact } from '../../../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const channel = channels.security;
const user = people.member;

describe('mentions with an id', () => {
  test('a mention in a thread is answered in that thread with a compact card', async () => {
    const started = await start();
    const { slack } = started;
    const first = await mentionInThread(started, `@hec ${phishing}`);
    const [card] = await slack.until(() => {
      const cards = cardsUnder(slack, first);
      return cards.length > 0 && cards;
    });
    await started.quiet();
    expect(card && [eventShownBy(card), isCompact(card)]).toEqual([phishing, true]);
    expect(slack.thread(channel, first.ts)).toHaveLength(3);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('a mention at the top level is answered in a thread under it', async () => {
    const started = await start();
    const { slack } = started;
    const mention = await slack.post({ user, channel, text: `what about ${phishing}, @hec?` });
    await slack.until(() => cardsUnder(slack, mention).length === 1);
    await started.quiet();
    expect(slack.messages(channel).map(({ ts, threadTs }) => threadTs ?? ts)).toEqual([mention.ts, mention.ts]);
  });

  test('a mention with a portal link shows the event that the link leads to', async () => {
    const started = await start();
    const { slack, hec } = started;
    const entityId = hec.world.events.get(phishing)?.entityId ?? '';
    const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
    const link = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
    const first = await mentionInThread(started, `@hec ${link}`);
    await slack.until(() => cardsUnder(slack, first).length === 1);
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual([phishing]);
  });

  test('a mention is recorded as a lookup, with the thread', async () => {
    const started = await start();
    const first = await mentionInThread(started, `@hec ${phishing}`);
    await started.slack.until(() => cardsUnder(started.slack, first).length === 1);
    expect(await recordOf(started.store.db, phishing, 10)).toMatchObject([
      { kind: 'lookup', userId: user, channelId: channel, threadTs: first.ts },
    ]);
  });

  test('a mention that Slack delivers twice is answered once', async () => {
    const started = await start();
    const { slack } = started;
    const first = await mentionInThread(started, `@hec ${phishing}`);
    await slack.until(() => cardsUnder(slack, first).length === 1);
    await slack.redeliver();
    await started.quiet();
    expect(cardsUnder(slack, first)).toHaveLength(1);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('the card under a mention changes when someone acts on the event', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { eventId } = hec.world.addEvent();
    const first = await mentionInThread(started, `@hec ${eventId}`);
    const card = await slack.until(() => cardsUnder(slack, first)[0]);
    const now = () => slack.message(channel, card.ts) ?? card;
    expect(textOf(now().blocks)).toContain('New');
    const dismiss = buttonsOf(card.blocks).find(({ text }) => text.text === 'Dismiss');
    await slack.click({ user: people.responder, message: card, actionId: dismiss?.action_id ?? '' });
    await slack.until(() => textOf(now().blocks).includes('Dismissed'));
    expect(textOf(now().blocks)).not.toContain('New');
    expect(isCompact(now())).toBe(true);
  });
});

describe('mentions with several ids', () => {
  test('a mention with several ids gets a compact card for each, in their order', async () => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, 3);
    const first = await mentionInThread(started, `@hec ${ids.join(', ')} and again ${ids[0]}`);
    await slack.until(() => cardsUnder(slack, first).length === 3);
    await started.quiet();
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual(ids);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test.each([
    [6, 'One more event wasn’t shown'],
    [7, '2 more events weren’t shown'],
  ])('a mention of %i events gets five cards, and the person is told how many are missing', async (count, sentence) => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, count);
    const first = await mentionInThread(started, `@hec ${ids.join(' ')}`);
    const [told] = await privateAnswers(slack, user);
    await started.quiet();
    expect(told).toMatchObject({ text: expect.stringContaining(sentence), threadTs: first.ts });
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual(ids.slice(0, 5));
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
  });

  test('a mention with one unknown id gets the other cards, and a private sentence for that one', async () => {
    const started = await start();
    const { slack } = started;
    const [one, other] = addEvents(started, 2);
    const first = await mentionInThread(started, `@hec ${one} ${unknown} ${other}`);
    await slack.until(() => cardsUnder(slack, first).length === 2);
    await started.quiet();
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual([one, other]);
    expect(slack.ephemerals(channel, user).map(({ text }) => text)).toEqual([expect.stringContaining('No event')]);
  });
});

describe('edited mentions', () => {
  const edit = ({ slack }: Started, { ts }: { ts: string }, text: string) =>
    slack.editMessage({ user, channel, ts, text });

  test('a mention edited to fix a typo is not answered again', async () => {
    const started = await start();
    const { slack } = started;
    const [one, other] = addEvents(started, 2);
    const mention = await slack.post({ user, channel, text: `@hec pelase show ${one} ${other}` });
    await slack.until(() => cardsUnder(slack, mention).length === 2);
    await started.quiet();
    await edit(started, mention, `@hec please show ${one} ${other}`);
    await started.quiet();
    expect(slack.message(channel, mention.ts)?.text).toContain('please');
    expect(cardsUnder(slack, mention).map(eventShownBy)).toEqual([one, other]);
    expect(slack.ephemerals(channel, user)).toEqual([]);
  });

  test('an edited mention without an id gets no second help', async () => {
    const started = await start();
    const { slack } = started;
    const mention = await slack.post({ user, channel, text: '@hec helo' });
    await privateAnswers(slack, user);
    await started.quiet();
    await edit(started, mention, '@hec hello');
    await started.quiet();
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
  });

  test('a mention edited to correct a wrong id gets the card of the right one', async () => {
    const started = await start();
    const { slack } = started;
    const [one, other] = addEvents(started, 2);
    const first = await slack.post({ user: people.otherMember, channel, text: 'an incident' });
    const mention = await slack.post({ user, channel, text: `@hec ${one} ${unknown}`, threadTs: first.ts });
    await privateAnswers(slack, user);
    await started.quiet();
    await edit(started, mention, `@hec ${one} ${other}`);
    await slack.until(() => cardsUnder(slack, first).length === 2);
    await started.quiet();
    expect(cardsUnder(slack, first).map(eventShownBy)).toEqual([one, other]);
    expect(slack.ephemerals(channel, user)).toHaveLength(1);
  });

  test('an edited mention gets its card even if one stands elsewhere in the channel', async () => {
    const started = await start();
    const { slack } = started;
    const [id] = addEvents(started, 1);
    await slack.command({ user, channel, command: '/hec-event', text: `${id}` });
    await slack.until(() => slack.messages(channel).length === 1);
    const mention = await slack.post({ user, channel, text: `@hec ${unknown}` });
    await privateAnswers(slack, user);
    await started.quiet();
    await edit(started, mention, `@hec ${id}`);
    const [card] = await slack.until(() => cardsUnder(slack, mention).length === 1 && cardsUnder(slack, mention));
    expect(card && eventShownBy(card)).toBe(id);
  });

  test('a mention edited to name many events gets five more cards, and the person is told of the rest', async () => {
    const started = await start();
    const { slack } = started;
    const ids = addEvents(started, 8);
    const mention = await slack.post({ user, channel, text: `@hec ${ids[0]} ${ids[1]}` });
    await slack.until(() => cardsUnder(slack, mention).length === 2);
    await started.quiet();
    await edit(started, mention, `@hec ${ids.join(' ')}`);
    const [told] = await privateAnswers(slack, user);
    await started.quiet();
    expect(told?.text).toContain('One more event wasn’t shown');
    expect(cardsUnder(slack, mention).map(eventShownBy)).toEqual(ids.slice(0, 7));
  });
});
