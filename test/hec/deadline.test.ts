import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withDeadline } from '../../src/hec/deadline.ts';
import { HecTimeoutError } from '../../src/hec/errors.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Runs a task that never ends, and tells why its signal did. */
function endOf(ms: number, caller?: AbortSignal): Promise<unknown> {
  return withDeadline(
    ms,
    caller,
    (signal) => new Promise((resolve) => (signal.onabort = () => resolve(signal.reason))),
  );
}

test('a deadline ends the signal with a timeout, and not early', async () => {
  const ended = endOf(1_000);
  const early = vi.fn();
  void ended.then(early);
  await vi.advanceTimersByTimeAsync(999);
  expect(early).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await ended).toBeInstanceOf(HecTimeoutError);
});

test('a caller who leaves before the deadline ends the signal with their own reason', async () => {
  const leaving = new AbortController();
  const ended = endOf(1_000, leaving.signal);
  leaving.abort('left');
  expect(await ended).toBe('left');
});

test.each([
  ['has ended', async () => {}],
  ['has failed', async () => Promise.reject(new Error('failed'))],
])('a task that %s leaves no timer that would keep the process running', async (_name, task) => {
  await Promise.allSettled([withDeadline(1_000, undefined, task)]);
  expect(vi.getTimerCount()).toBe(0);
});
