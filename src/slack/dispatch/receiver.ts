/** How Slack reaches the app: over HTTP, or over a socket that the app opens. The health checks are served in both. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ListenOptions } from 'node:net';
import { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '../../log.ts';
import { slackLogger } from '../api/sdk-log.ts';

/** More than any payload from Slack. */
const mostBodyBytes = 1_000_000;
/** As far ahead of our clock as Bolt lets a request be behind it. */
const mostSecondsAhead = 300;
/** Slack waits no longer than this for an answer, and neither does a shutdown. */
const lastAnswersMs = 3_000;

export interface SlackReceiver {
  receiver: HTTPReceiver | SocketModeReceiver;
  start(where: ListenOptions): Promise<Server>;
  stop(): Promise<void>;
}

interface Connection {
  apiUrl: string;
  transport: { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string };
}

export interface ReceiverOptions {
  /** Served alongside Slack's requests. */
  routes: { path: string; handle: (response: ServerResponse) => Promise<void> }[];
  /** For Socket Mode, which runs no HTTP server of its own. */
  serveHealth: (where: ListenOptions) => Promise<Server>;
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

function receiveOverHttp(signingSecret: string, options: ReceiverOptions): SlackReceiver {
  const receiver = createHttpReceiver(signingSecret, options);
  let server: Server | undefined;
  return {
    receiver,
    async start(where) {
      server = await receiver.start(where);
      return server;
    },
    async stop() {
      if (server !== undefined) waitBriefly(server);
      await receiver.stop();
    },
  };
}

function receiveOverSocket(
  appToken: string,
  apiUrl: string,
  { logger, socketPingMs, serveHealth }: ReceiverOptions,
): SlackReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(logger),
    clientPingTimeout: socketPingMs,
    // Its own client, which keeps trying: with few tries, a short outage at Slack would end the process.
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, timeout: 30_000 } },
  });
  let server: Server | undefined;
  return {
    receiver,
    async start(where) {
      server = await serveHealth(where);
      await receiver.start();
      return server;
    },
    async stop() {
      await receiver.stop();
      if (server === undefined) return;
      waitBriefly(server);
      server.close();
    },
  };
}

function createHttpReceiver(signingSecret: string, { routes, logger, now }: ReceiverOptions): HTTPReceiver {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger: slackLogger(logger),
    bodyLimit: mostBodyBytes,
    customRoutes: routes.map(({ path, handle }) => ({
      path,
      method: 'GET',
      handler: (_, response) => void handle(response),
    })),
  });
  const { requestListener } = receiver;
  // Bolt refuses requests that are too old but takes ones from the future: a signed one could be kept for later.
  receiver.requestListener = (request, response) => {
    // An unread body, such as one that is too large, would block the connection.
    response.once('finish', () => request.resume());
    if (!isFromTheFuture(request, now())) return requestListener(request, response);
    logger.warn('a request with a timestamp in the future was refused');
    response.writeHead(401).end();
  };
  return receiver;
}

/** Reads the timestamp as Bolt does; Bolt refuses one that isn't a number. */
function isFromTheFuture({ headers }: IncomingMessage, now: number): boolean {
  return Number(headers['x-slack-request-timestamp']) > now / 1_000 + mostSecondsAhead;
}

/** A closing server waits for every connection, and half a request would keep it open forever. */
function waitBriefly(server: Server): void {
  const timer = setTimeout(() => server.closeAllConnections(), lastAnswersMs);
  server.once('close', () => clearTimeout(timer));
}
