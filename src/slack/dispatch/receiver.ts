/** How Slack reaches the app: over HTTP, or over sockets that the app opens. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '../../log.ts';
import { slackLogger } from '../api/sdk-log.ts';
import { refusalAtHeaders } from './signature-headers.ts';

export interface SlackReceiver {
  /** For Bolt. */
  receiver: Receiver;
  /** What the app's HTTP server takes for Slack. */
  routes: SlackRoute[];
  /** Resolves once Slack's requests arrive. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether they do. */
  isConnected(): boolean;
}

interface SlackRoute {
  method: 'POST';
  path: string;
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

interface Connection {
  apiUrl: string;
  transport: { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string };
}

export interface ReceiverOptions {
  /** Undefined once the request was refused or its sender has gone. */
  readBody: (request: IncomingMessage, response: ServerResponse) => Promise<Buffer | undefined>;
  logger: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
  socketPingMs: number;
}

export function createReceiver({ transport, apiUrl }: Connection, options: ReceiverOptions): SlackReceiver {
  return transport.kind === 'http'
    ? receiveOverHttp(transport.signingSecret, options)
    : receiveOverSocket(transport.appToken, apiUrl, options);
}

/** The app's own server takes the requests: Bolt's would read the bodies of all of them, however long that takes. */
function receiveOverHttp(signingSecret: string, { readBody, logger, now }: ReceiverOptions): SlackReceiver {
  const receiver = new HTTPReceiver({ signingSecret, logger: slackLogger(logger) });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reason = refusalAtHeaders(request.headers, now());
    if (reason !== undefined) {
      logger.warn({ reason }, 'a request was refused before it was read');
      response.writeHead(401).end();
      return;
    }
    const rawBody = await readBody(request, response);
    // Where Bolt finds this, it reads nothing itself.
    if (rawBody !== undefined) receiver.requestListener(Object.assign(request, { rawBody }), response);
  }
  return {
    receiver,
    routes: [{ method: 'POST', path: '/slack/events', handle }],
    start: async () => {},
    stop: async () => {},
    isConnected: () => true,
  };
}

function receiveOverSocket(appToken: string, apiUrl: string, { logger, socketPingMs }: ReceiverOptions): SlackReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(logger),
    clientPingTimeout: socketPingMs,
    // Its own client, which keeps trying: with few tries, a short outage at Slack would end the process.
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, timeout: 30_000 } },
  });
  return {
    receiver,
    routes: [],
    start: async () => void (await receiver.start()),
    stop: () => receiver.stop(),
    isConnected: () => true,
  };
}
