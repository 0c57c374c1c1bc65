/** When a request is sent again: after which errors and pauses, how often, and when to give up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { endingAsTimeout, withDeadline } from './deadline.ts';
import { HecFailureError, HecRateLimitedError, HecTimeoutError, HecUnreachableError } from './errors.ts';
import type { HecLimits } from './limits.ts';

/**
 * Milliseconds to wait before sending again, or undefined if that is useless.
 *
 * Don't retry after our own time limit: HEC hangs on ids that don't exist, however often it is asked. The jitter is
 * full, or callers who failed together would come back together.
 */
export function pauseBeforeRetry(error: unknown, retries: number, backoffBaseMs: number): number | undefined {
  const jitterMs = Math.random() * backoffBaseMs * 2 ** retries;
  if (error instanceof HecRateLimitedError) return Math.max(error.retryAfterMs ?? 0, jitterMs);
  return mayPass(error) ? jitterMs : undefined;
}

/** Whether the same may succeed a moment later, without any pause that HEC asked for. */
export function mayPass(error: unknown): boolean {
  return (
    error instanceof HecUnreachableError ||
    (error instanceof HecTimeoutError && error.limit === 'upstream') ||
    (error instanceof HecFailureError && error.status >= 500)
  );
}

/** For what HEC would do twice, such as an action: only if the error proves that HEC did not take it, and may pass. */
function pauseBeforeResend(error: unknown, retries: number, backoffBaseMs: number): number | undefined {
  const neverLeft = error instanceof HecUnreachableError && error.stage === 'connecting';
  const mayPass = neverLeft || error instanceof HecRateLimitedError;
  return mayPass ? pauseBeforeRetry(error, retries, backoffBaseMs) : undefined;
}

/** Sends once. Throws the signal's reason once it aborts. */
type Attempt<T> = (signal: AbortSignal) => Promise<T>;

export function repeatRead<T>(attempt: Attempt<T>, limits: HecLimits, caller?: AbortSignal | undefined): Promise<T> {
  return repeat(attempt, pauseBeforeRetry, limits, caller);
}

/** For a page under a cursor: HEC keeps the place, so a page that was sent and lost is followed by the one after it. */
export function repeatStep<T>(attempt: Attempt<T>, limits: HecLimits, caller?: AbortSignal | undefined): Promise<T> {
  return repeat(attempt, pauseBeforeResend, limits, caller);
}

/**
 * If the caller gives up, a HecTimeoutError: its own reason wouldn't tell whether the action was sent. See `repeat`.
 */
export function repeatAction<T>(attempt: Attempt<T>, limits: HecLimits, caller: AbortSignal): Promise<T> {
  const actionLimits = { ...limits, totalMs: limits.actionMs };
  return endingAsTimeout(caller, (signal) => repeat(attempt, pauseBeforeResend, actionLimits, signal));
}

/**
 * Throws the last error once the failure is final or the limits are used up, or a pause doesn't fit in the time left.
 */
async function repeat<T>(
  attempt: Attempt<T>,
  pauseBefore: typeof pauseBeforeRetry,
  { tries, totalMs, backoffBaseMs }: HecLimits,
  caller: AbortSignal | undefined,
): Promise<T> {
  const endsAt = performance.now() + totalMs;
  return withDeadline(totalMs, caller, async (signal) => {
    for (let retries = 0; ; retries += 1) {
      try {
        return await attempt(signal);
      } catch (error) {
        const pauseMs = retries + 1 < tries ? pauseBefore(error, retries, backoffBaseMs) : undefined;
        if (pauseMs === undefined || performance.now() + pauseMs >= endsAt) throw error;
        // If the signal ends the pause, the next attempt throws the right error.
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
      }
    }
  });
}
