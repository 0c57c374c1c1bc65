import { describe, expect, test } from 'vitest';
import {
  HecBusyError,
  HecDownError,
  HecFailureError,
  HecForbiddenError,
  HecNotFoundError,
  HecRateLimitedError,
  HecRequestRefusedError,
  HecSignInError,
  HecTimeoutError,
  HecUnreachableError,
  HecUnreadableError,
} from '../../src/hec/errors.ts';
import { defaultLimits } from '../../src/hec/limits.ts';
import { pauseBeforeRetry, repeatRead } from '../../src/hec/retry.ts';
import { refusal } from '../support/hec/hec-server.ts';

const limits = { ...defaultLimits, backoffBaseMs: 1 };

describe('repeated reads', () => {
  test.each([
    ['a 408', new HecTimeoutError('upstream')],
    ['a 429', new HecRateLimitedError(undefined)],
    ['a 500', new HecFailureError(500)],
    ['a broken connection', new HecUnreachableError('connected')],
  ])('a read is sent again after %s, with a random pause whose maximum doubles each time', (_name, error) => {
    for (const [retries, longest] of [100, 200, 400].entries()) {
      const pauses = Array.from({ length: 200 }, () => pauseBeforeRetry(error, retries, 100) ?? -1);
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...pauses)).toBeLessThan(longest);
      expect(Math.max(...pauses)).toBeGreaterThan(longest / 2);
      expect(Math.min(...pauses)).toBeLessThan(longest / 2);
    }
  });

  test('a read is not sent again after a 429 until HEC allows it', () => {
    expect(pauseBeforeRetry(new HecRateLimitedError(5_000), 0, 1)).toBe(5_000);
  });

  test('a read that fails three times fails with its last error', async () => {
    let tries = 0;
    const failing = repeatRead(async () => {
      tries += 1;
      throw new HecFailureError(500 + tries);
    }, limits);
    expect(await refusal(failing)).toMatchObject({ status: 503 });
    expect(tries).toBe(3);
  });
});

test.each([
  ['our own time limit', new HecTimeoutError('own')],
  ['an unknown id', new HecNotFoundError('event', 'x')],
  ['a refused sign-in', new HecSignInError('x')],
  ['a 403', new HecForbiddenError('x')],
  ['a refused request', new HecRequestRefusedError(422)],
  ['an unreadable answer', new HecUnreadableError('x')],
  ['a failure in the envelope that is not a 5xx', new HecFailureError(7)],
  ['being turned away by the concurrency limit', new HecBusyError()],
  ['an open circuit', new HecDownError()],
  ['an error in our own code', new TypeError('x')],
])('a read is not sent again after %s', async (_name, error) => {
  let tries = 0;
  const failing = repeatRead(async () => {
    tries += 1;
    throw error;
  }, limits);
  expect(await refusal(failing)).toBe(error);
  expect(tries).toBe(1);
});
