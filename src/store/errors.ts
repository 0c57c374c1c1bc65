/** What a person reads when the app's own database fails. */
import { KnownError } from '../errors.ts';
import { currentRequestId } from '../log.ts';

/** A query or a transaction failed: the database is down, silent, full or locked. */
export class StoreUnavailableError extends KnownError {
  readonly code = 'store_unavailable';
  override readonly logLevel = 'error';
  // An action may have been sent before its outcome could be recorded.
  readonly sentence =
    'This app can’t reach its database right now. Try again in a minute, and check the event before you repeat an action.';

  constructor(cause: unknown) {
    super('the database could not be used', { cause, reference: currentRequestId() });
  }
}
