/** How HEC spells a query for events. */

export interface EventQuery {
  start: Date;
  /** Not before `start`, or it is a RangeError. */
  end: Date;
  cursor?: string | undefined;
}

/**
 * All known states are named, because clients of the API disagree on what a query without states finds: some say only
 * new and detected events.
 */
const eventStates = ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'] as const;

/** The body of `POST /event/query`. To HEC, null is not the same as absent, so what is not set is left out. */
export function eventQueryBody({ start, end, cursor }: EventQuery, scope: string | undefined) {
  return {
    requestData: {
      startDate: start.toISOString(),
      endDate: end.toISOString(),
      eventStates,
      ...(cursor !== undefined && { scrollId: cursor }),
      ...(scope !== undefined && { scopes: [scope] }),
    },
  };
}
