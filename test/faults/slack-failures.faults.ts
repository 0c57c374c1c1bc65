import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../playground/slack/faults.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { privateAnswers } from '../support/read.ts';
import { impatientWithSlack, start, testTimeouts } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };

const aDayAway = new Date(Date.now() + 86_400_000).toUTCString();

describe('Slack’s failures', () => {
  test.each([
    ['says how long with status 200', { kind: 'error', error: 'ratelimited' }],
    ['calls it by its other name', { kind: 'error', error: 'rate_limited' }],
    ['does not say for how long', { kind: 'answer', status: 429, body: '' }],
    ['says for years', { kind: 'answer', status: 429, headers: { 'retry-after': '9999999999' }, body: '' }],
    ['says for less than nothing', { kind: 'answer', status: 429, headers: { 'retry-after': '-3' }, body: '' }],
    ['says until a date', { kind: 'answer', status: 429, headers: { 'retry-after': aDayAway }, body: '' }],
  ] satisfies [string, FaultKind][])(
    'when Slack limits the rate and %s, the person is told when to try again, and the app is not called broken',
    async (_title, fault) => {
      const started = await start({ timeouts: { slack: { ...testTimeouts.slack, longestRetryAfterMs: 0 } } });
      const { slack } = started;
      slack.faults.add({ method: 'chat.postMessage', ...fault });
      await slack.command(ask);
      const [answer] = await privateAnswers(slack, people.member);
      await started.quiet();
      expect(answer?.text).toMatch(/asked this app to slow down. Try again in (60 seconds|a minute|an hour)\.$/);
      expect(slack.messages(channels.security)).toEqual([]);
    },
  );

  test.each(['gzip', 'deflate', 'raw-deflate', 'br'] as const)(
    'Slack’s answers are read if something on the way compresses them (%s)',
    async (coding) => {
      const started = await start();
      const { slack, store } = started;
      slack.faults.add({ method: '*', kind: 'compressed', coding });
      await slack.command(ask);
      await slack.until(() => slack.messages(channels.security).length === 1);
      await started.quiet();
      expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
      expect(await shownMessagesOf(store.db, phishing)).toHaveLength(1);
    },
  );

  test('a card is posted once after Slack limits the rate for a moment', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 1, times: 1 });
    await slack.command(ask);
    await slack.until(() => slack.messages(channels.security).length === 1);
    await started.quiet();
    expect(slack.messages(channels.security)).toHaveLength(1);
  });

  test('when Slack limits the rate for 30 seconds, the person is told, and nothing is posted later', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 30, times: 1 });
    await slack.command(ask);
    const [answer] = await privateAnswers(slack, people.member);
    expect(answer?.text).toMatch(/Slack.*30 seconds/);
    await started.quiet();
    expect(slack.messages(channels.security)).toEqual([]);
  });

  test.each<[string, FaultKind, number]>([
    ['takes it but its answer is lost', { kind: 'lost_answer' }, 1],
    ['hangs', { kind: 'hang' }, 0],
    ['answers 500', { kind: 'http_error', status: 500 }, 0],
    ['breaks the connection', { kind: 'reset' }, 0],
    ['answers with a page', { kind: 'answer', status: 200, body: '<html>Back soon</html>' }, 0],
    ['answers with half a JSON', { kind: 'answer', status: 200, body: '{"ok":tr' }, 0],
    ['answers with nothing', { kind: 'answer', status: 200, body: '' }, 0],
    ['answers with null', { kind: 'answer', status: 200, body: 'null' }, 0],
    ['does not say where it stands', { kind: 'answer', status: 200, body: '{"ok":true}' }, 0],
    ['takes it and says fatal_error', { kind: 'error', error: 'fatal_error', when: 'after-taking' }, 1],
    ['takes it and says internal_error', { kind: 'error', error: 'internal_error', when: 'after-taking' }, 1],
    ['takes it and says request_timeout', { kind: 'error', error: 'request_timeout', when: 'after-taking' }, 1],
    ['says service_unavailable', { kind: 'error', error: 'service_unavailable' }, 0],
  ])(
    'a card is not sent twice when Slack %s, and the person reads that it wasn’t confirmed',
    async (_title, fault, posted) => {
      const started = await start(fault.kind === 'hang' ? { timeouts: { slack: impatientWithSlack } } : {});
      const { slack } = started;
      slack.faults.add({ method: 'chat.postMessage', ...fault });
      await slack.command(ask);
      const [answer] = await privateAnswers(slack, people.member);
      await started.quiet();
      expect(answer?.text).toMatch(/didn’t confirm/);
      expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
      expect(slack.messages(channels.security)).toHaveLength(posted);
    },
  );

  test('a preview is sent again after a failure, because sending it twice does no harm', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'chat.unfurl', kind: 'http_error', status: 500, times: 2 });
    const text = `https://acme.avanan.net/#/events/${phishing}`;
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text });
    const unfurl = await slack.until(() => slack.message(channels.security, ts)?.unfurls[0]);
    expect(JSON.stringify(unfurl.blocks)).toContain(phishing);
    expect(slack.calls.filter(({ method }) => method === 'chat.unfurl')).toHaveLength(3);
  });

  test('the app does not start with a token that Slack refuses', async () => {
    await expect(start({ env: { SLACK_BOT_TOKEN: 'xoxb-wrong' } })).rejects.toThrow(/invalid_auth/);
  });
});
