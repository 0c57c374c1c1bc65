/** Takes Slack's requests over HTTP: looks at the headers, has the body read, and hands both to Bolt. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Logger } from '../../log.ts';
import { slackLogger } from '../api/sdk-log.ts';
import { refusalAtHeaders } from './signature-headers.ts';

export interface HttpReceiverOptions {
  /** Undefined once the request was refused or its sender has gone. */
  readBody: (request: IncomingMessage, response: ServerResponse) => Promise<Buffer | undefined>;
  logger: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** For the app's own server: Bolt's would read the bodies of all requests, however long that takes. */
export function receiveOverHttp(signingSecret: string, { readBody, logger, now }: HttpReceiverOptions) {
  const receiver = new HTTPReceiver({ signingSecret, logger: slackLogger(logger) });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reason = refusalAtHeaders(request.headers, now());
    if (reason !== undefined) {
      logger.warn({ reason }, 'a request was refused before it was read');
      response.writeHead(401).end();
      return;
    }
    const rawBody = await readBody(request, response);
    // If Bolt finds this, it reads nothing itself.
    if (rawBody !== undefined) receiver.requestListener(Object.assign(request, { rawBody }), response);
  }
  return {
    receiver,
    routes: [{ method: 'POST' as const, path: '/slack/events', handle }],
    start: async () => {},
    stop: async () => {},
    isConnected: () => true,
  };
}
