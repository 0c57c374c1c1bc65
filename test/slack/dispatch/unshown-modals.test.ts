/** Modals that Slack refuses to fill. None stays at "one moment": it says so itself, or a private message does. */
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../playground/slack/server.ts';
import { modalSaying } from '../../support/modals.ts';
import { buttonsOf, privateAnswers, textOf } from '../../support/read.ts';
import { showEvent } from '../../support/show-event.ts';
import { type Started, start } from '../../support/start.ts';

const user = people.responder;
const env = { HEC_RESPONDERS: user, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };
const sendToAdmin = [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }];
const cannot = /can’t be shown/;
const cannotAndWhere = /can’t be shown.*Reference/s;

const codes = ['invalid_arguments', 'view_too_large', 'unheard_of'];

function refuse({ slack }: Started, error: string, times?: number) {
  slack.faults.add({ method: 'views.update', kind: 'error', error, ...(times !== undefined && { times }) });
}

const shown = ({ slack }: Started) => slack.views(user).map(({ content }) => textOf(content.blocks));
const alone = ({ slack }: Started, channel: string = channels.security) =>
  slack.ephemerals(channel, user).map(({ blocks }) => textOf(blocks));
const direct = ({ slack }: Started) => slack.messages(appDirectMessage(user)).map(({ blocks }) => textOf(blocks));

describe('a modal that Slack refuses to fill', () => {
  test.each(codes)(
    'a modal that Slack refuses to fill once with %s says so with a reference, and nothing more is sent',
    async (error) => {
      const started = await start({ env });
      const card = await showEvent(started, { availableEventActions: sendToAdmin });
      refuse(started, error, 1);
      await card.press('Send to admin');
      await modalSaying(started.slack, user, 'Reference');
      await started.quiet();
      expect(shown(started)).toEqual([expect.stringMatching(cannot)]);
      expect(alone(started)).toEqual([]);
    },
  );

  test.each(codes)(
    'a modal that Slack keeps refusing to fill with %s is explained in a private message',
    async (error) => {
      const started = await start({ env });
      const card = await showEvent(started, { availableEventActions: sendToAdmin });
      refuse(started, error);
      await card.press('Send to admin');
      await privateAnswers(started.slack, user);
      await started.quiet();
      expect(alone(started)).toEqual([expect.stringMatching(cannotAndWhere)]);
    },
  );

  test('a modal that was opened on a reply and can’t be filled is explained in its thread', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    const { eventId } = hec.world.addEvent();
    const channel = channels.security;
    const first = await slack.post({ user, channel, text: 'an incident' });
    await slack.post({ user, channel, text: `@hec ${eventId}`, threadTs: first.ts });
    const message = await slack.until(() => slack.thread(channel, first.ts)[2]);
    refuse(started, 'invalid_arguments');
    await slack.click({ user, message, actionId: 'event_details' });
    const [answer] = await privateAnswers(slack, user);
    expect(answer?.threadTs).toBe(first.ts);
  });

  test('a modal that was opened from the Home and can’t be filled is explained in a message from the app', async () => {
    const started = await start({ env });
    const { slack } = started;
    const { eventId } = await showEvent(started);
    await started.quiet();
    await slack.openHome({ user: people.member });
    const view = await slack.until(() => {
      const home = slack.home(people.member);
      return home !== undefined && textOf(home.content.blocks).includes(eventId) && home;
    });
    refuse(started, 'invalid_arguments');
    await slack.click({ user: people.member, view, actionId: 'event_details' });
    const [told] = await slack.until(() => {
      const messages = slack.messages(appDirectMessage(people.member));
      return messages.length > 0 && messages;
    });
    expect(textOf(told?.blocks ?? [])).toMatch(cannot);
  });

  test('a modal that was opened from another and can’t be filled leaves the other alone, and is explained where its card is', async () => {
    const started = await start({ env });
    const { slack } = started;
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Details');
    const view = await modalSaying(slack, user, card.eventId);
    await started.quiet();
    const [details] = shown(started);
    refuse(started, 'invalid_arguments', 2);
    const button = buttonsOf(view.content.blocks).find(({ text }) => text.text === 'Send to admin');
    await slack.click({ user, view, actionId: button?.action_id ?? '' });
    await privateAnswers(slack, user);
    await started.quiet();
    expect(shown(started)[0]).toBe(details);
    expect(alone(started)).toEqual([expect.stringMatching(cannot)]);
  });

  test('a modal that Slack gave no clear answer to once says so', async () => {
    const started = await start({ env });
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    refuse(started, 'internal_error', 1);
    await card.press('Send to admin');
    await modalSaying(started.slack, user, 'no clear answer from Slack');
    await started.quiet();
    expect(alone(started)).toEqual([]);
  });

  test('a modal that Slack refuses to fill with what is already known is still filled with the whole', async () => {
    const started = await start({ env });
    const card = await showEvent(started);
    refuse(started, 'internal_error', 1);
    await card.press('Details');
    await modalSaying(started.slack, user, card.eventId);
    await started.quiet();
    expect(alone(started)).toEqual([]);
  });

  test('a modal that was closed before it could be filled is not explained, because nobody waits for it', async () => {
    const started = await start({ env });
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    refuse(started, 'not_found');
    await card.press('Send to admin');
    await started.quiet();
    expect([alone(started), direct(started)]).toEqual([[], []]);
  });
});

describe('what became of a submitted modal', () => {
  async function sendFrom(started: Started) {
    const { slack, hec } = started;
    hec.world.taskSeconds = 600;
    const card = await showEvent(started, { availableEventActions: sendToAdmin });
    await card.press('Send to admin');
    await modalSaying(slack, user, 'Admin email');
    return () => slack.submitView({ user, values: { 'input:0': 'admin@customer.example' } });
  }

  test.each([...codes, 'not_found'])(
    'the result of a submitted modal comes in a private message when Slack refuses to show it with %s',
    async (error) => {
      const started = await start({ env });
      const submit = await sendFrom(started);
      refuse(started, error);
      await submit();
      await privateAnswers(started.slack, user);
      await started.quiet();
      expect(alone(started)).toEqual([expect.stringContaining('Sent to HEC')]);
      expect(started.hec.world.tasks.size).toBe(1);
    },
  );

  test('the result of a submitted modal is shown in the modal even if Slack refuses it once', async () => {
    const started = await start({ env });
    const submit = await sendFrom(started);
    refuse(started, 'internal_error', 1);
    await submit();
    await modalSaying(started.slack, user, 'Sent to HEC');
    await started.quiet();
    expect(alone(started)).toEqual([]);
  });

  test('a person learns that their submitted modal failed even if they closed it meanwhile', async () => {
    let time = Date.now();
    const started = await start({ env, now: () => time });
    const submit = await sendFrom(started);
    time += 61_000;
    started.slack.faults.add({ method: 'users.info', kind: 'http_error', status: 500 });
    refuse(started, 'not_found');
    await submit();
    await started.quiet();
    expect(alone(started)).toEqual([expect.stringContaining('nothing was done')]);
    expect(started.hec.world.tasks.size).toBe(0);
  });

  test('a share that Slack did not confirm says so where the person looks when the modal can’t', async () => {
    const started = await start({ env });
    const { slack } = started;
    const card = await showEvent(started);
    await card.press('Share…');
    await modalSaying(slack, user, 'Conversation');
    slack.faults.add({ method: 'chat.postMessage', kind: 'lost_answer', times: 1 });
    refuse(started, 'invalid_arguments');
    await slack.submitView({ user, values: { conversation: channels.incident, shape: 'compact' } });
    const [told] = await privateAnswers(slack, user);
    expect(told?.text).toContain('didn’t confirm');
  });
});
