// Slack's limits on how often a method is called.
import { expect, test } from 'vitest';
import { channels, people } from '../../../playground/slack/server.ts';
import { startSlack } from '../../support/playground/tiny-app.ts';

async function strictSlack() {
  let time = Date.parse('2026-03-01T10:00:00Z');
  const slack = await startSlack({ now: () => new Date(time) });
  slack.rateLimits.enforce();
  const call = async (method: string, args: object) => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.installation.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const retryAfter = response.headers.get('retry-after');
    return retryAfter === null ? response.status : `${response.status} after ${retryAfter}`;
  };
  const pass = (ms: number) => {
    time += ms;
  };
  return { slack, call, pass };
}

test('after a burst of two, a channel takes one message a second, and other channels are not held up', async () => {
  const { slack, call, pass } = await strictSlack();
  const post = (channel: string) => call('chat.postMessage', { channel, text: 'hello' });
  expect([await post(channels.security), await post(channels.security)]).toEqual([200, 200]);
  expect([await post(channels.security), await post(channels.general)]).toEqual(['429 after 2', 200]);
  pass(2_000);
  expect(await post(channels.security)).toBe(200);
  expect(slack.messages(channels.security)).toHaveLength(3);
});

test.each([
  ['conversations.info', { channel: channels.security }, 50],
  ['users.conversations', {}, 50],
  ['views.publish', { user_id: people.member, view: { type: 'home', blocks: [] } }, 100],
])('%s is taken as often as its tier says within any minute, in the whole workspace', async (method, args, most) => {
  const { call, pass } = await strictSlack();
  for (let count = 0; count < most; count++) {
    expect(await call(method, args)).toBe(200);
    pass(100);
  }
  expect(await call(method, args)).toBe(`429 after ${60 - most / 10}`);
  pass(60_000 - most * 100);
  expect(await call(method, args)).toBe(200);
  expect(await call(method, args)).toBe('429 after 1');
});
