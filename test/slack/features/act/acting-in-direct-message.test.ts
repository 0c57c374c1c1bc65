/** Cards in people's direct messages with the app: they change, act and tell the outcome like any other. */
import { expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { eventShownBy } from '../../../support/modals.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const user = people.responder;
const channel = appDirectMessage(user);
const env = { HEC_RESPONDERS: `${user},${people.otherResponder}` };

const answersIn = ({ slack }: Started) =>
  slack.messages(channel).filter((message) => message.user === slack.app.botUserId);

/** The card that somebody asked the app for. */
async function askFor(started: Started, text: string, threadTs?: string) {
  await started.slack.post({ user, channel, text, ...(threadTs !== undefined && { threadTs }) });
  await started.quiet();
  const card = answersIn(started).at(-1);
  if (card === undefined) throw new Error('no card');
  return card;
}

async function press({ slack }: Started, by: string, message: { channel: string; ts: string }, label: string) {
  const { blocks = [] } = slack.message(message.channel, message.ts) ?? {};
  const button = buttonsOf(blocks).find(({ text }) => text.text === label);
  await slack.click({ user: by, message, actionId: button?.action_id ?? `no button "${label}"` });
}

test('a button in a direct message acts, its card changes, and the outcome comes below it', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { eventId } = hec.world.addEvent();
  const card = await askFor(started, eventId);
  await press(started, user, card, 'Dismiss');
  await slack.until(() => answersIn(started).length === 2);
  await started.quiet();
  const [changed, outcome] = answersIn(started);
  expect(textOf(changed?.blocks ?? [])).toContain('Dismissed');
  expect(outcome?.threadTs).toBeUndefined();
  for (const part of ['is done', eventId]) expect(textOf(outcome?.blocks ?? [])).toContain(part);
  expect(slack.ephemerals(channel, user)).toEqual([]);
});

test('the outcome of a button in a thread with the app comes in the thread', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { eventId } = hec.world.addEvent();
  const first = await slack.post({ user, channel, text: 'for later' });
  const card = await askFor(started, eventId, first.ts);
  const before = answersIn(started).length;
  await press(started, user, card, 'Dismiss');
  await slack.until(() => answersIn(started).length > before);
  expect(answersIn(started).at(-1)).toMatchObject({ threadTs: first.ts, text: expect.stringContaining('is done') });
});

test('a card in a direct message changes when somebody acts on the event elsewhere', async () => {
  const started = await start({ env: { ...env, HEC_CHANNELS: channels.security } });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { eventId } = hec.world.addEvent();
  const card = await askFor(started, eventId);
  await slack.command({
    user: people.otherResponder,
    channel: channels.security,
    command: '/hec-event',
    text: eventId,
  });
  const [other] = await slack.until(
    () => slack.messages(channels.security).length === 1 && slack.messages(channels.security),
  );
  if (other === undefined) throw new Error('no card');
  await press(started, people.otherResponder, other, 'Dismiss');
  await slack.until(() => textOf(slack.message(channel, card.ts)?.blocks ?? []).includes('Dismissed'));
  await started.quiet();
  expect(answersIn(started).map(eventShownBy)).toEqual([eventId]);
});

test('a card in a direct message stays unchanged once its owner may look no events up', async () => {
  let time = Date.now();
  const started = await start({ env, now: () => time });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { eventId } = hec.world.addEvent();
  const card = await askFor(started, eventId);
  await slack.command({
    user: people.otherResponder,
    channel: channels.security,
    command: '/hec-event',
    text: eventId,
  });
  const [other] = await slack.until(
    () => slack.messages(channels.security).length === 1 && slack.messages(channels.security),
  );
  if (other === undefined) throw new Error('no card');
  slack.workspace.changePerson(user, { kind: 'multi_channel_guest' });
  time += 61_000;
  await press(started, people.otherResponder, other, 'Dismiss');
  await slack.until(() => textOf(slack.message(channels.security, other.ts)?.blocks ?? []).includes('Dismissed'));
  await started.quiet();
  expect(slack.message(channel, card.ts)?.blocks).toEqual(card.blocks);
});
