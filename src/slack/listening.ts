/** How Slack reaches the app: over HTTP, or over a socket that the app opens. The health checks are served in both. */
import type { Server } from 'node:net';
import { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Config } from '../config.ts';
import { type HealthRoute, startHealthServer } from '../health.ts';
import { type Logger, slackLogger } from '../log.ts';

/** More than any payload of Slack's. */
const mostBodyBytes = 1_000_000;

export interface Listening {
  receiver: HTTPReceiver | SocketModeReceiver;
  start(port: number): Promise<Server>;
  stop(): Promise<void>;
}

/** Both transports run the same listeners; they differ in how requests come in and who serves the health checks. */
export function createListening(
  { slack: { transport, apiUrl } }: Config,
  health: HealthRoute[],
  logger: Logger,
  socketPingMs: number,
): Listening {
  if (transport.kind === 'http') {
    const receiver = new HTTPReceiver({
      signingSecret: transport.signingSecret,
      logger: slackLogger(logger),
      bodyLimit: mostBodyBytes,
      customRoutes: health.map(({ path, handle }) => ({
        path,
        method: 'GET',
        handler: (_, response) => void handle(response),
      })),
    });
    return {
      receiver,
      start: (port) => receiver.start(port),
      stop: () => receiver.stop(),
    };
  }
  const receiver = new SocketModeReceiver({
    appToken: transport.appToken,
    logger: slackLogger(logger),
    clientPingTimeout: socketPingMs,
    // Its own client, which keeps trying for ever: with few tries a short outage of Slack's would end the process.
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, timeout: 30_000 } },
  });
  let server: Server | undefined;
  return {
    receiver,
    async start(port) {
      server = await startHealthServer(health, port);
      await receiver.start();
      return server;
    },
    async stop() {
      await receiver.stop();
      server?.close();
    },
  };
}
