/**
 * How much HEC is asked at once, and when it is not asked at all. Every HTTP request passes here, signing in included.
 *
 * `limits.concurrent` requests are out at most and `limits.waiting` wait for their turn; the rest is shed. Once HEC has
 * mostly failed the circuit opens: what waits and every read that is out is given up, which frees all places for when HEC
 * is back, and nothing is sent but one request after each `limits.halfOpenAfterMs`. The first that HEC answers closes it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  bulkhead,
  CircuitState,
  circuitBreaker,
  handleResultType,
  isBrokenCircuitError,
  isBulkheadRejectedError,
} from 'cockatiel';
import { HecBusyError, HecDownError, HecTimeoutError, HecUnreachableError, HecUnreadableError } from './errors.ts';
import { createFailureShare } from './failure-share.ts';
import type { HecHttp, HecLogger, HttpAnswer, HttpRequest } from './http.ts';
import type { HecLimits } from './limits.ts';

/** `open`: nothing is sent. `half_open`: one request is out, and what it comes to decides. */
export type Circuit = 'closed' | 'open' | 'half_open';

export interface InUse {
  running: number;
  waiting: number;
}

export interface PatientHttp extends HecHttp {
  /**
   * As HecHttp says, but for HecBusyError where the request was shed or its time ended before its turn, and HecDownError
   * where the circuit is open, or opened before the request had its turn or, where it is no action, its answer.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  circuit(): Circuit;
  inUse(): InUse;
}

const log = {
  open: ['warn', 'HEC mostly fails and is not asked for now'],
  half_open: ['info', 'HEC is asked once more'],
  closed: ['info', 'HEC answers again'],
} as const;

/** What a request came to: how it ended for whoever sent it, and whether that speaks against HEC. */
class Asked {
  readonly failed: boolean;
  readonly result: () => HttpAnswer;

  constructor(failed: boolean, result: () => HttpAnswer) {
    this.failed = failed;
    this.result = result;
  }
}

/** `now` in milliseconds of a clock that is never set back. */
export function createPatience(options: {
  http: HecHttp;
  limits: HecLimits;
  logger: HecLogger;
  now?: () => number;
}): PatientHttp {
  const { http, limits, logger, now = () => performance.now() } = options;
  const places = bulkhead(limits.concurrent, limits.waiting);
  const breaker = circuitBreaker(
    handleResultType(Asked, ({ failed }) => failed),
    { breaker: createFailureShare(limits, now), halfOpenAfter: limits.halfOpenAfterMs },
  );
  /** Ends each request that may be given up. */
  const endings = new Set<(reason: unknown) => void>();

  const inUse = () => ({
    running: limits.concurrent - places.executionSlots,
    waiting: limits.waiting - places.queueSlots,
  });

  breaker.onStateChange((state) => {
    const circuit = circuitOf(state);
    const [level, message] = log[circuit];
    logger[level]({ circuit, ...inUse() }, message);
    if (circuit === 'open') for (const end of endings) end(new HecDownError());
  });

  function send(request: HttpRequest, caller: AbortSignal): Promise<HttpAnswer> {
    // Sends nothing, and knows what to call it.
    if (caller.aborted) return http.send(request, caller);
    return new Promise((resolve, reject) => {
      const ended = new AbortController();
      let isWaiting = true;
      const end = (reason: unknown) => {
        ended.abort(reason);
        // The call's own limit would tell that HEC did not answer; but HEC was not asked.
        if (isWaiting) reject(reason instanceof HecTimeoutError ? new HecBusyError() : reason);
      };
      const leave = () => end(caller.reason);
      caller.addEventListener('abort', leave, { once: true });
      endings.add(end);

      // The signal is not cockatiel's to know: it leaves a place empty when its turn comes to one that has ended.
      const attempt = async () => {
        ended.signal.throwIfAborted();
        isWaiting = false;
        // Once an action is out, giving it up would leave it in doubt.
        if (request.isAction) endings.delete(end);
        return ask(request, ended);
      };
      // Else, in the log, whoever waited would be taken for whoever went before.
      const turn = places.execute(AsyncLocalStorage.bind(attempt));
      turn
        .finally(() => {
          caller.removeEventListener('abort', leave);
          endings.delete(end);
        })
        .then(resolve, (error) => reject(refusalOf(error)));
    });
  }

  async function ask(request: HttpRequest, ended: AbortController): Promise<HttpAnswer> {
    const { state } = breaker;
    const isProbe = state === CircuitState.Open;
    // Cockatiel would let the others wait for the probe. An action is none, because its time would be too short.
    if (state === CircuitState.HalfOpen || (isProbe && request.isAction)) throw new HecDownError();
    const asked = await breaker.execute(() => (isProbe ? probe(request, ended) : attempt(request, ended.signal)));
    return asked.result();
  }

  /** Whatever keeps the answer away, the circuit stays open. */
  async function probe(request: HttpRequest, ended: AbortController): Promise<Asked> {
    const timer = setTimeout(() => ended.abort(new HecTimeoutError('own')), limits.probeMs);
    try {
      return await attempt(request, ended.signal);
    } catch (error) {
      return failing(true, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Rejects where nothing can be told about HEC: whoever asked left early, or the mistake was ours. */
  async function attempt(request: HttpRequest, signal: AbortSignal): Promise<Asked> {
    const sentAt = now();
    try {
      const answer = await http.send(request, signal);
      return new Asked(speaksAgainstHec(answer), () => answer);
    } catch (error) {
      // Too large or no HTTP, but it came.
      if (error instanceof HecUnreadableError) return failing(false, error);
      const isSilence = signal.aborted
        ? now() - sentAt >= limits.probeMs
        : error instanceof HecTimeoutError || error instanceof HecUnreachableError;
      if (!isSilence) throw error;
      return failing(true, error);
    }
  }

  return { send, circuit: () => circuitOf(breaker.state), inUse, close: http.close };
}

/**
 * 408 is how HEC's gateway says that HEC itself did not answer in time. Every other 4xx is about what was asked, or, as
 * 429, about how often: HEC is well.
 */
function speaksAgainstHec({ status }: HttpAnswer): boolean {
  return status === 408 || status >= 500;
}

function failing(failed: boolean, error: unknown): Asked {
  return new Asked(failed, () => {
    throw error;
  });
}

function refusalOf(error: unknown): unknown {
  if (isBrokenCircuitError(error)) return new HecDownError();
  if (isBulkheadRejectedError(error)) return new HecBusyError();
  return error;
}

function circuitOf(state: CircuitState): Circuit {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half_open' : 'open';
}
