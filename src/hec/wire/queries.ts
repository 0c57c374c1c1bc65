/** How HEC spells a query for events. */

export interface EventQuery {
  start: Date;
  /** Not before `start`, or it is a RangeError. */
  end: Date;
  cursor?: string | undefined;
}

/**
 * Every state that is known. Clients of the API disagree on what a query without states finds, and some say only new
 * and detected events, so that all are named.
 */
const eventStates = ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'] as const;

/** The body of `POST /event/query`. HEC treats null unlike absence, so that what is not set is left out. */
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
