/** Slack through a proxy: what is sent again when the tunnel fails, and what is not. */
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createDispatcher } from '../../../src/dispatcher.ts';
import { SlackClient } from '../../../src/slack/api/client.ts';
import { SlackFetch, type SlackLimits, slackLimits } from '../../../src/slack/api/fetch.ts';
import { ResponseUrlError, sendToResponseUrl } from '../../../src/slack/api/response-url.ts';
import { freePort } from '../../support/free-port.ts';
import { listening } from '../../support/listening.ts';
import { silentLogger } from '../../support/playground/silent-logger.ts';
import { type Handling, startProxy } from '../../support/proxy.ts';

const limits = { ...slackLimits, tryMs: 30_000, connectMs: 30_000, backoffMs: 1 };

/** A Slack that takes everything, reached through the proxy at `url`. */
async function slackThrough(url: string, given: Partial<SlackLimits> = {}, taken: () => void = () => {}) {
  const { connectMs, ...rest } = { ...limits, ...given };
  const posts: string[] = [];
  const server = createServer((asked, answer) => {
    posts.push(asked.url ?? '');
    taken();
    answer.setHeader('content-type', 'application/json').end('{"ok":true}');
  });
  const origin = `http://127.0.0.1:${await listening(server)}`;
  const dispatcher = createDispatcher({ http: url, https: undefined, except: '' }, { connectMs });
  onTestFinished(() => dispatcher.destroy());
  const results: string[] = [];
  const { fetch } = new SlackFetch(dispatcher, (_, result) => results.push(result), rest);
  const options = { slackApiUrl: `${origin}/api/`, fetch, logger: silentLogger, retryConfig: { retries: 0 } };
  const client = new SlackClient('xoxb-1', options);
  return {
    posts,
    results,
    post: () => client.chat.postMessage({ channel: 'C1', text: 'hello' }),
    answer: () =>
      sendToResponseUrl(fetch, `${origin}/response/secret-address`, {
        response_type: 'ephemeral',
        replace_original: false,
        text: '',
        blocks: [],
      }),
  };
}

const before: Handling[] = ['reset', 'hang', ...[403, 407, 502, 503, 504].map((status) => ({ status }))];

test.each(before)(
  'a message is posted again, and once only, after a proxy that opened no tunnel: %j',
  async (handling) => {
    const proxy = await startProxy();
    proxy.handle(handling, 'tunnel');
    const { post, posts, results } = await slackThrough(proxy.url, handling === 'hang' ? { connectMs: 300 } : {});
    await post();
    expect(posts).toEqual(['/api/chat.postMessage']);
    expect(results).toEqual(['failed', '200']);
  },
);

test.each(before)('a private answer is known not to have been taken if no tunnel opens: %j', async (handling) => {
  const proxy = await startProxy({ credentials: 'app:secret-word' });
  proxy.handle(handling);
  const { answer, posts } = await slackThrough(proxy.url, handling === 'hang' ? { connectMs: 300, tries: 1 } : {});
  const error = await answer().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ResponseUrlError);
  expect(error).toMatchObject({ problem: 'not_taken', reason: expect.stringContaining(`the proxy ${proxy.host}`) });
  expect(String(error)).not.toMatch(/secret-word|secret-address/);
  expect(posts).toEqual([]);
});

test('a message is not posted again if its tunnel breaks once it is written', async () => {
  const proxy = await startProxy();
  const { post, posts } = await slackThrough(proxy.url, {}, () => proxy.breakTunnels());
  await expect(post()).rejects.toMatchObject({ code: 'slack_unanswered' });
  expect(posts).toHaveLength(1);
  expect(proxy.passed).toHaveLength(1);
});

test('a proxy that refuses is told apart from one that is not there, and the password is in neither message', async () => {
  const proxy = await startProxy({ credentials: 'app:secret-word' });
  proxy.handle({ status: 403 });
  const refused = await (await slackThrough(proxy.url)).post().catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'slack_unreachable',
    message: `could not connect to Slack for chat.postMessage: the proxy ${proxy.host} refused the connection with 403`,
    sentence: expect.stringContaining('the proxy on the way refused the connection'),
  });
  const host = `127.0.0.1:${await freePort()}`;
  const missed = await (await slackThrough(`http://app:secret-word@${host}`)).post().catch((error: unknown) => error);
  expect(missed).toMatchObject({
    code: 'slack_unreachable',
    message: `could not connect to Slack for chat.postMessage: the proxy ${host} can’t be reached (ECONNREFUSED)`,
    sentence: expect.stringContaining('the proxy on the way doesn’t answer'),
  });
});

test('there is time for a second try after a proxy that says nothing: the app’s own limits leave it', () => {
  // undici's timers are half a second late at most.
  expect(slackLimits.connectMs + 500).toBeLessThan(slackLimits.tryMs);
});
