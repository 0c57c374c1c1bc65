// Response URLs: five uses in half an hour, and each answer lands where Slack would put it.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { clientFor } from '../../support/playground/slack-client.ts';
import { movableClock, startHttpApp, startSlack } from '../../support/playground/tiny-app.ts';

const urlIn = (slack: SlackSimulator): string =>
  z.object({ response_url: z.string() }).parse(slack.deliveries.at(-1)?.payload).response_url;

async function answer(url: string, body: object): Promise<{ status: number; body: string }> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.text() };
}

async function afterCommand(slack: SlackSimulator): Promise<string> {
  await startHttpApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack());
    app.action('press', ({ ack }) => ack());
  });
  await slack.command({ user: people.responder, channel: channels.security, command: '/look' });
  return urlIn(slack);
}

const blocks = [
  { type: 'actions', elements: [{ type: 'button', action_id: 'press', text: { type: 'plain_text', text: 'Go' } }] },
];
const seen = (slack: SlackSimulator) => slack.ephemerals(channels.security, people.responder).map(({ text }) => text);

test('a response URL is good for five uses', async () => {
  const slack = await startSlack();
  const url = await afterCommand(slack);
  for (let use = 1; use <= 5; use += 1) expect((await answer(url, { text: `${use}` })).status).toBe(200);
  expect(await answer(url, { text: '6' })).toEqual({ status: 404, body: '{"ok":false,"error":"used_url"}' });
  expect(seen(slack)).toEqual(['1', '2', '3', '4', '5']);
});

test('a response URL expires after thirty minutes', async () => {
  const clock = movableClock();
  const slack = await startSlack({ now: clock.now });
  const url = await afterCommand(slack);
  clock.pass(30 * 60_000);
  expect((await answer(url, { text: 'just in time' })).status).toBe(200);
  clock.pass(1);
  expect(await answer(url, { text: 'late' })).toEqual({ status: 404, body: '{"ok":false,"error":"expired_url"}' });
});

test('through a command’s address nothing can be replaced or deleted: strictly, both are refused', async () => {
  const slack = await startSlack();
  const url = await afterCommand(slack);
  await answer(url, { text: 'working' });
  const refused = { status: 404, body: '{"ok":false,"error":"no_original"}' };
  expect(await answer(url, { text: 'done', replace_original: true })).toEqual(refused);
  expect(await answer(url, { delete_original: true })).toEqual(refused);
  expect(seen(slack)).toEqual(['working']);
});

test('through a command’s address nothing can be replaced or deleted: leniently, a replacement is one more message', async () => {
  const slack = await startSlack();
  slack.responseUrls.withoutOriginal = 'lenient';
  const url = await afterCommand(slack);
  await answer(url, { text: 'working' });
  expect(await answer(url, { text: 'done', replace_original: true })).toEqual({ status: 200, body: 'ok' });
  expect(await answer(url, { delete_original: true })).toEqual({ status: 200, body: 'ok' });
  expect(seen(slack)).toEqual(['working', 'done']);
});

test('a message shortcut’s address replaces and deletes nothing either: the message is a person’s', async () => {
  const slack = await startSlack();
  await afterCommand(slack);
  const { user, channel } = { user: people.responder, channel: channels.security };
  const message = await slack.post({ user: people.member, channel, text: 'alert' });
  await slack.messageShortcut({ user, message, callbackId: 'look' });
  expect(await answer(urlIn(slack), { text: 'changed', replace_original: true })).toMatchObject({ status: 404 });
  expect(await answer(urlIn(slack), { delete_original: true })).toMatchObject({ status: 404 });
  expect(slack.message(channel, message.ts)?.text).toBe('alert');
});

test('every attempt counts as a use of a response URL, also one that fails', async () => {
  const slack = await startSlack();
  const url = await afterCommand(slack);
  await answer(url, { blocks: [{ type: 'banner' }] });
  await answer(url, { delete_original: true });
  slack.faults.add({ method: 'response_url', kind: 'http_error', status: 500, times: 2 });
  for (const text of ['3', '4', '5']) await answer(url, { text });
  expect(await answer(url, { text: '6' })).toMatchObject({ status: 404 });
  expect(seen(slack)).toEqual(['5']);
});

test('an answer may be for everybody, even in a conversation that the app has not joined', async () => {
  const slack = await startSlack();
  await afterCommand(slack);
  await slack.command({ user: people.responder, channel: channels.privateWithoutApp, command: '/look' });
  await answer(urlIn(slack), { text: 'hello all', response_type: 'in_channel' });
  expect(slack.messages(channels.privateWithoutApp).map(({ text }) => text)).toEqual(['hello all']);
});

test('a response URL refuses invalid blocks and empty answers', async () => {
  const slack = await startSlack();
  const url = await afterCommand(slack);
  expect(await answer(url, { blocks: [{ type: 'banner' }] })).toMatchObject({
    status: 400,
    body: expect.stringContaining('invalid_blocks'),
  });
  expect(await answer(url, {})).toMatchObject({ status: 400, body: expect.stringContaining('no_text') });
  expect(await answer(`${slack.origin}/response/R0`, { text: 'x' })).toMatchObject({ status: 404 });
  expect(seen(slack)).toEqual([]);
});

test('after a click on a message, that message is the original to replace or delete', async () => {
  const slack = await startSlack();
  await afterCommand(slack);
  const { ts = '' } = await clientFor(slack).chat.postMessage({ channel: channels.security, text: 'card', blocks });
  const message = { channel: channels.security, ts };
  await slack.click({ user: people.responder, message, actionId: 'press' });
  const url = urlIn(slack);

  await answer(url, { text: 'only you' });
  expect(seen(slack)).toEqual(['only you']);
  await answer(url, { text: 'changed', replace_original: true });
  expect(slack.message(message.channel, ts)).toMatchObject({ text: 'changed', blocks: [] });
  await answer(url, { delete_original: true });
  expect(slack.messages(channels.security)).toEqual([]);
});

test('after a click on a private message, that message is the original to replace', async () => {
  const slack = await startSlack();
  const url = await afterCommand(slack);
  await answer(url, { text: 'card', blocks });
  const [ephemeral] = slack.ephemerals(channels.security, people.responder);
  if (!ephemeral) throw new Error('no private message');
  await slack.click({ user: people.responder, ephemeral, actionId: 'press' });
  await answer(urlIn(slack), { text: 'changed', replace_original: true });
  expect(seen(slack)).toEqual(['changed']);
});

test('an answer to a click in a thread is in the thread only if it says so', async () => {
  const slack = await startSlack();
  await afterCommand(slack);
  const root = await slack.post({ user: people.member, channel: channels.security, text: 'incident' });
  const { ts = '' } = await clientFor(slack).chat.postMessage({
    channel: root.channel,
    thread_ts: root.ts,
    text: 'card',
    blocks,
  });
  await slack.click({ user: people.responder, message: { channel: root.channel, ts }, actionId: 'press' });
  await answer(urlIn(slack), { text: 'noted' });
  await answer(urlIn(slack), { text: 'noted', thread_ts: root.ts });
  expect(slack.ephemerals(root.channel, people.responder).map(({ threadTs }) => threadTs)).toEqual([
    undefined,
    root.ts,
  ]);
});

test('a replaced private message stays in its thread', async () => {
  const slack = await startSlack();
  const url = await afterCommand(slack);
  const root = await slack.post({ user: people.member, channel: channels.security, text: 'incident' });
  await answer(url, { text: 'working', blocks, thread_ts: root.ts });
  const [ephemeral] = slack.ephemerals(channels.security, people.responder);
  if (!ephemeral) throw new Error('no private message');
  await slack.click({ user: people.responder, ephemeral, actionId: 'press' });
  await answer(urlIn(slack), { text: 'done', replace_original: true });
  expect(slack.ephemerals(root.channel, people.responder)).toMatchObject([{ text: 'done', threadTs: root.ts }]);
});
