import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/log.ts';
import { SlackClient } from '../../../src/slack/api/client.ts';
import { lastingRefusal, SlackError, slackFailure } from '../../../src/slack/api/errors.ts';
import { postMessage } from '../../../src/slack/api/post.ts';
import { slackLogger } from '../../../src/slack/api/sdk-log.ts';
import { md } from '../../../src/slack/blocks/text.ts';

/** A client to whom Slack, or something in its place, gives this one answer. */
function clientOf(body: string, init: ResponseInit = {}) {
  return new SlackClient('xoxb-1', {
    fetch: async () => new Response(body, init),
    logger: slackLogger(createLogger('silent')),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

const says = (error: string) => clientOf(JSON.stringify({ ok: false, error }));

async function failureIn(client: SlackClient): Promise<unknown> {
  return client.auth.test().then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

describe('failed calls to Slack', () => {
  test.each([
    ['not_in_channel', { kind: 'refusal', reason: 'app_not_member' }],
    ['token_revoked', { kind: 'passing' }],
    ['hash_conflict', { kind: 'overtaken' }],
    ['some_new_metadata_error', { kind: 'metadata' }],
    ['a_code_of_tomorrow', { kind: 'unforeseen' }],
    ['constructor', { kind: 'unforeseen' }],
  ])('the Slack error %s is classified by what the app does about it', async (slackCode, meaning) => {
    expect(slackFailure(await failureIn(says(slackCode)))).toEqual({ ...meaning, slackCode });
  });

  test('a failed Slack call names its method and Slack’s code', async () => {
    expect(String(await failureIn(says('invalid_auth')))).toContain('Slack answered invalid_auth to auth.test');
  });

  test.each([
    ['a proxy’s page', clientOf('<html>Sign in to the guest network</html>')],
    ['no code', clientOf('{}')],
    ['a server error', clientOf('down', { status: 503 })],
  ])(
    'a Slack call answered with %s may have succeeded: nothing is posted again or forgotten',
    async (_title, client) => {
      const error = await failureIn(client);
      expect(slackFailure(error)?.kind).toBe('unanswered');
      expect(lastingRefusal(error)).toBeUndefined();
      expect(String(error)).not.toMatch(/guest|down/);
      expect(await postMessage(client, 'C1', { text: md`a card`, blocks: [] })).toEqual({ kind: 'unknown' });
    },
  );

  test.each([
    ['for a given time', clientOf('', { status: 429, headers: { 'retry-after': '30' } }), 'in 30 seconds'],
    ['without saying for how long', says('ratelimited'), 'in a minute'],
  ])('when Slack limits the rate %s, the person reads when to try again', async (_title, client, when) => {
    const error = await failureIn(client);
    expect(error instanceof SlackError && error.sentence).toContain(when);
    expect(error).toMatchObject({ code: 'slack_rate_limited' });
  });
});
