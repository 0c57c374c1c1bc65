/** HEC's JSON for an event query. */

export interface EventQuery {
  start: Date;
  /** Before `start`, it is a RangeError. */
  end: Date;
  cursor?: string | undefined;
}

/**
 * All known states are named, because clients of the API disagree on what a query without states finds: some say only
 * new and detected events.
 */
const eventStates = ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'] as const;

/** The body of `POST /event/query`. HEC treats null and absent differently, so unset fields are left out. */
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
