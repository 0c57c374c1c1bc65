import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const user = people.member;
const channel = channels.security;

function newEvent({ hec }: Started, eventId = randomUUID().replaceAll('-', '')) {
  const word = `quoll${eventId.slice(0, 8)}`;
  hec.world.addEvent({ eventId, description: `${word} asked for a payment`, availableEventActions: [] });
  return { eventId, word };
}

function failing({ hec }: Started): void {
  hec.faults.set({ kind: 'status', status: 500, path: '/event/' });
}

/** What only the person sees, in the channel. */
const told = ({ slack }: Started, where: string = channel) =>
  slack.ephemerals(where, user).filter(({ by }) => by === 'app');
const posted = ({ slack }: Started, word: string, where: string = channel) =>
  slack
    .messages(where)
    .filter((message) => message.user === slack.app.botUserId && textOf(message.blocks).includes(word));

async function ask(started: Started, text: string, where: string = channel) {
  await started.slack.command({ user, channel: where, command: '/hec-event', text });
  await started.quiet();
}

async function tryAgain(started: Started, where: string = channel) {
  const [ephemeral] = told(started, where);
  if (ephemeral === undefined) throw new Error('nobody was told of a failure');
  await started.slack.click({ user, ephemeral, actionId: 'retry_lookup' });
  await started.quiet();
}

describe('a lookup that failed', () => {
  test('a failed lookup names what was asked, and one press tries it again for everybody in the channel', async () => {
    const started = await start();
    const { eventId, word } = newEvent(started);
    failing(started);
    await ask(started, eventId);
    const [failure] = told(started);
    expect(failure?.text).toContain(`You asked for \`${eventId}\`.`);
    expect(textOf(failure?.blocks ?? [])).toContain(`You asked for \`${eventId}\`.`);
    expect(buttonsOf(failure?.blocks).map(({ text }) => text.text)).toEqual(['Try again']);
    started.hec.faults.clear();
    await tryAgain(started);
    expect(posted(started, word)).toHaveLength(1);
    expect(told(started).map(({ blocks }) => textOf(blocks))).toEqual(['The event is shown now.']);
    expect(await recordOf(started.store.db, eventId, 10)).toMatchObject([{ kind: 'lookup', userId: user }]);
  });

  test('two quick presses show the event once', async () => {
    const started = await start();
    const { eventId, word } = newEvent(started);
    failing(started);
    await ask(started, eventId);
    started.hec.faults.clear();
    await Promise.all([tryAgain(started), tryAgain(started)]);
    expect(posted(started, word)).toHaveLength(1);
    expect(told(started).map(({ blocks }) => textOf(blocks))).toEqual(['The event is shown now.']);
  });

  test('a lookup that fails again says so in the same place, and can be tried once more', async () => {
    const started = await start();
    const { eventId } = newEvent(started);
    failing(started);
    await ask(started, eventId);
    started.hec.faults.clear();
    started.hec.faults.set({ kind: 'status', status: 429, retryAfter: '60', path: '/event/' });
    await tryAgain(started);
    expect(told(started)).toHaveLength(1);
    expect(told(started)[0]?.text).toMatch(/too many requests/);
    expect(buttonsOf(told(started)[0]?.blocks).map(({ text }) => text.text)).toEqual(['Try again']);
  });

  test('a private lookup that is tried again stays private', async () => {
    const started = await start();
    const { eventId, word } = newEvent(started);
    failing(started);
    await ask(started, `${eventId} private`);
    started.hec.faults.clear();
    await tryAgain(started);
    expect(posted(started, word)).toEqual([]);
    expect(textOf(told(started)[0]?.blocks ?? [])).toContain(word);
  });

  test('an event that HEC did not have yet is found by trying again at once', async () => {
    const started = await start();
    const eventId = randomUUID().replaceAll('-', '');
    await ask(started, eventId);
    expect(told(started)[0]?.text).toMatch(/No event with this id/);
    const { word } = newEvent(started, eventId);
    await tryAgain(started);
    expect(posted(started, word)).toHaveLength(1);
  });

  test('a mention that is tried again is answered in its thread', async () => {
    const started = await start();
    const { eventId, word } = newEvent(started);
    failing(started);
    const { ts } = await started.slack.post({ user, channel, text: `@hec ${eventId}` });
    await started.quiet();
    started.hec.faults.clear();
    await tryAgain(started);
    expect(started.slack.thread(channel, ts).map(({ blocks }) => textOf(blocks).includes(word))).toEqual([false, true]);
  });

  test('the menu of a message that is tried again is answered in the message’s thread', async () => {
    const started = await start();
    const { eventId, word } = newEvent(started);
    const message = await started.slack.post({ user: people.otherMember, channel, text: `alert: ${eventId}` });
    failing(started);
    await started.slack.messageShortcut({ user, message, callbackId: 'show_event' });
    await started.quiet();
    started.hec.faults.clear();
    await tryAgain(started);
    const replies = started.slack.thread(channel, message.ts).map(({ blocks }) => textOf(blocks));
    expect(replies.filter((text) => text.includes(word))).toHaveLength(1);
  });

  test('in a direct message, the card takes the place of the failure', async () => {
    const started = await start();
    const { slack, hec } = started;
    const direct = appDirectMessage(user);
    const { eventId, word } = newEvent(started);
    failing(started);
    await slack.post({ user, channel: direct, text: eventId });
    await started.quiet();
    const failure = slack.messages(direct).at(-1);
    if (failure === undefined) throw new Error('nobody was told of a failure');
    expect(textOf(failure.blocks)).toContain(`You asked for \`${eventId}\`.`);
    hec.faults.clear();
    await slack.click({ user, message: failure, actionId: 'retry_lookup' });
    await started.quiet();
    expect(textOf(slack.message(direct, failure.ts)?.blocks ?? [])).toContain(word);
  });

  test('who presses is asked again: a guest from now on sees nothing', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { eventId, word } = newEvent(started);
    failing(started);
    await ask(started, eventId);
    started.hec.faults.clear();
    started.slack.workspace.changePerson(user, { kind: 'single_channel_guest' });
    time += 61_000;
    await tryAgain(started);
    expect(posted(started, word)).toEqual([]);
    expect(told(started).some(({ text }) => /Guests/.test(text))).toBe(true);
    expect(
      told(started)
        .map(({ blocks }) => textOf(blocks))
        .join(),
    ).not.toContain(word);
  });

  test('who would see it is asked again: a channel that is shared by now gets nothing', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const { eventId, word } = newEvent(started);
    failing(started);
    await ask(started, eventId);
    started.hec.faults.clear();
    started.slack.workspace.changeConversation(channel, { sharing: 'external' });
    time += 61_000;
    await tryAgain(started);
    expect(posted(started, word)).toEqual([]);
    expect(textOf(told(started)[0]?.blocks ?? [])).toMatch(
      new RegExp(`shared with another organisation.*${word}|${word}.*shared with another`, 's'),
    );
  });
});
