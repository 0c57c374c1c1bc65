/**
 * The way out to HEC and Slack, straight or through a proxy. Through a proxy, every request has a tunnel (`CONNECT`), also
 * one to a plain http address: whatever goes wrong before the tunnel is there proves that nothing was sent.
 */
import { Agent, type Dispatcher, EnvHttpProxyAgent, errors, Pool } from 'undici';

/** Addresses of proxies, which may hold a user and a password. */
export interface Proxies {
  /** For https and wss addresses. */
  https: string | undefined;
  /** For plain http and ws, and for https and wss if they have none of their own. */
  http: string | undefined;
  /** Hosts that are asked straight, as in `NO_PROXY`. */
  except: string;
}

/** For the log: without users and passwords. */
export function hostsOf({ https = '', http = '', except }: Proxies): { https: string; http: string; except: string } {
  const hostOf = (url: string) => (url === '' ? url : new URL(url).host);
  return { https: hostOf(https || http), http: hostOf(http), except };
}

type DispatcherOptions = Pick<
  Agent.Options,
  'connections' | 'keepAliveTimeout' | 'maxResponseSize' | 'headersTimeout' | 'bodyTimeout'
> & {
  /** For each step on the way to a connection: to the proxy, through it, and the target's handshake. */
  connectMs: number;
};

/** The proxy answered, but gave no tunnel. Nothing was sent. */
class ProxyRefusedError extends Error {
  override readonly name = 'ProxyRefusedError';
  readonly code = 'PROXY_REFUSED';
  /** For people who don't know about proxies, behind a colon. */
  readonly inWords = 'the proxy on the way refused the connection';
  readonly status: number;
  readonly logFields: { proxyStatus: number };

  constructor(proxy: string, status: number) {
    const advice = status === 407 ? ', so check the user and the password in its address' : '';
    super(`the proxy ${proxy} refused the connection with ${status}${advice}`);
    this.status = status;
    this.logFields = { proxyStatus: status };
  }
}

/** No connection to the proxy, or none that it answered on. Nothing was sent. */
class ProxyUnreachableError extends Error {
  override readonly name = 'ProxyUnreachableError';
  readonly code = 'PROXY_UNREACHABLE';
  readonly inWords = 'the proxy on the way doesn’t answer';
  readonly logFields = {};

  constructor(proxy: string, cause: Error) {
    super(`the proxy ${proxy} can’t be reached${'code' in cause ? ` (${String(cause.code)})` : ''}`, { cause });
  }
}

export type ProxyError = ProxyRefusedError | ProxyUnreachableError;

/** The proxy's part in a failure: the error itself or one of its causes. */
export function proxyErrorIn(error: unknown): ProxyError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = causeOf(at), depth += 1) {
    if (at instanceof ProxyRefusedError || at instanceof ProxyUnreachableError) return at;
  }
  return undefined;
}

/** Slack's libraries call it `original`. */
function causeOf(error: Error): unknown {
  return 'original' in error ? error.original : error.cause;
}

/** @param proxies undefined: no proxy, and then nothing stands between a request and its agent */
export function createDispatcher(
  proxies: Proxies | undefined,
  { connectMs, ...options }: DispatcherOptions,
): Dispatcher {
  const connect = { timeout: connectMs };
  if (proxies === undefined) return new Agent({ ...options, connect });
  return new EnvHttpProxyAgent({
    ...options,
    connect,
    proxyTls: connect,
    requestTls: connect,
    clientFactory: (proxy, given) =>
      new Pool(proxy, { ...given, headersTimeout: connectMs }).compose(tellingProxyErrors(proxy.host)),
    // Empty, or the agent would read the environment for itself.
    httpProxy: proxies.http ?? '',
    httpsProxy: proxies.https ?? '',
    noProxy: proxies.except,
  });
}

/**
 * For the `CONNECT`s to a proxy. undici's own error for a refusal has the status only in its message. And after a broken
 * connection its client connects again and again, without a pause, even when nobody waits any more.
 */
function tellingProxyErrors(proxy: string): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      ...handingOn(handler),
      onRequestUpgrade(controller, status, headers, socket) {
        if (status === 200) return handler.onRequestUpgrade?.(controller, status, headers, socket);
        socket.on('error', () => {}).destroy();
        handler.onResponseError?.(controller, new ProxyRefusedError(proxy, status));
      },
      onResponseError(controller, error) {
        const isOurs = isClosed(error) || error instanceof errors.InvalidArgumentError;
        handler.onResponseError?.(controller, isOurs ? error : new ProxyUnreachableError(proxy, error));
      },
    });
}

/** Hands everything on: for an interceptor that replaces one of its methods. */
export function handingOn(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...given) => handler.onRequestStart?.(...given),
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart: (...given) => handler.onResponseStart?.(...given),
    onResponseData: (...given) => handler.onResponseData?.(...given),
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  };
}

/** Whether a request was not sent because the agent is closing. */
export function isClosed(error: unknown): boolean {
  return error instanceof errors.ClientClosedError || error instanceof errors.ClientDestroyedError;
}
