import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/log.ts';
import { SlackClient } from '../../../src/slack/api/client.ts';
import { lastingRefusal, SlackError, slackFailure } from '../../../src/slack/api/errors.ts';
import { postMessage } from '../../../src/slack/api/post.ts';
import { slackLogger } from '../../../src/slack/api/sdk-log.ts';
import { md } from '../../../src/slack/blocks/text.ts';

const aDayAway = new Date(Date.now() + 86_400_000).toUTCString();

const options = {
  logger: slackLogger(createLogger('silent')),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
};

/** A client to whom Slack, or something in its place, gives this one answer. */
function clientOf(body: string, init: ResponseInit = {}) {
  return new SlackClient('xoxb-1', { ...options, fetch: async () => new Response(body, init) });
}

const says = (error: string) => clientOf(JSON.stringify({ ok: false, error }));

const post = (client: SlackClient) =>
  postMessage({ client, logger: createLogger('silent') }, 'C1', { text: md`a card`, blocks: [] });

async function failureIn(client: SlackClient): Promise<unknown> {
  return client.auth.test().then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

describe('failed calls to Slack', () => {
  test.each([
    ['not_in_channel', { kind: 'refusal', reason: 'app_not_member' }],
    ['ekm_access_denied', { kind: 'refusal', reason: 'suspended' }],
    ['msg_blocks_too_long', { kind: 'unfit' }],
    ['hash_conflict', { kind: 'overtaken' }],
    ['not_found', { kind: 'closed' }],
    ['user_not_found', { kind: 'nobody' }],
    ['some_new_metadata_error', { kind: 'metadata' }],
    ['a_code_of_tomorrow', { kind: 'unforeseen' }],
    ['constructor', { kind: 'unforeseen' }],
  ])('the Slack error %s is classified by what the app does about it', async (slackCode, meaning) => {
    expect(slackFailure(await failureIn(says(slackCode)))).toEqual({ ...meaning, slackCode });
  });

  test.each(['token_revoked', 'invalid_auth', 'account_inactive', 'org_login_required', 'accesslimited'])(
    'when Slack says %s, the app’s token is refused, and the person reads that the administrator must act',
    async (slackCode) => {
      const error = await failureIn(says(slackCode));
      expect(error).toMatchObject({ code: 'slack_token_refused', logLevel: 'error' });
      expect(error instanceof SlackError && error.sentence).toContain(
        'can’t sign in to Slack. Tell the app’s administrator',
      );
      expect(lastingRefusal(error)).toBeUndefined();
    },
  );

  test('a missing scope is named in the log, and does not count as a refused token', async () => {
    const body = JSON.stringify({ ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'users:read' });
    const error = await failureIn(clientOf(body));
    expect(String(error)).toContain('needs chat:write');
    expect(error).toMatchObject({ code: 'slack_no_scope', logLevel: 'error' });
  });

  test.each(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable'])(
    'a post that Slack answers with %s may stand there',
    async (slackCode) => {
      expect(await post(says(slackCode))).toEqual({ kind: 'unknown' });
    },
  );

  test('a post is not made if Slack could not be reached', async () => {
    const client = new SlackClient('xoxb-1', {
      ...options,
      fetch: async () => {
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      },
    });
    const error = await post(client).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'slack_unreachable', sentence: expect.stringContaining('can’t reach Slack') });
  });

  test('a failed Slack call names its method and Slack’s code', async () => {
    expect(String(await failureIn(says('invalid_auth')))).toContain('Slack answered invalid_auth to auth.test');
  });

  test.each([
    ['a proxy’s page', clientOf('<html>Sign in to the guest network</html>')],
    ['half a JSON', clientOf('{"ok":tr')],
    ['nothing', clientOf('')],
    ['one word', clientOf('Busy')],
    ['null', clientOf('null')],
    ['a list', clientOf('[]')],
    ['a success without its metadata', clientOf('{"ok":true,"response_metadata":null}')],
    ['no code', clientOf('{}')],
    ['a code that is none', clientOf('{"ok":false,"error":{"code":1}}')],
    ['a server error', clientOf('down', { status: 503 })],
  ])(
    'a Slack call answered with %s may have succeeded: nothing is posted again or forgotten',
    async (_title, client) => {
      const error = await failureIn(client);
      expect(slackFailure(error)?.kind).toBe('unanswered');
      expect(lastingRefusal(error)).toBeUndefined();
      expect(String(error)).not.toMatch(/guest|down/);
      expect(
        await postMessage({ client, logger: createLogger('silent') }, 'C1', { text: md`a card`, blocks: [] }),
      ).toEqual({ kind: 'unknown' });
    },
  );

  test.each([
    ['for a given time', clientOf('', { status: 429, headers: { 'retry-after': '30' } }), 'in 30 seconds'],
    ['for half a second', clientOf('', { status: 429, headers: { 'retry-after': '0.5' } }), 'in 1 second'],
    ['for years', clientOf('', { status: 429, headers: { 'retry-after': '9'.repeat(30) } }), 'in an hour'],
    ['until a date', clientOf('', { status: 429, headers: { 'retry-after': aDayAway } }), 'in an hour'],
    ['for less than nothing', clientOf('', { status: 429, headers: { 'retry-after': '-3' } }), 'in 60 seconds'],
    ['without saying for how long', clientOf('', { status: 429 }), 'in 60 seconds'],
    ['in an answer like any other', says('ratelimited'), 'in a minute'],
    ['under its other name', says('rate_limited'), 'in a minute'],
  ])('when Slack limits the rate %s, the person reads when to try again', async (_title, client, when) => {
    const error = await failureIn(client);
    expect(error instanceof SlackError && error.sentence).toContain(when);
    expect(error).toMatchObject({ code: 'slack_rate_limited' });
  });

  test.each(['{"ok":true}', '{"ok":true,"ts":17.5}', '{"ok":true,"ts":null}'])(
    'a post is not confirmed by an answer that does not say where it stands: %s',
    async (body) => {
      expect(await post(clientOf(body))).toEqual({ kind: 'unknown' });
    },
  );
});
