import { describe, expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { impatientWithSlack, start } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };

describe('when Slack fails', () => {
  test.each(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action'])(
    'and refuses the card with %s, the asking person gets it privately',
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

  test('and limits the rate for a moment, the card is posted after that, once', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', retryAfterSeconds: 1, times: 1 });
    await slack.command(ask);
    await slack.until(() => slack.messages(channels.security).length === 1);
    await started.quiet();
    expect(slack.messages(channels.security)).toHaveLength(1);
  });

  test('and limits the rate for long, the person is told, and nothing is posted later', async () => {
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
    ['its answer is lost', { kind: 'lost_answer' } as const, 1],
    ['it hangs', { kind: 'hang' } as const, 0],
    ['it answers 500', { kind: 'http_error', status: 500 } as const, 0],
    ['the connection breaks', { kind: 'reset' } as const, 0],
  ])('and %s, the card is not posted a second time, and the person is told to look', async (_title, fault, posted) => {
    const started = await start(fault.kind === 'hang' ? { timeouts: { slack: impatientWithSlack } } : {});
    const { slack } = started;
    slack.faults.add({ method: 'chat.postMessage', ...fault });
    await slack.command(ask);
    const [answer] = await privateAnswers(slack, people.member);
    await started.quiet();
    expect(answer?.text).toMatch(/didn’t confirm/);
    expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
    expect(slack.messages(channels.security)).toHaveLength(posted);
  });

  test('and the way to answer privately fails twice, the third try reaches the person', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'response_url', kind: 'http_error', status: 500, times: 2 });
    await slack.command({ ...ask, text: 'help' });
    const [answer] = await privateAnswers(slack, people.member);
    expect(textOf(answer?.blocks ?? [])).toContain('/hec-event');
    await started.quiet();
    expect(slack.calls.filter(({ method }) => method === 'response_url')).toHaveLength(3);
    expect(slack.ephemerals(channels.security, people.member)).toHaveLength(1);
  });

  test('a preview is sent again after a failure, because doing it twice changes nothing', async () => {
    const started = await start();
    const { slack } = started;
    slack.faults.add({ method: 'chat.unfurl', kind: 'http_error', status: 500, times: 2 });
    const text = `https://acme.avanan.net/#/events/${phishing}`;
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text });
    const unfurl = await slack.until(() => slack.message(channels.security, ts)?.unfurls[0]);
    expect(textOf(unfurl.blocks)).toContain(phishing);
    expect(slack.calls.filter(({ method }) => method === 'chat.unfurl')).toHaveLength(3);
  });

  test('an app whose token Slack refuses does not start', async () => {
    await expect(start({ env: { SLACK_BOT_TOKEN: 'xoxb-wrong' } })).rejects.toThrow(/invalid_auth/);
  });
});
