/** The failure of a search: HEC answered, and there is no such event. */
import { KnownError } from '../errors.ts';

export class EventNotFoundError extends KnownError {
  readonly code = 'event_not_found';
  readonly sentence: string;

  /** @param place how a sentence names the tenant or region that was asked */
  constructor(place: string, options: { sought: 'event' | 'entity'; reference?: string | undefined; cause?: unknown }) {
    super(`no event found in ${place}`, options);
    this.sentence =
      options.sought === 'event'
        ? `No event with this id in ${place}. Check the id; if the event is new, try again in a minute.`
        : `No event for this item in ${place} in the last 180 days. Open the event in the portal and copy its own id.`;
  }
}
