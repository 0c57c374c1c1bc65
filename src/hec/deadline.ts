/** Time limits for calls to HEC. */
import { HecTimeoutError } from './errors.ts';

/** Runs `task` with a signal that aborts after `ms` with a HecTimeoutError, or earlier if the caller's does. */
export async function withDeadline<T>(
  ms: number,
  caller: AbortSignal | undefined,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new HecTimeoutError('own')), ms);
  try {
    return await task(caller ? AbortSignal.any([caller, deadline.signal]) : deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `task` with a signal that aborts when the caller's does, but always with a HecTimeoutError. */
export async function endingAsTimeout<T>(caller: AbortSignal, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort(new HecTimeoutError('own'));
  if (caller.aborted) end();
  caller.addEventListener('abort', end, { once: true });
  try {
    return await task(ended.signal);
  } finally {
    caller.removeEventListener('abort', end);
  }
}

/** Settles like `promise`, or rejects with the signal's reason if it aborts first. It must not have aborted before. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
