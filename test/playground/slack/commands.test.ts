// Slash commands against a real Bolt app, over HTTP and over Socket Mode.
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { startHttpApp, startSlack, startSocketApp } from '../../support/playground/tiny-app.ts';

test.each([
  ['HTTP', startHttpApp],
  ['Socket Mode', startSocketApp],
])('a command reaches the app over %s, and the app’s post is in the conversation', async (_name, start) => {
  const slack = await startSlack();
  await start(slack, (app) => {
    app.command('/look', async ({ ack, client, command }) => {
      await ack();
      await client.chat.postMessage({ channel: command.channel_id, text: `seen ${command.text}` });
    });
  });

  const answer = await slack.command({
    user: people.responder,
    channel: channels.security,
    command: '/look',
    text: ' @here a & <b> https://x.example/?a=1&b=2 <1$anna@x.example> ',
  });

  expect(answer).toMatchObject({ outcome: 'acknowledged', status: 200, body: '' });
  const message = await slack.until(() => slack.messages(channels.security)[0]);
  expect(message.text).toBe(
    'seen @here a &amp; &lt;b&gt; <https://x.example/?a=1&amp;b=2> &lt;1$<mailto:anna@x.example|anna@x.example>&gt;',
  );
});

test('text in an acknowledgement is shown only to the person who sent the command', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack('on it'));
  });

  await slack.command({ user: people.responder, channel: channels.security, command: '/look' });

  expect(slack.ephemerals(channels.security, people.responder).map(({ text }) => text)).toEqual(['on it']);
  expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
  expect(slack.messages(channels.security)).toEqual([]);
});

test('a command not acknowledged in time fails visibly for the person who sent it', async () => {
  const slack = await startSlack({ ackWithinMs: 50 });
  await startHttpApp(slack, (app) => {
    app.command('/look', async () => {});
  });

  const answer = await slack.command({ user: people.responder, channel: channels.security, command: '/look' });

  expect(answer.outcome).toBe('timed_out');
  expect(slack.ephemerals(channels.security, people.responder)).toMatchObject([
    { by: 'slack', text: '/look failed with the error "operation_timeout"' },
  ]);
});

test('a command that no app takes fails with dispatch_failed', async () => {
  const slack = await startSlack();
  const answer = await slack.command({ user: people.responder, channel: channels.security, command: '/look' });
  expect(answer).toMatchObject({ outcome: 'failed', status: 0 });
  expect(slack.ephemerals(channels.security, people.responder)[0]?.text).toContain('dispatch_failed');
});

test('Slack refuses commands in threads without asking the app', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, () => {});
  const message = await slack.post({ user: people.member, channel: channels.security, text: 'incident' });

  const answer = await slack.command({
    user: people.member,
    channel: channels.security,
    command: '/look',
    thread: message.ts,
  });

  expect(answer.outcome).toBe('not_sent');
  expect(slack.deliveries).toEqual([]);
  expect(slack.ephemerals(channels.security, people.member)[0]?.text).toContain('not supported in threads');
});
