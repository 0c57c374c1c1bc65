/**
 * One HTTP request to HEC's gateway over a kept-alive pool: its id, its time and size limits, its line in the log, and
 * what a broken connection is called. What the answer means is for `envelope.ts` and `token.ts` to say.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Agent, errors } from 'undici';
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
   * Sends once. Any status is an answer. Throws HecTimeoutError (`own`), HecUnreachableError, HecUnreadableError (body
   * too large or no HTTP), or the signal's reason.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Lets requests under way finish and takes no new ones. */
  close(): Promise<void>;
}

export function createHttp(options: {
  gateway: string;
  limits: HecLimits;
  logger: HecLogger;
  now: () => number;
}): HecHttp {
  const { limits, logger } = options;
  const { origin } = new URL(options.gateway);
  // undici's own time limits are off: ours covers connecting, headers and body together.
  const agent = new Agent({
    keepAliveTimeout: 30_000,
    maxResponseSize: limits.maxBodyBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function exchange(request: HttpRequest, reference: string, signal: AbortSignal): Promise<HttpAnswer> {
    const hasBody = request.body !== undefined;
    const response = await agent.request({
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
    signal.throwIfAborted();
    const reference = randomUUID();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limits.tryMs);
    const startedAt = performance.now();
    const line = () => ({
      requestId: reference,
      method: request.method,
      path: request.path,
      ms: Math.round(performance.now() - startedAt),
    });
    try {
      const answer = await exchange(request, reference, AbortSignal.any([signal, limit.signal]));
      logger[answer.status < 400 ? 'info' : 'warn']({ ...line(), status: answer.status }, 'HEC answered');
      return answer;
    } catch (error) {
      // The call's own limit ends the signal with a HecTimeoutError, which does not know this request's id.
      const tooLate = limit.signal.aborted || signal.reason instanceof HecTimeoutError;
      const failure = tooLate
        ? new HecTimeoutError('own', { reference })
        : signal.aborted
          ? signal.reason
          : connectionError(error, reference);
      logger.warn({ ...line(), failure: nameOf(failure), cause: codeOf(error) }, 'HEC did not answer');
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }

  return { send, close: () => agent.close() };
}

/** What a request that got no complete answer failed of. Mistakes of ours are no KnownError and stay as they are. */
function connectionError(cause: unknown, reference: string): unknown {
  if (
    cause instanceof errors.InvalidArgumentError ||
    cause instanceof errors.ClientClosedError ||
    cause instanceof errors.ClientDestroyedError
  )
    return cause;
  if (cause instanceof errors.ResponseExceededMaxSizeError)
    return new HecUnreadableError('HEC sent a larger body than this app reads', { cause, reference });
  if (cause instanceof errors.HTTPParserError || cause instanceof errors.HeadersOverflowError)
    return new HecUnreadableError('HEC sent what is not HTTP', { cause, reference });
  return new HecUnreachableError('the connection to HEC failed', { cause, reference });
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
