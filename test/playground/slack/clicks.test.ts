// Clicks in messages: what the app is told, also of choices, links and repeated ids.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { clientFor } from '../../support/playground/slack-client.ts';
import { startHttpApp, startSlack } from '../../support/playground/tiny-app.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (action_id: string, rest: object = {}) => ({
  type: 'button',
  action_id,
  text: plain(action_id),
  ...rest,
});
const options = ['low', 'high'].map((value) => ({ text: plain(value), value }));
const blocks = [
  {
    type: 'actions',
    block_id: 'first',
    elements: [button('go', { value: '1' }), button('open', { url: 'https://x.example/' })],
  },
  {
    type: 'actions',
    block_id: 'second',
    elements: [button('go', { value: '2' }), { type: 'static_select', action_id: 'severity', options }],
  },
  { type: 'section', text: plain('more'), accessory: { type: 'overflow', action_id: 'menu', options } },
];

async function card(slack: SlackSimulator, content: object = { blocks }) {
  await startHttpApp(slack, (app) => {
    app.action(/.*/, ({ ack }) => ack());
  });
  const { ts = '' } = await clientFor(slack).chat.postMessage({ channel: channels.security, text: 'card', ...content });
  return { channel: channels.security, ts };
}

const payloadOf = (slack: SlackSimulator) => slack.deliveries.at(-1)?.payload;

test('a click tells the app who pressed which button on which message, and where', async () => {
  const slack = await startSlack();
  const message = await card(slack);
  const ack = await slack.click({ user: people.stranger, message, actionId: 'go', index: 1 }).catch(String);
  expect(ack).toContain('is not in security');
  slack.workspace.join(message.channel, people.stranger);
  expect(await slack.click({ user: people.stranger, message, actionId: 'go', index: 1 })).toMatchObject({
    outcome: 'acknowledged',
  });
  expect(payloadOf(slack)).toMatchObject({
    type: 'block_actions',
    user: { id: people.stranger, team_id: 'T0PARTNER0' },
    container: { type: 'message', is_ephemeral: false, channel_id: message.channel, message_ts: message.ts },
    channel: { id: message.channel, name: 'security' },
    message: {
      ts: message.ts,
      text: 'card',
      blocks: [{ block_id: 'first' }, { block_id: 'second' }, { block_id: 'b2' }],
    },
    actions: [{ type: 'button', block_id: 'second', action_id: 'go', value: '2' }],
  });
});

test('a click on a link button is reported too', async () => {
  const slack = await startSlack();
  const message = await card(slack);
  await slack.click({ user: people.member, message, actionId: 'open' });
  expect(payloadOf(slack)).toMatchObject({ actions: [{ action_id: 'open', url: 'https://x.example/' }] });
});

test('a choice is in its action, and from then on in the state', async () => {
  const slack = await startSlack();
  const message = await card(slack);
  await slack.click({ user: people.member, message, actionId: 'severity', choice: 'high' });
  expect(payloadOf(slack)).toMatchObject({ actions: [{ selected_option: { value: 'high' } }] });
  await slack.click({ user: people.member, message, actionId: 'go' });
  expect(payloadOf(slack)).toMatchObject({
    state: { values: { second: { severity: { selected_option: { value: 'high' } } } } },
  });
  await slack.click({ user: people.member, message, actionId: 'menu', choice: 'low' });
  expect(payloadOf(slack)).toMatchObject({ actions: [{ type: 'overflow', selected_option: { value: 'low' } }] });
});

test('a button inside a coloured attachment can be clicked', async () => {
  const slack = await startSlack();
  const message = await card(slack, { attachments: [{ color: '#ff0000', blocks }] });
  await slack.click({ user: people.member, message, actionId: 'go' });
  expect(payloadOf(slack)).toMatchObject({
    container: { type: 'message_attachment', is_app_unfurl: false },
    actions: [{ value: '1' }],
  });
});

test('a missing button or message can’t be clicked', async () => {
  const slack = await startSlack();
  const message = await card(slack);
  await expect(slack.click({ user: people.member, message, actionId: 'stop' })).rejects.toThrow(
    'There is no "stop" to click, only: go, open, go, severity, menu',
  );
  await expect(
    slack.click({ user: people.member, message: { ...message, ts: '1.1' }, actionId: 'go' }),
  ).rejects.toThrow('is gone');
});

test('each click comes with its own trigger and response URL', async () => {
  const slack = await startSlack();
  const message = await card(slack);
  await slack.click({ user: people.member, message, actionId: 'go' });
  await slack.click({ user: people.member, message, actionId: 'go' });
  const [first, second] = slack.deliveries.map(({ payload }) =>
    z.object({ trigger_id: z.string(), response_url: z.string() }).parse(payload),
  );
  expect(first?.trigger_id).not.toBe(second?.trigger_id);
  expect(first?.response_url).not.toBe(second?.response_url);
});

test('a message that has replies carries its own ts as its thread: in a click, a shortcut, a preview and an edited mention', async () => {
  const slack = await startSlack();
  const message = await card(slack);
  const { channel, ts } = message;
  const { user } = { user: people.member };
  await slack.click({ user, message, actionId: 'go' });
  expect(payloadOf(slack)).not.toHaveProperty('container.thread_ts');
  await slack.post({ user, channel, text: 'why?', threadTs: ts });
  await slack.click({ user, message, actionId: 'go' });
  expect(payloadOf(slack)).toMatchObject({ container: { thread_ts: ts }, message: { thread_ts: ts } });
  await slack.messageShortcut({ user, message, callbackId: 'look' });
  expect(payloadOf(slack)).toMatchObject({ message: { ts, thread_ts: ts } });

  const mention = await slack.post({ user, channel, text: '@hec one' });
  expect(payloadOf(slack)).not.toHaveProperty('event.thread_ts');
  const reply = await slack.post({ user, channel, text: 'two', threadTs: mention.ts });
  await slack.messageShortcut({ user, message: reply, callbackId: 'look' });
  expect(payloadOf(slack)).toMatchObject({ message: { ts: reply.ts, thread_ts: mention.ts } });
  await slack.editMessage({ user, channel, ts: mention.ts, text: '@hec three' });
  expect(payloadOf(slack)).toMatchObject({ event: { ts: mention.ts, thread_ts: mention.ts } });
});
