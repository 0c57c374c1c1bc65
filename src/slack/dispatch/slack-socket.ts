/**
 * One connection of Socket Mode, which is opened once and ends once. Slack's library closes a connection as soon as Slack
 * says that it will end, and only then opens the next: this one stays open until its replacement is there.
 */
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceiverEvent } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import type { WebClientOptions } from '@slack/web-api';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { handingOn } from '../../dispatcher.ts';
import type { Logger } from '../../log.ts';
import { slackLogger } from '../api/sdk-log.ts';

export interface SocketOptions {
  appToken: string;
  clientOptions: WebClientOptions;
  /** For the socket alone; `clientOptions` has the way to the Web API. */
  dispatcher: Dispatcher;
  logger: Logger;
  /** How long to wait for a pong. */
  pingMs: number;
  /** From the first request to Slack's hello. */
  openMs: number;
}

/** What Slack says first. */
export interface Hello {
  /** Of all processes of the app, this connection included. */
  connections: number | undefined;
  /** How long it will stay open. */
  lastsMs: number | undefined;
}

/** What comes in an envelope, as Slack's library hands it over. */
export interface Envelope {
  body: ReceiverEvent['body'];
  ack: (response?: unknown) => Promise<void>;
  retry_num?: number;
  retry_reason?: string;
}

/** Slack's word for why a connection ends, or `closed` if it just did. */
export type EndReason = string;

/** Slack ended the connection before it said hello. */
export class SocketRefusedError extends Error {
  override readonly name = 'SocketRefusedError';
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(`Slack ended a new socket: ${reason}`);
    this.reason = reason;
  }
}

const farewell = z.object({
  type: z.literal('disconnect'),
  reason: z
    .string()
    .regex(/^\w{1,60}$/)
    .catch('unknown'),
});
const greeting = z
  .object({
    type: z.literal('hello'),
    num_connections: z.number().optional().catch(undefined),
    debug_info: z.object({ approximate_connection_time: z.number() }).optional().catch(undefined),
  })
  .transform(
    ({ num_connections, debug_info }): Hello => ({
      connections: num_connections,
      lastsMs: debug_info && debug_info.approximate_connection_time * 1_000,
    }),
  );

/** For the other side's part in closing. */
const closeMs = 1_000;

export class SlackSocket extends SocketModeClient {
  /** Resolves as soon as it is known that the connection will end, or has. */
  readonly leaving: Promise<EndReason>;
  readonly closed: Promise<void>;
  readonly #openMs: number;
  #hello: Hello | undefined;
  #isGivenUp = false;
  #leave: (reason: EndReason) => void = () => {};

  constructor(
    { appToken, clientOptions, dispatcher, logger, pingMs, openMs }: SocketOptions,
    deliver: (given: Envelope) => void,
  ) {
    let connection: Duplex | undefined;
    const keeping = keepingConnection((upgraded) => {
      connection = upgraded;
    });
    super({
      appToken,
      clientOptions,
      dispatcher: dispatcher.compose(keeping),
      logger: slackLogger(logger),
      clientPingTimeout: pingMs,
      autoReconnectEnabled: false,
    });
    this.#openMs = openMs;
    this.leaving = new Promise((resolve) => {
      this.#leave = resolve;
    });
    this.closed = new Promise((resolve) => this.once('disconnected', () => resolve()));
    this.once('disconnected', () => this.#leave('closed'));
    // With a dispatcher of ours, the library can't end a connection whose other side has gone silent.
    this.once('disconnected', () => connection?.destroy());
    this.on('slack_event', deliver);
  }

  /** Rejects with a SocketRefusedError, or with the error of `apps.connections.open`. */
  async open(): Promise<Hello> {
    try {
      const refused = this.leaving.then((reason) => Promise.reject(new SocketRefusedError(reason)));
      const late = sleep(this.#openMs, undefined, { ref: false }).then(() =>
        Promise.reject(new Error('no hello came')),
      );
      const started = this.start();
      // If it is given up while Slack is still being asked for an address, it would open nevertheless.
      void started.then(
        () => (this.#isGivenUp ? this.close() : undefined),
        () => {},
      );
      await Promise.race([started, refused, late]);
    } catch (error) {
      void this.close();
      // If the connection just closed, the library rejects with nothing.
      throw error ?? new SocketRefusedError('closed');
    }
    return this.#hello ?? { connections: undefined, lastsMs: undefined };
  }

  async close(): Promise<void> {
    this.#isGivenUp = true;
    void this.disconnect();
    await Promise.race([this.closed, sleep(closeMs, undefined, { ref: false })]);
    // Called again, the library no longer waits.
    void this.disconnect();
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const said = typeof data === 'string' ? jsonIn(data) : undefined;
    const goodbye = farewell.safeParse(said).data;
    if (goodbye !== undefined) return this.#leave(goodbye.reason);
    this.#hello ??= greeting.safeParse(said).data;
    return super.onWebSocketMessage(data, isBinary);
  }
}

/** A WebSocket hides its connection, and the dispatcher has let go of it. */
function keepingConnection(keep: (connection: Duplex) => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      ...handingOn(handler),
      onRequestUpgrade(controller, status, headers, connection) {
        keep(connection);
        handler.onRequestUpgrade?.(controller, status, headers, connection);
      },
    });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
