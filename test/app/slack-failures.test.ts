import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { impatientWithSlack, start } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };

describe('Slack’s failures', () => {
  test.each(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action'])(
    'a card that Slack refuses with %s is shown privately to the person who asked',
    async (error) => {
      const started = await start();
      const { slack } = started;
      slack.faults.add({ method: 'chat.postMessage', kind: 'error', error });
      await slack.command(ask);
      const [answer] = await privateAnswers(slack, people.member);
      expect(textOf(answer?.blocks ?? [])).toContain(phishing);
      expect(textOf(answer?.blocks ?? [])).toMatch(/Only you can see this/);
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

  test.each([
    ['takes it but its answer is lost', { kind: 'lost_answer' } as const, 1],
    ['hangs', { kind: 'hang' } as const, 0],
    ['answers 500', { kind: 'http_error', status: 500 } as const, 0],
    ['breaks the connection', { kind: 'reset' } as const, 0],
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
    expect(textOf(unfurl.blocks)).toContain(phishing);
    expect(slack.calls.filter(({ method }) => method === 'chat.unfurl')).toHaveLength(3);
  });

  test('the app does not start with a token that Slack refuses', async () => {
    await expect(start({ env: { SLACK_BOT_TOKEN: 'xoxb-wrong' } })).rejects.toThrow(/invalid_auth/);
  });
});
