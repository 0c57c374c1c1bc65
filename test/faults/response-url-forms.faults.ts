/**
 * The whole story of a command, in both forms of what people report about its address: it refuses to replace and delete
 * (strict), or shows one more message instead (lenient). What the conversation then holds is the same.
 */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { buttonsOf, textOf } from '../support/read.ts';
import { type Started, start, untilCleared } from '../support/start.ts';

const user = people.responder;
const channel = channels.security;
const notice = /^Looking up the event is taking longer than usual/;
const cardOf = (eventId: string) => expect.stringContaining(eventId);
const env = { HEC_RESPONDERS: people.responder };

describe.each(['strict', 'lenient'] as const)('where a command’s address is %s', (form) => {
  async function startStory(settings: Parameters<typeof start>[0] = {}) {
    const started = await start({ env, timeouts: { noticeAfterMs: 20 }, ...settings });
    const { slack, hec } = started;
    slack.responseUrls.withoutOriginal = form;
    const { eventId } = hec.world.addEvent({
      availableEventActions: [{ actionName: 'dismiss', actionParameter: {} }],
    });
    const ask = (text: string) => slack.command({ user, channel, command: '/hec-event', text });
    return { ...started, eventId, ask };
  }

  /** HEC has the event only after the notice. */
  async function slowly({ hec, slack }: Started, ask: () => Promise<unknown>) {
    hec.faults.set({ ...untilCleared, path: '/event/' });
    await ask();
    await slack.until(() => slack.ephemerals(channel, user).some(({ text }) => notice.test(text)));
    hec.faults.clear();
  }

  const quick = { timeouts: { noticeAfterMs: 60_000 } };

  /** Everything that the conversation holds once nothing more comes, and that Slack took every answer. */
  async function held(started: Started) {
    await started.quiet();
    const { slack } = started;
    const answers = slack.calls.filter(({ method }) => method === 'response_url');
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(slack.calls.filter(({ method }) => method === 'chat.postEphemeral')).toEqual([]);
    return {
      everyone: slack.messages(channel).map(({ blocks }) => textOf(blocks)),
      alone: slack.ephemerals(channel, user).map(({ blocks }) => textOf(blocks)),
    };
  }

  test('a command that HEC answers at once leaves the card, and nothing else', async () => {
    const story = await startStory(quick);
    await story.ask(story.eventId);
    expect(await held(story)).toEqual({ everyone: [cardOf(story.eventId)], alone: [] });
  });

  test('a slow command leaves the notice and the card', async () => {
    const story = await startStory();
    await slowly(story, () => story.ask(story.eventId));
    expect(await held(story)).toEqual({
      everyone: [cardOf(story.eventId)],
      alone: [expect.stringMatching(notice)],
    });
  });

  test('a slow private command leaves the notice, and the card below it', async () => {
    const story = await startStory();
    await slowly(story, () => story.ask(`${story.eventId} private`));
    expect(await held(story)).toEqual({
      everyone: [],
      alone: [expect.stringMatching(notice), cardOf(story.eventId)],
    });
  });

  test('a slow command that fails leaves the notice, and what went wrong below it', async () => {
    const story = await startStory();
    await slowly(story, () => story.ask('0'.repeat(32)));
    expect(await held(story)).toEqual({
      everyone: [],
      alone: [expect.stringMatching(notice), expect.stringContaining('No event with this id')],
    });
  });

  test('a slow command whose card Slack refuses leaves the notice, and the card with the reason below it', async () => {
    const story = await startStory();
    story.slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'restricted_action' });
    await slowly(story, () => story.ask(story.eventId));
    expect(await held(story)).toEqual({
      everyone: [],
      alone: [
        expect.stringMatching(notice),
        expect.stringMatching(new RegExp(`${story.eventId}.*Only you can see this`, 's')),
      ],
    });
  });

  test('a slow command whose card Slack took without saying so leaves the card, the notice and the doubt', async () => {
    const story = await startStory();
    story.slack.faults.add({ method: 'chat.postMessage', kind: 'lost_answer' });
    await slowly(story, () => story.ask(story.eventId));
    expect(await held(story)).toEqual({
      everyone: [cardOf(story.eventId)],
      alone: [expect.stringMatching(notice), expect.stringContaining('didn’t confirm')],
    });
  });

  test('a person who may not look is told so once', async () => {
    const story = await startStory({ ...quick, env: { HEC_VIEWERS: people.otherMember } });
    await story.ask(story.eventId);
    expect(await held(story)).toEqual({ everyone: [], alone: [expect.stringContaining('HEC_VIEWERS')] });
  });

  test('somebody else’s action adds nothing below a private card that nobody pressed', async () => {
    const story = await startStory(quick);
    const { slack, hec, eventId } = story;
    hec.world.taskId = 'none';
    await story.ask(`${eventId} private`);
    await slack.command({ user: people.member, channel: channels.incident, command: '/hec-event', text: eventId });
    const card = await slack.until(() => slack.messages(channels.incident)[0]);
    await slack.click({ user, message: card, actionId: 'event_action:0' });
    await slack.until(() => slack.thread(channels.incident, card.ts).length === 2);
    const { everyone, alone } = await held(story);
    expect(everyone).toEqual([]);
    expect(alone).toEqual([cardOf(eventId)]);
    expect(alone[0]).not.toContain('Dismissed by');
  });

  test('a press in a private card changes that card to its end, and one message tells the outcome', async () => {
    const story = await startStory();
    const { slack, hec, eventId } = story;
    hec.world.taskSeconds = 1;
    await slowly(story, () => story.ask(`${eventId} private`));
    const ephemeral = await slack.until(() =>
      slack.ephemerals(channel, user).find(({ blocks }) => textOf(blocks).includes(eventId)),
    );
    const card = () => textOf(slack.ephemerals(channel, user).find(({ ts }) => ts === ephemeral.ts)?.blocks ?? []);
    const dismiss = buttonsOf(ephemeral.blocks).find(({ text }) => text.text === 'Dismiss');
    await slack.click({ user, ephemeral, actionId: dismiss?.action_id ?? '' });
    await slack.until(() => card().includes(`is running, requested by <@${user}>`));
    await slack.until(() => slack.ephemerals(channel, user).length === 3);
    await slack.until(() => card().includes(`Dismissed by <@${user}>`));
    const { everyone, alone } = await held(story);
    expect(everyone).toEqual([]);
    expect(alone).toEqual([
      expect.stringMatching(notice),
      expect.stringMatching(new RegExp(`Dismissed by <@${user}>`)),
      expect.stringMatching(/Dismiss.* is done/),
    ]);
  });
});
