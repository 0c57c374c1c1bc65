/** HEC's JSON for queries of events and of emails. It treats null and absent differently, so unset fields are left out. */

export interface EventQuery {
  start: Date;
  /** Before `start`, it is a RangeError. Undefined for HEC's own now, since its clock may be ahead of ours. */
  end: Date | undefined;
  /** One of these services, such as `office365_emails`. HEC takes them as they are, so a wrong one finds nothing. */
  saas?: string | readonly string[] | undefined;
  /** Words that the description holds, perhaps only in this letter case. */
  description?: string | undefined;
  cursor?: string | undefined;
}

export interface EmailQuery {
  /** Of when HEC made its record, which may be hours after the email came. */
  start: Date;
  /** As of an `EventQuery`. */
  end: Date | undefined;
  saas: string;
  /** All of them must be so. */
  clauses: readonly EmailClause[];
  cursor?: string | undefined;
}

export interface EmailClause {
  attribute: string;
  operator: 'is' | 'contains';
  value: string;
}

/** All states, because clients of the API disagree on a query without any: some say it finds only new and detected. */
const eventStates = ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'] as const;

/** The body of `POST /event/query`. */
export function eventQueryBody({ start, end, saas, description, cursor }: EventQuery, scope: string | undefined) {
  return {
    requestData: {
      startDate: start.toISOString(),
      ...(end !== undefined && { endDate: end.toISOString() }),
      eventStates,
      ...(saas !== undefined && { saas: [saas].flat() }),
      ...(description !== undefined && { description }),
      ...(cursor !== undefined && { scrollId: cursor }),
      ...(scope !== undefined && { scopes: [scope] }),
    },
  };
}

/** The body of `POST /search/query`. */
export function emailQueryBody({ start, end, saas, clauses, cursor }: EmailQuery, scope: string | undefined) {
  const entityExtendedFilter = clauses.map(({ attribute, operator, value }) => ({
    saasAttrName: attribute,
    saasAttrOp: operator,
    saasAttrValue: value,
  }));
  return {
    requestData: {
      entityFilter: {
        saas,
        startDate: start.toISOString(),
        ...(end !== undefined && { endDate: end.toISOString() }),
      },
      ...(clauses.length > 0 && { entityExtendedFilter }),
      ...(cursor !== undefined && { scrollId: cursor }),
      ...(scope !== undefined && { scopes: [scope] }),
    },
  };
}
