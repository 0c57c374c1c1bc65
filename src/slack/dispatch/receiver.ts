/** How Slack reaches the app: over HTTP, or over sockets that the app opens. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Receiver } from '@slack/bolt';
import { type HttpReceiverOptions, receiveOverHttp } from './http-receiver.ts';
import { SocketReceiver, type SocketReceiverOptions } from './socket-receiver.ts';

export interface SlackReceiver {
  /** For Bolt. */
  receiver: Receiver;
  /** What the app's HTTP server takes for Slack. */
  routes: SlackRoute[];
  /** Resolves once Slack's requests arrive. Rejects with a sentence for the person who started this process. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether they arrive now. */
  isConnected(): boolean;
}

interface SlackRoute {
  method: 'POST';
  path: string;
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export type Transport = { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string };

type ReceiverOptions = HttpReceiverOptions & Omit<SocketReceiverOptions, 'appToken'>;

export function createReceiver(transport: Transport, options: ReceiverOptions): SlackReceiver {
  if (transport.kind === 'http') return receiveOverHttp(transport.signingSecret, options);
  const sockets = new SocketReceiver({ ...options, appToken: transport.appToken });
  return {
    receiver: sockets,
    routes: [],
    start: () => sockets.start(),
    stop: () => sockets.stop(),
    isConnected: () => sockets.isConnected(),
  };
}
