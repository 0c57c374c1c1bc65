/** What the app does about Slack's limits on how often it calls. */
import { expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { announceJob } from '../../src/jobs/announce-outcome.ts';
import { refreshJob } from '../../src/jobs/refresh-cards.ts';
import { lookingUp } from '../../src/slack/cards/notice.ts';
import { defaultTimeouts } from '../../src/timeouts.ts';
import { startOnBudget } from '../support/budget.ts';
import { privateAnswers } from '../support/read.ts';
import { testTimeouts } from '../support/start.ts';

const ask = { user: people.member, channel: channels.security, command: '/hec-event' };

test('fifteen commands within a second in one channel give fifteen cards, one after the other, and those who wait are told', async () => {
  const started = await startOnBudget(200, { timeouts: { noticeAfterMs: 100 } });
  const { slack, hec } = started;
  const ids = Array.from({ length: 15 }, () => hec.world.addEvent({}).eventId);
  for (const text of ids) await slack.command({ ...ask, text });
  await slack.until(() => slack.messages(channels.security).length === ids.length);
  await started.quiet();
  const shown = slack
    .messages(channels.security)
    .map(({ blocks }) => ids.find((id) => JSON.stringify(blocks).includes(id)));
  // They stand in line in the order in which HEC answered.
  expect(shown.toSorted()).toEqual(ids.toSorted());
  expect(slack.calls.some(({ method, args }) => method === 'response_url' && args.text === lookingUp().text)).toBe(
    true,
  );
});

test('after Slack limits the rate in a channel, nothing is posted there until its time is over, and other channels go on', async () => {
  const budget = { ...testTimeouts.budget, personMs: 3_000 };
  const started = await startOnBudget(50, { timeouts: { budget } });
  const { slack } = started;
  const posts = () => slack.calls.filter(({ method }) => method === 'chat.postMessage').map(({ args }) => args.channel);
  const text = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
  slack.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 30, times: 1 });
  await slack.command({ ...ask, text });
  await privateAnswers(slack, people.member);
  await slack.command({ ...ask, user: people.otherMember, text });
  const [answer] = await privateAnswers(slack, people.otherMember);
  expect(answer?.text).toMatch(/Slack has asked this app to slow down/);
  await slack.command({ ...ask, channel: channels.incident, text });
  await slack.until(() => slack.messages(channels.incident).length === 1);
  expect(posts()).toEqual([channels.security, channels.incident]);
});

test.each(['0', 'Wed, 21 Oct 2015 07:28:00 GMT'])(
  'a rate limit whose time is over when it comes (%s) holds up no later post in its channel',
  async (retryAfter) => {
    const budget = { ...testTimeouts.budget, personMs: 1_000 };
    const started = await startOnBudget(50, { timeouts: { budget } });
    const { slack } = started;
    const limited = { kind: 'answer', status: 429, headers: { 'retry-after': retryAfter }, body: '' } as const;
    slack.faults.add({ method: 'chat.postMessage', ...limited, times: 1 });
    const text = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
    await slack.command({ ...ask, text });
    await slack.until(() => slack.messages(channels.security).length === 1);
    await slack.command({ ...ask, text });
    await started.quiet();
    expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
    expect(slack.messages(channels.security)).toHaveLength(2);
  },
);

test('any minute holds fewer calls of a method than Slack’s fifty, and background work leaves some of each window', () => {
  const { limits, reserve } = defaultTimeouts.budget;
  const { method, background } = limits;
  const windowsInAMinute = Math.ceil(60_000 / method.withinMs) + 1;
  expect(method.calls * windowsInAMinute).toBeLessThanOrEqual(50);
  expect(Math.ceil(method.withinMs / background.withinMs) + reserve).toBeLessThanOrEqual(method.calls);
});

test.each([
  ['an outcome', announceJob],
  ['the card that was pressed', refreshJob],
])('%s is tried for longer than the app keeps still when Slack limits the rate, which is five minutes', (_, job) => {
  // The pauses double, and each lasts up to twice as long.
  const atLeastSeconds = job.retryDelay * (2 ** job.retryLimit - 1);
  expect(job.retryBackoff).toBe(true);
  expect(atLeastSeconds).toBeGreaterThan(300);
});
