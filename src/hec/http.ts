/**
 * Sends one HTTP request to HEC's gateway over a keep-alive pool, with an id, time and size limits and a line in the
 * log, and tells how a connection failed. `envelope.ts` and `token.ts` interpret the answer.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type Dispatcher, errors } from 'undici';
import { BodyError, decodeBody } from '../decode-body.ts';
import { createDispatcher, handingOn, isClosed, type Proxies, proxyErrorIn } from '../dispatcher.ts';
import { codeOf, KnownError } from '../errors.ts';
import { parseRetryAfter } from '../retry-after.ts';
import { abortable, withDeadline } from './deadline.ts';
import { HecTimeoutError, HecUnreachableError, HecUnreadableError } from './errors.ts';
import type { HecLimits } from './limits.ts';

export type HecLogger = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Absolute on the gateway, and already encoded. */
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Whether it changes something in HEC. Then it must not be cancelled without need; see `circuit-breaker.ts`. */
  isAction?: boolean;
}

export interface HttpAnswer {
  status: number;
  text: string;
  retryAfterMs: number | undefined;
  reference: string;
}

export interface HecHttp {
  /**
   * Sends once. Any status is an answer. Throws HecTimeoutError (`own`; the request is out), HecUnreachableError
   * (`connecting` if nothing was sent), HecUnreadableError (body too large or not HTTP), or the signal's reason.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** `operation` is like `GET /event/{id}`; `result` a status, an error's code, or `abandoned` if the caller gave up. */
export type ObserveHec = (operation: string, result: string, seconds: number) => void;

export interface UndiciHttpOptions {
  gateway: string;
  proxies: Proxies | undefined;
  limits: Pick<HecLimits, 'tryMs' | 'connectMs' | 'maxBodyBytes'>;
  logger: HecLogger;
  now: () => number;
  observe: ObserveHec;
}

interface Sending {
  request: HttpRequest;
  reference: string;
  startedAt: number;
  stage: HecUnreachableError['stage'];
}

export class UndiciHttp implements HecHttp {
  readonly #options: UndiciHttpOptions;
  readonly #origin: string;
  readonly #dispatcher: Dispatcher;

  constructor(options: UndiciHttpOptions) {
    const { gateway, proxies, limits } = options;
    this.#options = options;
    this.#origin = new URL(gateway).origin;
    // undici's own limits for headers and body are off: `tryMs` covers both.
    this.#dispatcher = createDispatcher(proxies, {
      connectMs: limits.connectMs,
      keepAliveTimeout: 30_000,
      maxResponseSize: limits.maxBodyBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  send(request: HttpRequest, caller: AbortSignal): Promise<HttpAnswer> {
    return withDeadline(this.#options.limits.tryMs, caller, async (signal) => {
      const startedAt = performance.now();
      const sending: Sending = { request, reference: randomUUID(), startedAt, stage: 'connecting' };
      try {
        signal.throwIfAborted();
        const answer = await abortable(this.#exchange(sending, signal), signal);
        this.#tellAnswer(sending, answer.status);
        return answer;
      } catch (cause) {
        const failure = failureOf(cause, sending, signal);
        this.#tellFailure(sending, failure, cause);
        throw failure;
      }
    });
  }

  close(): Promise<void> {
    return this.#dispatcher.close();
  }

  async #exchange(sending: Sending, signal: AbortSignal): Promise<HttpAnswer> {
    const { request, reference } = sending;
    const hasBody = request.body !== undefined;
    const connected = () => {
      sending.stage = 'connected';
    };
    const response = await this.#dispatcher.compose(tellingStart(connected)).request({
      origin: this.#origin,
      path: request.path,
      method: request.method,
      headers: {
        accept: 'application/json',
        'x-av-req-id': reference,
        ...(hasBody && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      body: hasBody ? JSON.stringify(request.body) : null,
      signal,
    });
    const coding = response.headers['content-encoding'];
    return {
      status: response.statusCode,
      text: await decodeBody(response.body, coding?.toString(), this.#options.limits.maxBodyBytes),
      retryAfterMs: parseRetryAfter(response.headers['retry-after'], this.#options.now()),
      reference,
    };
  }

  #tellAnswer(sending: Sending, status: number): void {
    this.#options.logger[status < 400 ? 'info' : 'warn']({ ...logFields(sending), status }, 'HEC answered');
    this.#observe(sending, String(status));
  }

  #tellFailure(sending: Sending, failure: unknown, cause: unknown): void {
    const why = { failure: nameOf(failure), cause: codeOf(cause), ...proxyErrorIn(cause)?.logFields };
    const fields = { ...logFields(sending), ...why };
    this.#options.logger.warn(fields, 'HEC did not answer');
    this.#observe(sending, failure instanceof KnownError ? failure.code : 'abandoned');
  }

  #observe({ request, startedAt }: Sending, result: string): void {
    this.#options.observe(operationOf(request), result, (performance.now() - startedAt) / 1_000);
  }
}

function logFields({ request, reference, startedAt }: Sending) {
  const { method, path } = request;
  return { requestId: reference, method, path, ms: Math.round(performance.now() - startedAt) };
}

function operationOf({ method, path }: HttpRequest): string {
  const [operation = ''] = path.replace(/^\/app\/hec-api\/v1\.0/, '').split('?');
  return `${method} ${operation.replace(/^\/(event|search\/entity|task)\/(?!query$)[^/]+$/, '/$1/{id}')}`;
}

/**
 * Calls `onStart` right before the first byte of a request is written to a connection, new or kept alive. No error code
 * shows that: a reset looks the same while connecting, on a connection that has just gone stale, and after sending.
 */
function tellingStart(onStart: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      ...handingOn(handler),
      onRequestStart(controller, context) {
        onStart();
        handler.onRequestStart?.(controller, context);
      },
    });
}

function failureOf(cause: unknown, { stage, reference }: Sending, signal: AbortSignal): unknown {
  // The signal's own reason doesn't know this request's id.
  if (signal.reason instanceof HecTimeoutError)
    return stage === 'connecting'
      ? new HecUnreachableError(stage, { reference })
      : new HecTimeoutError('own', { reference });
  return signal.aborted ? signal.reason : connectionError(cause, stage, reference);
}

/** Our own mistakes are not KnownErrors and stay as they are; none of them sent anything. */
function connectionError(cause: unknown, stage: Sending['stage'], reference: string): unknown {
  if (stage === 'connecting' && (cause instanceof errors.InvalidArgumentError || isClosed(cause))) return cause;
  if (cause instanceof errors.ResponseExceededMaxSizeError)
    return new HecUnreadableError('HEC sent a larger body than this app reads', { cause, reference });
  if (cause instanceof BodyError)
    return new HecUnreadableError(`HEC's answer can't be read (${cause.message})`, { cause, reference });
  if (cause instanceof errors.HTTPParserError || cause instanceof errors.HeadersOverflowError)
    return new HecUnreadableError('HEC sent what is not HTTP', { cause, reference });
  return new HecUnreachableError(stage, { cause, reference });
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
