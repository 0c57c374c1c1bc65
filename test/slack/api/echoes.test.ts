import type { FetchFunction, WebClientOptions } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/log.ts';
import { SlackClient } from '../../../src/slack/api/client.ts';
import { slackLogger } from '../../../src/slack/api/sdk-log.ts';
import { botTokenFailure } from '../../../src/slack/api/start-failure.ts';
import { SocketReceiver } from '../../../src/slack/dispatch/socket-receiver.ts';
import { defaultTimeouts } from '../../../src/timeouts.ts';

/** Tells what it was asked, wherever Slack writes something, as a proxy's page for developers does. */
const echo: FetchFunction = async (_url, init = {}) => {
  const asked = JSON.stringify([init.headers, init.body]);
  const words = { error: asked, needed: asked, warning: asked };
  return Response.json({
    ok: false,
    ...words,
    response_metadata: { messages: [`[ERROR] ${asked}`], warnings: [asked] },
  });
};

function listening() {
  const lines: string[] = [];
  const logger = createLogger('debug', { write: (line) => void lines.push(line) });
  const clientOptions: WebClientOptions = { fetch: echo, logger: slackLogger(logger), retryConfig: { retries: 0 } };
  return { lines, logger, clientOptions };
}

const reasonOf = (work: Promise<unknown>) => work.then(String, String);

describe('what answers in Slack’s place and repeats what it was asked', () => {
  test('gets the bot token neither into the log nor into the sentence that ends the start', async () => {
    const { lines, logger, clientOptions } = listening();
    const client = new SlackClient('xoxb-1-planted', clientOptions);
    const error = await client.auth.test().catch((thrown: unknown) => thrown);
    logger.error({ err: error }, 'failed');
    expect([...lines, String(botTokenFailure(error, 'https://slack.com/api/'))].join()).not.toContain('planted');
    expect(lines.length).toBeGreaterThan(1);
  });

  test('gets the app token neither into the log nor into the sentence that ends the start', async () => {
    const { lines, logger, clientOptions } = listening();
    const receiver = new SocketReceiver({
      appToken: 'xapp-1-planted',
      clientOptions,
      proxies: undefined,
      logger,
      socket: { ...defaultTimeouts.socket, retryMs: 1 },
      mustBeAlone: false,
    });
    setTimeout(() => void receiver.stop(), 200);
    const said = await reasonOf(receiver.start());
    expect([...lines, said].join()).not.toContain('planted');
    expect(lines.join()).toContain('a socket to Slack could not be opened');
  });
});
