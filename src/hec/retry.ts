/**
 * When a request is sent again: after which errors, after what pause, how often, and when to give up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { handleWhen, retry } from 'cockatiel';
import { HecFailureError, HecRateLimitedError, HecTimeoutError, HecUnreachableError } from './errors.ts';
import type { HecLimits } from './limits.ts';

/**
 * Milliseconds to wait before sending again, or undefined where that is of no use.
 *
 * Our own time limit is not among the reasons: HEC is known to hang on ids that do not exist, however often it is asked.
 * The jitter is full, so that callers who failed together do not come back together.
 */
export function pauseBeforeRetry(error: unknown, retries: number, backoffBaseMs: number): number | undefined {
  const jitterMs = Math.random() * backoffBaseMs * 2 ** retries;
  if (error instanceof HecRateLimitedError) return Math.max(error.retryAfterMs ?? 0, jitterMs);
  const passing =
    error instanceof HecUnreachableError ||
    (error instanceof HecTimeoutError && error.limit === 'upstream') ||
    (error instanceof HecFailureError && error.status >= 500);
  return passing ? jitterMs : undefined;
}

/**
 * The same for an action, which HEC would carry out twice: only where the error proves that nothing was taken, and a
 * moment later may be better.
 */
export function pauseBeforeResend(error: unknown, retries: number, backoffBaseMs: number): number | undefined {
  const neverLeft = error instanceof HecUnreachableError && error.stage === 'connecting';
  const mayPass = neverLeft || error instanceof HecRateLimitedError;
  return mayPass ? pauseBeforeRetry(error, retries, backoffBaseMs) : undefined;
}

/** One call, sent for as often as it takes. Throws the signal's reason once that has ended. */
type Attempt<T> = (signal: AbortSignal) => Promise<T>;

/** For what changes nothing. See `repeat`. */
export function repeatRead<T>(attempt: Attempt<T>, limits: HecLimits, caller?: AbortSignal | undefined): Promise<T> {
  return repeat(attempt, pauseBeforeRetry, limits, caller);
}

/** For actions. See `repeat`. */
export function repeatAction<T>(attempt: Attempt<T>, limits: HecLimits, caller: AbortSignal): Promise<T> {
  return repeat(attempt, pauseBeforeResend, { ...limits, totalMs: limits.actionMs }, caller);
}

/**
 * Runs `attempt` until it succeeds, fails for good, or `limits` are used up, and then throws its last error. A pause
 * that does not fit in the time that is left is not begun. The signal given to `attempt` ends with the caller's, or
 * after `limits.totalMs`, with a HecTimeoutError.
 */
async function repeat<T>(
  attempt: Attempt<T>,
  pauseBefore: typeof pauseBeforeRetry,
  limits: HecLimits,
  caller: AbortSignal | undefined,
): Promise<T> {
  const total = new AbortController();
  const timer = setTimeout(() => total.abort(new HecTimeoutError('own')), limits.totalMs);
  const deadline = performance.now() + limits.totalMs;
  const signal = caller ? AbortSignal.any([caller, total.signal]) : total.signal;

  let retries = 0;
  let pauseMs = 0;
  const mayRepeat = handleWhen((error) => {
    const pause = pauseBefore(error, retries, limits.backoffBaseMs);
    if (pause === undefined || performance.now() + pause >= deadline) return false;
    retries += 1;
    pauseMs = pause;
    return true;
  });
  try {
    return await retry(mayRepeat, { maxAttempts: limits.tries - 1 }).execute(async () => {
      // Cockatiel's own pause goes on after an abort, so the pause is made here.
      if (retries > 0) await sleep(pauseMs, undefined, { signal }).catch(() => {});
      return attempt(signal);
    });
  } finally {
    clearTimeout(timer);
  }
}
