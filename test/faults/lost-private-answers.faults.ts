/**
 * Private answers that Slack does not take, or does not confirm. Its address takes five messages, and what may have been
 * shown is not shown again.
 */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FaultKind } from '../../playground/slack/faults.ts';
import { appDirectMessage, channels, people } from '../../playground/slack/server.ts';
import { buttonsOf, privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { impatientWithSlack, type Started, start } from '../support/start.ts';

const user = people.responder;
const env = { HEC_RESPONDERS: `${people.responder},${people.otherResponder}` };
const startFor = ({ kind }: FaultKind) =>
  start({ env, ...(kind === 'hang' && { timeouts: { slack: impatientWithSlack } }) });

const sent = ({ slack }: Started, name: string) => slack.calls.filter(({ method }) => method === name);
const alone = ({ slack }: Started, channel: string = channels.security) =>
  slack.ephemerals(channel, user).map(({ blocks }) => textOf(blocks));
const direct = ({ slack }: Started) => slack.messages(appDirectMessage(user)).map(({ blocks }) => textOf(blocks));

function askForHelp({ slack }: Started, channel: string = channels.security) {
  return slack.command({ user, channel, command: '/hec-event', text: 'help' });
}
const help = expect.stringContaining('/hec-event');

/** The answer is not there, or nobody knows. */
const unconfirmed: [string, FaultKind, number][] = [
  ['takes it but its answer is lost', { kind: 'lost_answer' }, 1],
  ['answers 500', { kind: 'http_error', status: 500 }, 0],
  ['answers 502', { kind: 'http_error', status: 502 }, 0],
  ['breaks the connection', { kind: 'reset' }, 0],
  ['does not answer', { kind: 'hang' }, 0],
];

const refusals: [string, FaultKind][] = [
  ['answers 404', { kind: 'http_error', status: 404 }],
  ['answers 410', { kind: 'http_error', status: 410 }],
  ['answers 200 with expired_url', { kind: 'error', error: 'expired_url' }],
  ['answers 200 with used_url', { kind: 'error', error: 'used_url' }],
  ['limits the rate for 30 seconds', { kind: 'rate_limited', retryAfterSeconds: 30 }],
  ['answers 400', { kind: 'http_error', status: 400 }],
  ['answers 200 with restricted_action', { kind: 'error', error: 'restricted_action' }],
  ['answers 200 with a code that nobody knows yet', { kind: 'error', error: 'unheard_of' }],
];

const given = z.object({ response_url: z.string() });

describe('an answer to a command', () => {
  test.each(unconfirmed)(
    'an answer to a command is sent once, and nowhere else, when Slack %s',
    async (_title, fault, shown) => {
      const started = await startFor(fault);
      started.slack.faults.add({ method: 'response_url', ...fault });
      await askForHelp(started);
      await started.quiet();
      expect(sent(started, 'response_url')).toHaveLength(1);
      expect(alone(started)).toHaveLength(shown);
      expect(direct(started)).toEqual([]);
    },
  );

  test.each(refusals)(
    'an answer to a command is still shown in the conversation when Slack %s',
    async (_title, fault) => {
      const started = await startFor(fault);
      started.slack.faults.add({ method: 'response_url', ...fault });
      await askForHelp(started);
      await started.quiet();
      expect(sent(started, 'response_url')).toHaveLength(1);
      expect(alone(started)).toEqual([help]);
      expect(direct(started)).toEqual([]);
    },
  );

  test('an answer to a command comes as a message from the app when its address takes nothing and the app is not in the channel', async () => {
    const started = await start({ env });
    const { slack } = started;
    slack.faults.add({ method: 'response_url', kind: 'http_error', status: 404 });
    await askForHelp(started, channels.general);
    await started.quiet();
    expect(alone(started, channels.general)).toEqual([]);
    expect(direct(started)).toEqual([help]);
  });

  test('an answer to a command that Slack does not confirm in the conversation either is not sent a third time', async () => {
    const started = await start({ env });
    const { slack } = started;
    slack.faults.add({ method: 'response_url', kind: 'http_error', status: 404 });
    slack.faults.add({ method: 'chat.postEphemeral', kind: 'lost_answer' });
    await askForHelp(started);
    await started.quiet();
    expect(alone(started)).toEqual([help]);
    expect(direct(started)).toEqual([]);
  });

  test('an answer to a command that Slack cannot show becomes an apology with a reference', async () => {
    const started = await start({ env });
    const { slack } = started;
    slack.faults.add({ method: 'response_url', kind: 'http_error', status: 400, times: 1 });
    slack.faults.add({ method: 'chat.postEphemeral', kind: 'error', error: 'invalid_blocks', times: 1 });
    slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', times: 1 });
    await askForHelp(started);
    const [answer] = await privateAnswers(slack, user);
    expect(answer?.text).toMatch(/went wrong on our side.*Reference/);
  });

  test('an answer to a mention that Slack cannot show is told as a mistake of ours, with a reference', async () => {
    const started = await start({ env });
    const { slack } = started;
    slack.faults.add({ method: 'chat.postEphemeral', kind: 'error', error: 'msg_too_long', times: 1 });
    slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'msg_too_long', times: 1 });
    await slack.post({ user, channel: channels.security, text: '@hec help' });
    await started.quiet();
    expect(alone(started)).toEqual([expect.stringMatching(/went wrong on our side.*Reference/s)]);
  });

  test('an answer that Slack takes nowhere leaves one line in the log, without its address', async () => {
    const lines: string[] = [];
    const started = await start({ env, log: (line) => lines.push(line) });
    const { slack } = started;
    slack.faults.add({ method: 'response_url', kind: 'http_error', status: 404 });
    slack.faults.add({ method: 'chat.postEphemeral', kind: 'error', error: 'user_not_in_channel' });
    slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'messages_tab_disabled' });
    await askForHelp(started);
    await started.quiet();
    expect(lines.filter((line) => line.includes('a private answer was lost'))).toHaveLength(1);
    const [address] = slack.deliveries.map(({ payload }) => given.parse(payload).response_url);
    expect(lines.join('\n')).not.toContain(address);
  });
});

describe('an answer to a press', () => {
  test.each(unconfirmed)(
    'an answer to a press is sent once, and nowhere else, when Slack %s',
    async (_title, fault, shown) => {
      const started = await startFor(fault);
      const { slack } = started;
      const card = await showEvent(started);
      slack.faults.add({ method: 'response_url', ...fault });
      await card.press('Dismiss', people.member);
      await started.quiet();
      expect(sent(started, 'response_url')).toHaveLength(1);
      expect(slack.ephemerals(channels.security, people.member)).toHaveLength(shown);
    },
  );

  test.each(refusals)(
    'an answer to a press is still shown where the person looks when Slack %s',
    async (_title, fault) => {
      const started = await startFor(fault);
      const { slack } = started;
      const card = await showEvent(started);
      await slack.post({ user: people.member, channel: channels.security, text: 'why?', threadTs: card.message.ts });
      slack.faults.add({ method: 'response_url', ...fault });
      await card.press('Dismiss', people.member);
      await started.quiet();
      const told = slack.ephemerals(channels.security, people.member);
      expect(told.map(({ text, threadTs }) => ({ text, threadTs }))).toEqual([
        { text: expect.stringContaining('Only responders'), threadTs: undefined },
      ]);
    },
  );
});

describe('a press in a private card', () => {
  /** A private card with a press in it that runs until the test lets HEC finish. */
  async function pressPrivately(started: Started) {
    const { slack, hec } = started;
    hec.world.taskSeconds = 600;
    const { eventId } = hec.world.addEvent({
      availableEventActions: [
        { actionName: 'quarantine', actionParameter: {} },
        { actionName: 'dismiss', actionParameter: {} },
      ],
    });
    await slack.command({ user, channel: channels.security, command: '/hec-event', text: `${eventId} private` });
    const [ephemeral] = await privateAnswers(slack, user);
    if (ephemeral === undefined) throw new Error('no private card');
    const dismiss = buttonsOf(ephemeral.blocks).find(({ text }) => text.text === 'Dismiss');
    await slack.click({ user, ephemeral, actionId: dismiss?.action_id ?? '' });
    await slack.until(() => alone(started)[0]?.includes('is running'));
    return eventId;
  }

  /** HEC's view of the event changes, and so does every message that shows it and can still change. */
  async function change({ hec, store, quiet }: Started, eventId: string, description: string) {
    Object.assign(hec.world.events.get(eventId) ?? {}, { description });
    await store.jobs.send(store.db, 'refresh', { eventId });
    await quiet();
  }

  function finishTasks({ hec }: Started) {
    for (const task of hec.world.tasks.values()) Object.assign(task, { finishes: new Date() });
  }

  test('the outcome of a press in a private card is shown in the card and beside it, however often the event changed meanwhile', async () => {
    const started = await start({ env });
    const { slack } = started;
    const eventId = await pressPrivately(started);
    for (const description of ['first', 'second', 'third', 'fourth', 'fifth']) {
      await change(started, eventId, description);
    }
    finishTasks(started);
    await slack.until(() => alone(started).length === 2);
    await slack.until(() => alone(started)[0]?.includes(`Dismissed by <@${user}>`));
    await change(started, eventId, 'sixth');
    expect(alone(started)).toEqual([
      expect.stringContaining(`Dismissed by <@${user}>`),
      expect.stringMatching(/Dismiss.* is done/),
    ]);
    // The card itself went through the address of the command.
    expect(
      sent(started, 'response_url')
        .slice(1)
        .map(({ status }) => status),
    ).toEqual([200, 200, 200, 200]);
    expect(direct(started)).toEqual([]);
  });

  test('a private card whose outcome was told before it changed shows the end all the same', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const eventId = await pressPrivately(started);
    for (const description of ['first', 'second', 'third']) await change(started, eventId, description);
    // The card waits for the event, and the outcome does not.
    hec.faults.set({ kind: 'status', status: 503, path: '/event/' });
    finishTasks(started);
    await slack.until(() => alone(started).length === 2);
    expect(alone(started)[0]).toContain('is running');
    hec.faults.clear();
    await slack.until(() => alone(started)[0]?.includes(`Dismissed by <@${user}>`));
    // The card's address took no more after that.
    await slack.until(() => direct(started).length === 1);
    expect(direct(started)[0]).toContain('is done after all');
  });

  test.each(unconfirmed)(
    'the outcome of a press in a private card is sent once when Slack %s',
    async (_title, fault, shown) => {
      const started = await startFor(fault);
      const { slack } = started;
      await pressPrivately(started);
      // What changes the card may be sent twice: it changes nothing more.
      slack.faults.add({ method: 'response_url', ...fault });
      finishTasks(started);
      await expect.poll(() => sent(started, 'response_url').filter(isNew).length).toBe(2);
      await started.quiet();
      expect(alone(started).filter((text) => text.includes('is done'))).toHaveLength(shown);
      expect(direct(started)).toEqual([]);
      expect(sent(started, 'response_url').filter(isNew)).toHaveLength(2);
    },
  );

  test.each(refusals.slice(0, 4))(
    'the outcome of a press in a private card comes as a message from the app when Slack %s',
    async (_title, fault) => {
      const started = await startFor(fault);
      const { slack } = started;
      await pressPrivately(started);
      slack.faults.add({ method: 'response_url', ...fault });
      finishTasks(started);
      await slack.until(() => direct(started).length === 1);
      await started.quiet();
      expect(direct(started)).toEqual([expect.stringMatching(/is done/)]);
      expect(alone(started)).toHaveLength(1);
    },
  );
});

const isNew = ({ args }: { args: object }) => !('replace_original' in args && args.replace_original === true);
