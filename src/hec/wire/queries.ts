/** HEC's JSON for an event query. */

export interface EventQuery {
  start: Date;
  /** Before `start`, it is a RangeError. */
  end: Date;
  /** The service, such as `office365_emails`. */
  saas?: string | undefined;
  /** Words that the description holds. */
  description?: string | undefined;
  cursor?: string | undefined;
}

/** All states, because clients of the API disagree on a query without any: some say it finds only new and detected. */
const eventStates = ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'] as const;

/** The body of `POST /event/query`. HEC treats null and absent differently, so unset fields are left out. */
export function eventQueryBody({ start, end, saas, description, cursor }: EventQuery, scope: string | undefined) {
  return {
    requestData: {
      startDate: start.toISOString(),
      endDate: end.toISOString(),
      eventStates,
      ...(saas !== undefined && { saas: [saas] }),
      ...(description !== undefined && { description }),
      ...(cursor !== undefined && { scrollId: cursor }),
      ...(scope !== undefined && { scopes: [scope] }),
    },
  };
}
