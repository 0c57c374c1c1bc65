// A small real Bolt app and the simulated Slack that it is connected to, for the simulator's own tests.
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import {
  type SlackSimulator,
  type SlackSimulatorOptions,
  startSlackSimulator,
} from '../../../playground/slack/server.ts';
import { silentLogger } from './silent-logger.ts';

export async function startSlack(options: SlackSimulatorOptions = {}): Promise<SlackSimulator> {
  const slack = await startSlackSimulator(options);
  onTestFinished(() => slack.close());
  return slack;
}

const clientOptions = (slack: SlackSimulator) => ({
  slackApiUrl: slack.apiUrl,
  retryConfig: { retries: 0 },
});

/** Starts an app over HTTP; `listen` adds its listeners. */
export async function startHttpApp(slack: SlackSimulator, listen: (app: App) => void): Promise<App> {
  const receiver = new HTTPReceiver({
    signingSecret: slack.installation.signingSecret,
    logger: silentLogger,
    unhandledRequestTimeoutMillis: 100,
  });
  const app = new App({
    token: slack.installation.botToken,
    receiver,
    logger: silentLogger,
    clientOptions: clientOptions(slack),
    deferInitialization: true,
  });
  await app.init();
  listen(app);
  const server = await receiver.start(0);
  onTestFinished(async () => {
    await app.stop();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The app has no address');
  const { port }: AddressInfo = address;
  slack.connectHttp(`http://127.0.0.1:${port}/slack/events`);
  return app;
}

/** Starts an app over Socket Mode; `listen` adds its listeners. */
export async function startSocketApp(slack: SlackSimulator, listen: (app: App) => void): Promise<App> {
  const receiver = new SocketModeReceiver({
    appToken: slack.installation.appToken,
    logger: silentLogger,
    clientPingTimeout: 300,
    installerOptions: {
      clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 100, minTimeout: 20, maxTimeout: 50 } },
    },
  });
  const app = new App({
    token: slack.installation.botToken,
    receiver,
    logger: silentLogger,
    clientOptions: clientOptions(slack),
    deferInitialization: true,
  });
  await app.init();
  listen(app);
  await app.start();
  onTestFinished(async () => {
    const before = slack.socketCount();
    await app.stop();
    await slack.until(() => slack.socketCount() < before);
  });
  return app;
}

/** A clock that a test moves. */
export function movableClock(start = new Date()): { now: () => Date; pass: (ms: number) => void } {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    pass: (ms) => {
      time += ms;
    },
  };
}
