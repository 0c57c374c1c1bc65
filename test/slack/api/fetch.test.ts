import { MockAgent } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSlackFetch } from '../../../src/slack/api/fetch.ts';

const limits = { tryMs: 5_000, tries: 2, longestRetryAfterMs: 5_000, backoffMs: 1 };

let agent: MockAgent;
beforeEach(() => {
  agent = new MockAgent();
  agent.disableNetConnect();
});
afterEach(() => agent.close());

/** Slack limits the rate once, and answers from then on. */
function callAfter(retryAfter: string): Promise<{ status: number }> {
  const slack = agent.get('https://slack.com');
  const request = { path: '/api/auth.test', method: 'POST' };
  slack.intercept(request).reply(429, '', { headers: { 'retry-after': retryAfter } });
  slack.intercept(request).reply(200, '{"ok":true}');
  return createSlackFetch(agent, () => {}, limits)('https://slack.com/api/auth.test', { method: 'POST' });
}

test.each([
  ['a number of seconds that is short', '0', 200],
  ['a date that has come', new Date(0).toUTCString(), 200],
  ['a number of seconds that is long', '60', 429],
  ['a date that is far', new Date(Date.now() + 3_600_000).toUTCString(), 429],
])("a rate limit of Slack's with %s: %s, then %i", async (_name, retryAfter, status) => {
  expect(await callAfter(retryAfter)).toMatchObject({ status });
});
