/**
 * Takes Slack's requests over two sockets. Slack renews each every few hours, and now and then one breaks: the other takes
 * the requests meanwhile. A socket that is about to end stays open until its replacement is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, Receiver } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Dispatcher } from 'undici';
import { createDispatcher, type Proxies } from '../../dispatcher.ts';
import type { Logger } from '../../log.ts';
import { isSlackCode } from '../api/meanings.ts';
import { appTokenFailure } from '../api/start-failure.ts';
import { type Envelope, type Hello, SlackSocket, type SocketOptions, SocketRefusedError } from './slack-socket.ts';

export interface SocketTimes {
  /** How long to wait for a pong. */
  pingMs: number;
  /** Until Slack says hello. */
  openMs: number;
  /** Before the second try to open a socket. Each further one waits twice as long. */
  retryMs: number;
  longestRetryMs: number;
  /** How long a socket that Slack is about to close stays open beside its replacement. */
  leaveMs: number;
}

export interface SocketReceiverOptions extends Pick<SocketOptions, 'appToken' | 'clientOptions'> {
  logger: Logger;
  proxies: Proxies | undefined;
  socket: SocketTimes;
  /** Another process of the app would answer some of the requests without knowing what this one knows. */
  mustBeAlone: boolean;
}

interface OpenSocket {
  socket: SlackSocket;
  hello: Hello;
}

/** A socket that ends sooner than this was no success. */
const shortLifeMs = 10_000;
/** Slack may go on counting a socket that broke. */
const stillCountedMs = 60_000;
/** Slack's word for a connection of an app whose Socket Mode somebody has switched off. */
const switchedOff = 'link_disabled';

export class SocketReceiver implements Receiver {
  readonly #options: SocketReceiverOptions;
  readonly #dispatcher: Dispatcher;
  readonly #stopped = new AbortController();
  readonly #open = new Set<SlackSocket>();
  /** How many of this process's sockets Slack may count. */
  #counted = 0;
  #hasWarnedOfOthers = false;
  #lastFailure: string | undefined;
  #app: App | undefined;

  constructor(options: SocketReceiverOptions) {
    this.#options = options;
    this.#dispatcher = createDispatcher(options.proxies, { connectMs: options.socket.openMs });
  }

  init(app: App): void {
    this.#app = app;
  }

  isConnected(): boolean {
    return this.#open.size > 0;
  }

  /** Resolves once a socket is open. Rejects if no later try could open one. */
  async start(): Promise<void> {
    const first = await this.#openOne().catch((error: unknown) => {
      const hopeless = hopelessAtStart(error);
      if (hopeless !== undefined) throw hopeless;
      this.#tell(error);
      return this.#openPatiently(1);
    });
    void this.#keep(first);
    void this.#openPatiently(0).then((second) => this.#keep(second, halfLife(second)));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([...this.#open].map((socket) => socket.close()));
    // Ends what is still being opened. An open socket is no longer the dispatcher's.
    await this.#dispatcher.destroy();
  }

  /** @param renewMs when the first of these sockets is replaced, if Slack doesn't end it earlier */
  async #keep(opened: OpenSocket | undefined, renewMs?: number): Promise<void> {
    let current = opened;
    let renewal = renewMs === undefined ? undefined : this.#after(renewMs);
    while (current !== undefined) {
      const { socket } = current;
      const openedAt = performance.now();
      const reason = await Promise.race([socket.leaving, ...(renewal ? [renewal] : [])]);
      renewal = undefined;
      if (reason === switchedOff) {
        this.#options.logger.error('Socket Mode is switched off in the app’s settings at Slack: no requests arrive');
        this.#forget(socket);
      }
      current = await this.#openPatiently(performance.now() - openedAt < shortLifeMs ? 1 : 0);
      void this.#retire(socket);
    }
  }

  /** Tries until it succeeds; undefined once the app stops. @param failures how many tries failed before */
  async #openPatiently(failures: number): Promise<OpenSocket | undefined> {
    const { retryMs, longestRetryMs } = this.#options.socket;
    for (let tries = failures; !this.#stopped.signal.aborted; tries += 1) {
      if (tries > 0) await this.#after(Math.min(retryMs * 2 ** (tries - 1), longestRetryMs));
      if (this.#stopped.signal.aborted) return undefined;
      try {
        return await this.#openOne();
      } catch (error) {
        this.#tell(error);
      }
    }
    return undefined;
  }

  async #openOne(): Promise<OpenSocket> {
    const { appToken, clientOptions, logger, socket: times } = this.#options;
    const options = { appToken, clientOptions, dispatcher: this.#dispatcher, logger, ...times };
    const socket = new SlackSocket(options, (given) => this.#deliver(given));
    const hello = await socket.open().catch(throwWithoutEcho);
    this.#open.add(socket);
    this.#counted += 1;
    void socket.closed.then(() => {
      this.#forget(socket);
      setTimeout(() => {
        this.#counted -= 1;
      }, stillCountedMs).unref();
    });
    if (this.#stopped.signal.aborted) await socket.close();
    if (this.#lastFailure !== undefined) logger.info('a socket to Slack is open again');
    this.#lastFailure = undefined;
    this.#lookForOthers(hello);
    return { socket, hello };
  }

  async #retire(socket: SlackSocket): Promise<void> {
    await Promise.race([socket.closed, this.#after(this.#options.socket.leaveMs)]);
    await socket.close();
  }

  #forget(socket: SlackSocket): void {
    if (!this.#open.delete(socket) || this.isConnected() || this.#stopped.signal.aborted) return;
    this.#lastFailure ??= 'closed';
    this.#options.logger.warn('no socket to Slack is open: no requests arrive');
  }

  async #deliver({ body, ack, retry_num, retry_reason }: Envelope): Promise<void> {
    try {
      await this.#app?.processEvent({
        body,
        ack,
        ...(retry_num !== undefined && { retryNum: retry_num }),
        ...(retry_reason !== undefined && { retryReason: retry_reason }),
      });
    } catch (error) {
      this.#options.logger.error({ err: error }, 'a request from Slack was not answered');
    }
  }

  #lookForOthers({ connections }: Hello): void {
    if (!this.#options.mustBeAlone || this.#hasWarnedOfOthers || (connections ?? 0) <= this.#counted) return;
    this.#hasWarnedOfOthers = true;
    this.#options.logger.warn(
      { connections, opened: this.#counted },
      'another process seems to be connected as this app: it gets some of the requests. Stop it, or give both one DATABASE_URL',
    );
  }

  /** The same failure again is no news. */
  #tell(error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    const failure = error instanceof Error ? error.message : String(error);
    if (failure !== this.#lastFailure)
      this.#options.logger.warn({ err: error }, 'a socket to Slack could not be opened');
    this.#lastFailure = failure;
  }

  /** Or once the app stops. */
  async #after(ms: number): Promise<'passed'> {
    const { signal } = this.#stopped;
    return sleep(ms, 'passed' as const, { ref: false, signal }).catch(() => 'passed' as const);
  }
}

/** The library repeats what was answered in Slack's place. */
function throwWithoutEcho(error: unknown): never {
  const isEcho = error instanceof WebAPIPlatformError && !isSlackCode(error.data.error);
  throw isEcho ? new Error('the request for a socket was not answered by the Web API') : error;
}

function hopelessAtStart(error: unknown): Error | undefined {
  if (error instanceof SocketRefusedError && error.reason === switchedOff) {
    return new Error(
      'Socket Mode is switched off for this app. Switch it on in the app’s settings at Slack, or unset SLACK_APP_TOKEN to take requests over HTTP.',
    );
  }
  return appTokenFailure(error);
}

/** From then on, the two sockets are renewed at different times. */
function halfLife(opened: OpenSocket | undefined): number | undefined {
  const lastsMs = opened?.hello.lastsMs;
  return lastsMs === undefined ? undefined : lastsMs / 2;
}
