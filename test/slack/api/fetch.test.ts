import { gzipSync } from 'node:zlib';
import { MockAgent } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { SlackFetch, slackLimits } from '../../../src/slack/api/fetch.ts';

const origin = 'https://slack.example';
const limits = { ...slackLimits, tries: 3, longestRetryAfterMs: 5_000, backoffMs: 1 };

/** What Slack answers, one after the other, and how often it was asked. */
function slackThat(...answers: { status: number; retryAfter?: string; body?: string | Buffer; coding?: string }[]) {
  const agent = new MockAgent();
  agent.disableNetConnect();
  onTestFinished(() => agent.close());
  const results: string[] = [];
  for (const { status, retryAfter, body = '{"ok":true}', coding } of answers) {
    const headers = {
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
      ...(coding !== undefined && { 'content-encoding': coding }),
    };
    agent.get(origin).intercept({ path: /.*/, method: 'POST' }).reply(status, body, { headers });
  }
  const { fetch } = new SlackFetch(agent, (_method, result) => results.push(result), limits);
  const call = async (method: string) => (await fetch(`${origin}/api/${method}`, { method: 'POST', body: '' })).status;
  return { call, results };
}

test('a call that is safe to repeat is made again after a 5xx', async () => {
  const { call, results } = slackThat({ status: 502 }, { status: 200 });
  expect(await call('chat.update')).toBe(200);
  expect(results).toEqual(['502', '200']);
});

test('a message is not posted again after a 5xx, because Slack may have taken it', async () => {
  const { call, results } = slackThat({ status: 502 }, { status: 200 });
  expect(await call('chat.postMessage')).toBe(502);
  expect(results).toEqual(['502']);
});

test('no call is made more often than the limit allows', async () => {
  const { call, results } = slackThat({ status: 500 }, { status: 500 }, { status: 500 }, { status: 200 });
  expect(await call('users.info')).toBe(500);
  expect(results).toHaveLength(3);
});

test.each(['0', new Date(0).toUTCString()])(
  'a rate-limited message is posted again once the wait is over: Retry-After %j',
  async (retryAfter) => {
    const { call, results } = slackThat({ status: 429, retryAfter }, { status: 200 });
    expect(await call('chat.postMessage')).toBe(200);
    expect(results).toEqual(['429', '200']);
  },
);

test.each(['6', new Date(8.64e15).toUTCString()])(
  'the app does not wait longer than a person would: Retry-After %j',
  async (retryAfter) => {
    const { call, results } = slackThat({ status: 429, retryAfter }, { status: 200 });
    expect(await call('chat.postMessage')).toBe(429);
    expect(results).toEqual(['429']);
  },
);

test('a rate limit that names no time is waited out for a second', async () => {
  const { call, results } = slackThat({ status: 429 }, { status: 200 });
  expect(await call('chat.postMessage')).toBe(200);
  expect(results).toEqual(['429', '200']);
});

test.each(['ratelimited', 'rate_limited'])('the answer %s with status 200 counts as a rate limit', async (error) => {
  const { call, results } = slackThat({ status: 200, body: `{"ok":false,"error":"${error}"}` }, { status: 200 });
  expect(await call('chat.postMessage')).toBe(200);
  expect(results).toEqual(['429', '200']);
});

test('an answer that quotes a rate limit in a message does not count as one', async () => {
  const body = JSON.stringify({ ok: true, message: { text: '{"error":"ratelimited"}' } });
  const { call, results } = slackThat({ status: 200, body });
  expect(await call('chat.postMessage')).toBe(200);
  expect(results).toEqual(['200']);
});

test.each(['<html>Back soon</html>', '{"ok":tr', '', 'null'])(
  'an answer that no Web API gives is asked for again only where that is safe: %j',
  async (body) => {
    const { call, results } = slackThat({ status: 200, body }, { status: 200 });
    expect(await call('users.info')).toBe(200);
    expect(results).toEqual(['failed', '200']);
    const once = slackThat({ status: 200, body }, { status: 200 });
    await expect(once.call('chat.postMessage')).rejects.toThrow();
    expect(once.results).toEqual(['failed']);
  },
);

test('an answer of more than 8 MB is not read, even if it comes compressed', async () => {
  const huge = `{"ok":true,"text":"${'a'.repeat(9_000_000)}"}`;
  await expect(slackThat({ status: 200, body: huge }).call('chat.postMessage')).rejects.toThrow(/larger/);
  const small = slackThat({ status: 200, body: gzipSync(huge), coding: 'gzip' });
  await expect(small.call('chat.postMessage')).rejects.toThrow(/larger/);
});

test('a private answer is measured as response_url, because its address is a secret', async () => {
  const agent = new MockAgent();
  onTestFinished(() => agent.close());
  agent.get(origin).intercept({ path: /.*/, method: 'POST' }).reply(200, 'ok');
  const names: string[] = [];
  const { fetch } = new SlackFetch(agent, (name) => names.push(name), limits);
  await fetch(`${origin}/commands/T1/123/secret`, { method: 'POST', body: '{}' });
  expect(names).toEqual(['response_url']);
});
