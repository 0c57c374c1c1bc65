/** HEC's JSON for an event query. */

export interface EventQuery {
  start: Date;
  /** Before `start`, it is a RangeError. */
  end: Date;
  cursor?: string | undefined;
}

/** All states, because clients of the API disagree on a query without any: some say it finds only new and detected. */
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
