// What Slack tells the app of its direct messages: with im:history all that happens there, and nothing of any others.
import { expect, test } from 'vitest';
import { app, appDirectMessage, channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { clientFor } from '../../support/playground/slack-client.ts';
import { startSlack } from '../../support/playground/tiny-app.ts';

const user = people.member;
const channel = appDirectMessage(user);
const eventsOf = (slack: SlackSimulator) => slack.deliveries.map(({ payload }) => payload.event);

test('what a person writes, edits and deletes in their direct message with the app reaches it', async () => {
  const slack = await startSlack();
  const first = await slack.post({ user, channel, text: 'hello' });
  const reply = await slack.post({ user, channel, text: 'again', threadTs: first.ts });
  await slack.editMessage({ user, channel, ts: first.ts, text: 'hello there' });
  await slack.deleteMessage(reply);
  const im = { type: 'message', channel, channel_type: 'im' };
  expect(eventsOf(slack)).toMatchObject([
    { ...im, user, text: 'hello', ts: first.ts },
    { ...im, user, text: 'again', ts: reply.ts, thread_ts: first.ts },
    {
      ...im,
      subtype: 'message_changed',
      hidden: true,
      message: { user, text: 'hello there', ts: first.ts, thread_ts: first.ts, edited: { user } },
      previous_message: { user, text: 'hello', ts: first.ts },
    },
    { ...im, subtype: 'message_deleted', hidden: true, deleted_ts: reply.ts, previous_message: { text: 'again' } },
  ]);
});

test('what the app itself posts and changes in a direct message reaches it too, previews included', async () => {
  const slack = await startSlack();
  const { chat } = clientFor(slack);
  const { ts = '' } = await chat.postMessage({ channel: user, text: 'one' });
  await chat.update({ channel, ts, text: 'two' });
  const link = 'https://acme.avanan.net/x';
  const message = await slack.post({ user, channel, text: link });
  const section = { type: 'section', text: { type: 'mrkdwn', text: 'an event' } };
  await chat.unfurl({ channel, ts: message.ts, unfurls: { [link]: { blocks: [section] } } });
  const messages = eventsOf(slack).filter((event) => Object(event).type === 'message');
  expect(messages).toMatchObject([
    { user: app.botUserId, bot_id: app.botId, text: 'one' },
    { subtype: 'message_changed', message: { bot_id: app.botId, text: 'two' }, previous_message: { text: 'one' } },
    { user, text: `<${link}>` },
    {
      subtype: 'message_changed',
      message: { user, text: `<${link}>`, attachments: [{ from_url: link }] },
      previous_message: { user, text: `<${link}>` },
    },
  ]);
});

test('a mention in a direct message with the app reaches it as a message and as a mention', async () => {
  const slack = await startSlack();
  await slack.post({ user, channel, text: '@hec hello' });
  expect(eventsOf(slack)).toMatchObject([{ type: 'message' }, { type: 'app_mention', channel, user }]);
});

test('no message reaches the app from channels and other people’s direct messages, or without the scope', async () => {
  const slack = await startSlack();
  for (const elsewhere of [channels.security, channels.directMessage]) {
    await slack.post({ user, channel: elsewhere, text: 'hello' });
  }
  slack.installation.grantedScopes = slack.installation.grantedScopes.filter((scope) => scope !== 'im:history');
  await slack.post({ user, channel, text: 'hello' });
  expect(slack.deliveries).toEqual([]);
});

test('what stood there before the simulator started reaches nobody', async () => {
  const slack = await startSlack();
  const message = { channel, ts: '1.000001', user, text: 'old', blocks: [], attachments: [], links: [], unfurls: [] };
  slack.put.message(message);
  expect([slack.messages(channel), slack.deliveries]).toEqual([[message], []]);
});

test('a thread’s first message says that it is in the thread when its mention is edited', async () => {
  const slack = await startSlack();
  const first = await slack.post({ user, channel: channels.security, text: '@hec hello' });
  await slack.post({ user, channel: channels.security, text: 'I am on it', threadTs: first.ts });
  await slack.editMessage({ user, channel: channels.security, ts: first.ts, text: '@hec hello there' });
  expect(eventsOf(slack)).toMatchObject([{ type: 'app_mention' }, { type: 'app_mention', thread_ts: first.ts }]);
});
