/** HEC answered, but has no such event. */
import { KnownError } from '../errors.ts';

export class EventNotFoundError extends KnownError {
  readonly code = 'event_not_found';
  readonly sentence: string;

  constructor(
    tenantLabel: string,
    options: { sought: 'event' | 'entity'; reference?: string | undefined; cause?: unknown },
  ) {
    super(`no event found in ${tenantLabel}`, options);
    this.sentence =
      options.sought === 'event'
        ? `No event with this id in ${tenantLabel}. Check the id; if the event is new, try again in a minute.`
        : `No event for this item in ${tenantLabel} in the last 180 days. Open the event in the portal and copy its own id.`;
  }
}
