/**
 * The one error handler: every failure of a listener becomes one sentence for the person and one line in the log.
 *
 * A known error has its own sentence. Anything else is a bug, or a failure that the person can do nothing about: they
 * get a reference to the line in the log, never a raw message.
 */

import { randomUUID } from 'node:crypto';
import { RefusedError } from '../../access/errors.ts';
import { KnownError } from '../../errors.ts';
import { currentRequestId, type Logger } from '../../log.ts';
import { md } from '../blocks/text.ts';
import { failureSentence } from '../cards/failure-sentence.ts';
import type { Failure } from '../cards/notice.ts';
import { FailedLookupError } from './failed-lookup.ts';

export function describeFailure(error: unknown, logger: Logger, request: Record<string, unknown>): Failure {
  if (error instanceof FailedLookupError) {
    return { ...describeFailure(error.cause, logger, request), lookup: error.lookup };
  }
  if (error instanceof KnownError) {
    const { code, reference } = error;
    logger[error.logLevel]({ ...request, err: error, code, reference }, 'refused or failed');
    const askInstead = error instanceof RefusedError ? error.askInstead : [];
    return { sentence: failureSentence(error), reference: error.showsReference ? reference : undefined, askInstead };
  }
  const reference = currentRequestId() ?? randomUUID();
  logger.error({ ...request, err: error, reference }, 'unexpected failure');
  return {
    sentence: md`Something went wrong on our side. Try again; if it keeps happening, tell the app’s administrator.`,
    reference,
  };
}

/** The same for what a modal should show, and Slack refuses to. */
export function describeUnshown(error: unknown, logger: Logger, request: Record<string, unknown>): Failure {
  const failure = describeFailure(error, logger, request);
  if (error instanceof KnownError) return failure;
  return {
    ...failure,
    sentence: md`Something went wrong on our side, so this can’t be shown. Try again; if it keeps happening, tell the app’s administrator.`,
  };
}
