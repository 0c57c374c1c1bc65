/**
 * The one error handler: every failure of a listener becomes one sentence for the person and one line in the log.
 *
 * A known error carries its own sentence. Anything else is a mistake of ours, or Slack's own failure while we answered:
 * the person gets a reference that leads to the line in the log, and never a raw message.
 */
import { randomUUID } from 'node:crypto';
import { WebAPIRateLimitedError } from '@slack/web-api';
import { RefusedError } from '../../access/errors.ts';
import { KnownError } from '../../errors.ts';
import { currentRequestId, type Logger } from '../../log.ts';
import { isStoreFailure } from '../../store/failure.ts';
import { platformError } from '../api/directory.ts';
import type { Failure } from '../cards/notice.ts';

/** A click opens a modal only within three seconds. */
const lateTriggers = new Set(['expired_trigger_id', 'trigger_expired']);

/** Logs the error with what is known of the request, and returns what the person is told. */
export function describeFailure(error: unknown, logger: Logger, request: Record<string, unknown>): Failure {
  if (error instanceof KnownError) {
    logger.warn({ ...request, err: error, code: error.code, reference: error.reference }, 'refused or failed');
    const askInstead = error instanceof RefusedError ? error.askInstead : [];
    return { sentence: error.sentence, reference: error.reference, askInstead };
  }
  if (error instanceof WebAPIRateLimitedError) {
    logger.warn({ ...request, err: error, code: 'slack_rate_limited' }, 'refused or failed');
    return {
      sentence: `Slack asks this app to slow down. Try again in ${error.retryAfter} seconds.`,
      reference: undefined,
    };
  }
  if (lateTriggers.has(platformError(error) ?? '')) {
    logger.warn({ ...request, err: error, code: 'slack_late_trigger' }, 'refused or failed');
    return { sentence: 'Slack gave up waiting for this app. Press the button again.', reference: undefined };
  }
  const reference = currentRequestId() ?? randomUUID();
  if (isStoreFailure(error)) {
    logger.error({ ...request, err: error, code: 'store_unavailable', reference }, 'refused or failed');
    return {
      // An action may have been sent before its end could be written down.
      sentence:
        'This app can’t reach its database at the moment. Try again in a minute, and look at the event before you repeat an action.',
      reference,
    };
  }
  logger.error({ ...request, err: error, reference }, 'unexpected failure');
  return {
    sentence: 'Something went wrong on our side. Try again; if it stays, tell whoever runs this app.',
    reference,
  };
}
