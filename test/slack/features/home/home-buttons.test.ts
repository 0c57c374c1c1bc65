import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { below, openHome, published } from '../../../support/home.ts';
import { shownAnywhere, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };
const description = 'Detected a burst of sign-ins from a new country';

function modal({ slack }: Started, user: string, words: string) {
  return slack.until(() => slack.views(user).find(({ content }) => textOf(content.blocks).includes(words)));
}

test('opening the messages tab publishes nothing', async () => {
  const started = await start({ env });
  await started.slack.openHome({ user: people.member, tab: 'messages' });
  await started.quiet();
  expect(published(started)).toEqual([]);
});

test('"Look up an event" in the Home opens the form, and shows the event to the person alone', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  const { eventId } = hec.world.addEvent({ description });
  await openHome(started, people.member);
  const view = await slack.until(() => slack.home(people.member));
  await slack.click({ user: people.member, view, actionId: 'open_lookup' });
  const form = await modal(started, people.member, 'Event id or portal link');
  expect(form.content).toMatchObject({ type: 'modal', submit: { text: 'Look up' } });
  expect(slack.calls.map(({ method }) => method).filter((method) => /views\.(open|push)/.test(method))).toEqual([
    'views.open',
  ]);
  await slack.submitView({ user: people.member, values: { event: eventId } });
  await modal(started, people.member, description);
  await started.quiet();
  expect(shownAnywhere(slack)).toEqual([]);
});

describe('"Details" in the Home', () => {
  async function openDetails(started: Started, user: string, id: string) {
    const { slack } = started;
    const asked = { user, channel: channels.privateWithoutApp, command: '/hec-event', text: id };
    await slack.command(asked);
    await started.quiet();
    await openHome(started, user);
    const view = await slack.until(() => slack.home(user));
    await slack.click({ user, view, actionId: 'event_details' });
    return modal(started, user, '*Event id:*');
  }

  test('"Details" in the Home opens everything that is known about the event', async () => {
    const started = await start({ env });
    const { eventId: id } = started.hec.world.addEvent({ description });
    const { content } = await openDetails(started, people.member, id);
    expect(content).toMatchObject({ title: { text: 'Event details' } });
    expect(textOf(content.blocks)).toContain(description);
    expect(JSON.stringify(content.blocks)).toContain(id);
  });

  test('"Details" in the Home lets a responder act, tells them in a message how it ended, and tells nobody else', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { eventId: id } = hec.world.addEvent({ description });
    const view = await openDetails(started, people.responder, id);
    const before = JSON.stringify(Object.values(channels).map((channel) => slack.messages(channel)));
    await started.quiet();
    await slack.click({ user: people.responder, view, actionId: 'event_action:0' });
    await modal(started, people.responder, 'This app will message you the outcome.');
    const [outcome] = await slack.until(() => {
      const told = slack.messages(appDirectMessage(people.responder));
      return told.length > 0 && told;
    });
    expect(textOf(outcome?.blocks ?? [])).toContain('is done');
    await started.quiet();
    expect(hec.world.appliedActions.map(({ targetId }) => targetId)).toEqual([id]);
    expect(JSON.stringify(Object.values(channels).map((channel) => slack.messages(channel)))).toBe(before);
    expect(slack.messages(appDirectMessage(people.responder))).toHaveLength(1);
    expect(below('Your recent actions', await openHome(started, people.responder))).toContain(description);
  });
});
