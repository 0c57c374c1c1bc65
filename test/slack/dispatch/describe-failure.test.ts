import { describe, expect, test } from 'vitest';
import { HecFailureError, HecRateLimitedError } from '../../../src/hec/errors.ts';
import { createLogger } from '../../../src/log.ts';
import { describeFailure } from '../../../src/slack/dispatch/describe-failure.ts';
import { StoreUnavailableError } from '../../../src/store/errors.ts';

function described(error: unknown) {
  const lines: unknown[] = [];
  const logger = createLogger('debug', { write: (line) => void lines.push(JSON.parse(line)) });
  return { told: describeFailure(error, logger, { userId: 'U1' }), lines };
}

const levels = { warn: 40, error: 50 };

describe('failures', () => {
  test('a failure of HEC is told with HEC’s reference and logged as a warning with its code', () => {
    const { told, lines } = described(new HecFailureError(500, { reference: 'ref-1' }));
    expect(told.reference).toBe('ref-1');
    expect(lines).toMatchObject([{ level: levels.warn, code: 'hec_failure', reference: 'ref-1', userId: 'U1' }]);
  });

  test('a rate limit is told without a reference, which nobody could use; the log has it', () => {
    const { told, lines } = described(new HecRateLimitedError(3_000, { reference: 'ref-1' }));
    expect(told.sentence).toContain('Try again in 3 seconds');
    expect(told.reference).toBeUndefined();
    expect(lines).toMatchObject([{ code: 'hec_rate_limited', reference: 'ref-1' }]);
  });

  test('a database that is gone is logged as an error, because the administrator has to act', () => {
    const { told, lines } = described(new StoreUnavailableError(new Error('connection refused')));
    expect(told.sentence).toContain('can’t reach its database');
    expect(lines).toMatchObject([{ level: levels.error, code: 'store_unavailable' }]);
  });

  test('a mistake of ours is told with the reference of its log line, and never in its own words', () => {
    const { told, lines } = described(new TypeError('secret words'));
    expect(told.sentence).not.toContain('secret words');
    expect(told.reference).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines).toMatchObject([{ level: levels.error, reference: told.reference }]);
  });
});
