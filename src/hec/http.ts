/**
 * One HTTP request to HEC's gateway over a kept-alive pool: its id, its time and size limits, its line in the log, and
 * what a broken connection is called. What the answer means is for `envelope.ts` and `token.ts` to say.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Agent, type Dispatcher, errors } from 'undici';
import { KnownError } from '../errors.ts';
import { HecTimeoutError, HecUnreachableError, HecUnreadableError } from './errors.ts';
import type { HecLimits } from './limits.ts';

export type HecLogger = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** From the gateway's root; everything in it is already fit for a path. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Whether HEC changes something by it, so that nobody may cut it short without need; see `patience.ts`. */
  isAction?: boolean;
}

export interface HttpAnswer {
  status: number;
  text: string;
  /** From `Retry-After`, in either of its forms. */
  retryAfterMs: number | undefined;
  /** The `x-av-req-id` under which HEC knows the request. */
  reference: string;
}

export interface HecHttp {
  /**
   * Sends once. Any status is an answer. Throws HecTimeoutError (`own`; the request is out), HecUnreachableError
   * (`connecting` where nothing of the request was sent), HecUnreadableError (body too large or no HTTP), or the
   * signal's reason.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Lets requests under way finish and takes no new ones. */
  close(): Promise<void>;
}

/**
 * Told of each request that ended.
 *
 * @param operation such as `GET /event/{id}`
 * @param result the status; without an answer the code of the error, or `abandoned` where the caller gave up
 */
export type ObserveHec = (operation: string, result: string, seconds: number) => void;

export function createHttp(options: {
  gateway: string;
  limits: HecLimits;
  logger: HecLogger;
  now: () => number;
  observe: ObserveHec;
}): HecHttp {
  const { limits, logger } = options;
  const { origin } = new URL(options.gateway);
  // undici's own time limits for headers and body are off: ours covers them together.
  const agent = new Agent({
    connect: { timeout: limits.connectMs },
    keepAliveTimeout: 30_000,
    maxResponseSize: limits.maxBodyBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function exchange(
    request: HttpRequest,
    reference: string,
    signal: AbortSignal,
    onStart: () => void,
  ): Promise<HttpAnswer> {
    const hasBody = request.body !== undefined;
    const response = await agent.compose(tellingStart(onStart)).request({
      origin,
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
    return {
      status: response.statusCode,
      text: await response.body.text(),
      retryAfterMs: parseRetryAfter(response.headers['retry-after'], options.now()),
      reference,
    };
  }

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const reference = randomUUID();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limits.tryMs);
    const startedAt = performance.now();
    let stage: Stage = 'connecting';
    let result = 'abandoned';
    const line = () => ({
      requestId: reference,
      method: request.method,
      path: request.path,
      ms: Math.round(performance.now() - startedAt),
    });
    try {
      signal.throwIfAborted();
      const ended = AbortSignal.any([signal, limit.signal]);
      const answer = await abortable(
        exchange(request, reference, ended, () => {
          stage = 'connected';
        }),
        ended,
      );
      result = String(answer.status);
      logger[answer.status < 400 ? 'info' : 'warn']({ ...line(), status: answer.status }, 'HEC answered');
      return answer;
    } catch (error) {
      // The call's own limit ends the signal with a HecTimeoutError, which does not know this request's id.
      const tooLate = limit.signal.aborted || signal.reason instanceof HecTimeoutError;
      const failure = tooLate
        ? tooLateError(stage, reference)
        : signal.aborted
          ? signal.reason
          : connectionError(error, stage, reference);
      if (failure instanceof KnownError) result = failure.code;
      logger.warn({ ...line(), failure: nameOf(failure), cause: codeOf(error) }, 'HEC did not answer');
      throw failure;
    } finally {
      clearTimeout(timer);
      options.observe(operationOf(request), result, (performance.now() - startedAt) / 1_000);
    }
  }

  return { send, close: () => agent.close() };
}

/** The path without the ids in it. */
function operationOf({ method, path }: HttpRequest): string {
  const [operation = ''] = path.replace(/^\/app\/hec-api\/v1\.0/, '').split('?');
  return `${method} ${operation.replace(/^\/(event|search\/entity|task)\/(?!query$)[^/]+$/, '/$1/{id}')}`;
}

/**
 * Calls `onStart` right before the first byte of a request is written to a connection, new or kept alive. No error code
 * can tell that: a reset looks the same while connecting, on a connection that has just gone stale, and after sending.
 */
function tellingStart(onStart: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        onStart();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    });
}

/**
 * `promise`, or the signal's reason where that ends first. undici alone does not end a request that is still waiting
 * for its connection.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

type Stage = HecUnreachableError['stage'];

function tooLateError(stage: Stage, reference: string): HecTimeoutError | HecUnreachableError {
  return stage === 'connecting'
    ? new HecUnreachableError(stage, { reference })
    : new HecTimeoutError('own', { reference });
}

/**
 * What a request that got no complete answer failed of. Mistakes of ours are no KnownError and stay as they are; none of
 * them has sent anything.
 */
function connectionError(cause: unknown, stage: Stage, reference: string): unknown {
  if (stage === 'connecting' && (cause instanceof errors.InvalidArgumentError || isClosed(cause))) return cause;
  if (cause instanceof errors.ResponseExceededMaxSizeError)
    return new HecUnreadableError('HEC sent a larger body than this app reads', { cause, reference });
  if (cause instanceof errors.HTTPParserError || cause instanceof errors.HeadersOverflowError)
    return new HecUnreadableError('HEC sent what is not HTTP', { cause, reference });
  return new HecUnreachableError(stage, { cause, reference });
}

/** Whether a request came too late for an agent that is closing, and so was not sent. */
export function isClosed(error: unknown): boolean {
  return error instanceof errors.ClientClosedError || error instanceof errors.ClientDestroyedError;
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Milliseconds from `now`; seconds and HTTP dates are both allowed by RFC 9110, anything else is ignored. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
