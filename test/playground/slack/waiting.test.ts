// How tests wait and look: until a state is reached, until nothing is in flight, and the record of the traffic.
import { expect, test } from 'vitest';
import { masked, type Traffic } from '../../../playground/slack/recording.ts';
import { channels, people } from '../../../playground/slack/server.ts';
import { clientFor } from '../../support/playground/slack-client.ts';
import { startHttpApp, startSlack } from '../../support/playground/tiny-app.ts';

test('a wait ends as soon as what it waits for is there', async () => {
  const slack = await startSlack();
  const waiting = slack.until(() => slack.messages(channels.security).find(({ text }) => text === 'second'));
  await slack.post({ user: people.member, channel: channels.security, text: 'first' });
  await slack.post({ user: people.member, channel: channels.security, text: 'second' });
  expect((await waiting).user).toBe(people.member);
});

test('a wait that times out says what it waited for and what the workspace holds', async () => {
  const slack = await startSlack();
  await slack.post({ user: people.member, channel: channels.security, text: 'something else' });
  const waiting = slack.until(() => slack.messages(channels.incident)[0], { timeoutMs: 10 });
  await expect(waiting).rejects.toThrow(/Not seen within 10 ms: .*channels\.incident[\s\S]*something else/);
});

test('settled() waits for the calls that the app makes after its acknowledgement', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, (app) => {
    app.command('/look', async ({ ack, client, command }) => {
      await ack();
      for (const text of ['one', 'two', 'three']) await client.chat.postMessage({ channel: command.channel_id, text });
    });
  });
  slack.faults.add({ method: 'chat.postMessage', kind: 'slow', ms: 60 });
  await slack.command({ user: people.responder, channel: channels.security, command: '/look' });
  await slack.settled();
  expect(slack.messages(channels.security).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('the traffic is shown without secrets', async () => {
  const slack = await startSlack();
  const shown: Traffic[] = [];
  slack.onTraffic((traffic) => shown.push(traffic));
  await startHttpApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack());
  });
  await slack.command({ user: people.responder, channel: channels.security, command: '/look' });
  await clientFor(slack, slack.installation.appToken).apps.connections.open({});
  expect(shown.map((each) => (each.direction === 'from_app' ? each.method : each.kind))).toEqual([
    'auth.test',
    'command',
    'apps.connections.open',
  ]);
  expect(JSON.stringify(shown)).not.toMatch(/xox|xapp|response\/R|ticket=\w/);
  expect(slack.deliveries[0]?.payload.response_url).toMatch(/response\/R/);
});

test('tokens and response URLs are masked wherever they occur', () => {
  const secrets = {
    token: 'verification-token',
    nested: [{ response_url: 'https://x.example/secret', note: 'Bearer xoxb-1-secret and xapp-1-secret' }],
    link: 'http://127.0.0.1:1/response/R0SECRET',
  };
  expect(masked(secrets)).toEqual({
    token: '•••',
    nested: [{ response_url: '•••', note: 'Bearer ••• and •••' }],
    link: 'http://127.0.0.1:1/response/•••',
  });
});
