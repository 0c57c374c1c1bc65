// Faults on demand: what the app gets in place of the proper answer, and what Slack did nevertheless.
import { expect, test } from 'vitest';
import type { Fault } from '../../../playground/slack/faults.ts';
import { channels, type SlackSimulator } from '../../../playground/slack/server.ts';
import { startSlack } from '../../support/playground/tiny-app.ts';

async function post(slack: SlackSimulator, signal?: AbortSignal): Promise<string> {
  try {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.installation.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: channels.security, text: 'hello' }),
      signal: signal ?? null,
    });
    const retryAfter = response.headers.get('retry-after');
    const text = await response.text();
    return `${response.status}${retryAfter === null ? '' : ` after ${retryAfter}`} ${text.slice(0, 40)}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

test.each<[Fault, string, number]>([
  [
    { method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 7 },
    '429 after 7 {"ok":false,"error":"ratelimited"}',
    0,
  ],
  [{ method: '*', kind: 'http_error', status: 500 }, '500 Server error', 0],
  [{ method: '*', kind: 'error', error: 'fatal_error' }, '200 {"ok":false,"error":"fatal_error"}', 0],
  [{ method: '*', kind: 'error', error: 'internal_error', when: 'after-taking' }, '200 {"ok":false', 1],
  [{ method: '*', kind: 'answer', status: 200, body: '<html>' }, '200 <html>', 0],
  [{ method: '*', kind: 'answer', status: 200, body: '' }, '200 ', 0],
  [{ method: '*', kind: 'answer', status: 429, headers: { 'retry-after': '-3' }, body: '' }, '429 after -3', 0],
  [{ method: '*', kind: 'compressed', coding: 'gzip' }, '200 {"ok":true', 1],
  [{ method: '*', kind: 'compressed', coding: 'deflate' }, '200 {"ok":true', 1],
  [{ method: '*', kind: 'compressed', coding: 'raw-deflate' }, '200 {"ok":true', 1],
  [{ method: '*', kind: 'compressed', coding: 'br' }, '200 {"ok":true', 1],
  [{ method: '*', kind: 'reset' }, 'TypeError', 0],
  [{ method: '*', kind: 'lost_answer' }, 'TypeError', 1],
  [{ method: '*', kind: 'slow', ms: 5 }, '200 {"ok":true', 1],
  [{ method: 'chat.update', kind: 'reset' }, '200 {"ok":true', 1],
])('the fault %o gives the app %j (messages posted: %i)', async (fault, answer, posted) => {
  const slack = await startSlack();
  slack.faults.add(fault);
  expect(await post(slack)).toContain(answer);
  expect(slack.messages(channels.security)).toHaveLength(posted);
});

test('a hanging request ends when the app gives up, and changes nothing', async () => {
  const slack = await startSlack();
  slack.faults.add({ method: '*', kind: 'hang' });
  const leaving = new AbortController();
  const posted = post(slack, leaving.signal);
  await slack.until(() => slack.calls.length === 1);
  leaving.abort();
  expect(await posted).toBe('AbortError');
  await slack.until(() => slack.calls[0]?.fault === 'hang');
  expect(slack.messages(channels.security)).toEqual([]);
});

test('a fault lasts as many times as it says, or until it is cleared', async () => {
  const slack = await startSlack();
  const statuses = async (count: number): Promise<string[]> => {
    const answers: string[] = [];
    for (let index = 0; index < count; index += 1) answers.push((await post(slack)).slice(0, 3));
    return answers;
  };
  slack.faults.add({ method: '*', kind: 'http_error', status: 503, times: 2 });
  expect(await statuses(3)).toEqual(['503', '503', '200']);
  slack.faults.add({ method: '*', kind: 'http_error', status: 503 });
  expect(await statuses(2)).toEqual(['503', '503']);
  slack.faults.clear();
  expect(await statuses(1)).toEqual(['200']);
  expect(slack.faults.list()).toEqual([]);
});

test('closing the simulator takes effect at once, even while a request hangs', async () => {
  const slack = await startSlack();
  slack.faults.add({ method: '*', kind: 'hang' });
  const hanging = post(slack);
  await slack.until(() => slack.calls.length === 1);
  await slack.close();
  expect(await hanging).toBe('TypeError');
});
