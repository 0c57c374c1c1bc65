/** How Slack reaches the app: over HTTP, or over a socket that the app opens. The health checks are served in both. */
import type { IncomingMessage, Server } from 'node:http';
import { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Config } from '../../config.ts';
import { type HealthRoute, startHealthServer } from '../../http/health.ts';
import type { Logger } from '../../log.ts';
import { slackLogger } from '../api/sdk-log.ts';

/** More than any payload of Slack's. */
const mostBodyBytes = 1_000_000;
/** As far ahead of our clock as Bolt lets a request be behind it. */
const mostSecondsAhead = 300;
/** Slack waits no longer for an answer, and neither does a stop. */
const lastAnswersMs = 3_000;

export interface SlackReceiver {
  receiver: HTTPReceiver | SocketModeReceiver;
  start(port: number): Promise<Server>;
  stop(): Promise<void>;
}

export interface ReceiverOptions {
  health: HealthRoute[];
  logger: Logger;
  /** Milliseconds since 1970. */
  now: () => number;
  socketPingMs: number;
}

/** Both transports run the same listeners; they differ in how requests come in and who serves the health checks. */
export function createReceiver({ slack: { transport, apiUrl } }: Config, options: ReceiverOptions): SlackReceiver {
  const { health, logger, socketPingMs } = options;
  let server: Server | undefined;
  if (transport.kind === 'http') {
    const receiver = createHttpReceiver(transport.signingSecret, options);
    return {
      receiver,
      async start(port) {
        server = await receiver.start(port);
        return server;
      },
      async stop() {
        if (server !== undefined) waitBriefly(server);
        await receiver.stop();
      },
    };
  }
  const receiver = new SocketModeReceiver({
    appToken: transport.appToken,
    logger: slackLogger(logger),
    clientPingTimeout: socketPingMs,
    // Its own client, which keeps trying for ever: with few tries a short outage of Slack's would end the process.
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, timeout: 30_000 } },
  });
  return {
    receiver,
    async start(port) {
      server = await startHealthServer(health, port);
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

function createHttpReceiver(signingSecret: string, { health, logger, now }: ReceiverOptions): HTTPReceiver {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger: slackLogger(logger),
    bodyLimit: mostBodyBytes,
    customRoutes: health.map(({ path, handle }) => ({
      path,
      method: 'GET',
      handler: (_, response) => void handle(response),
    })),
  });
  const { requestListener } = receiver;
  // Bolt refuses what is too old but takes what is not yet due, so that a signed request could be kept for later.
  receiver.requestListener = (request, response) => {
    // What nobody has read, such as the rest of a body that is too large, would leave the connection stuck.
    response.once('finish', () => request.resume());
    if (!isFromTheFuture(request, now())) return requestListener(request, response);
    logger.warn('a request with a timestamp in the future was refused');
    response.writeHead(401).end();
  };
  return receiver;
}

/** Read as Bolt reads it when it checks the signature; what is no number is left to Bolt, which refuses it. */
function isFromTheFuture({ headers }: IncomingMessage, now: number): boolean {
  return Number(headers['x-slack-request-timestamp']) > now / 1_000 + mostSecondsAhead;
}

/** Called before a server closes, which then waits for each connection: half a request would keep it open for ever. */
function waitBriefly(server: Server): void {
  const timer = setTimeout(() => server.closeAllConnections(), lastAnswersMs);
  server.once('close', () => clearTimeout(timer));
}
