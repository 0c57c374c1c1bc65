/**
 * How a tenant's HEC answers queries, where sources disagree or HEC does what nobody expects. Plain data: a test sets
 * what it needs. What is usual is what was recorded; what nobody recorded is the stricter of two guesses.
 */

export interface QueryHabits {
  /** No order is documented. The shuffle is the same for the same seed, whatever is asked. */
  order: 'shuffled' | 'oldest first' | 'newest first';
  seed: number;
  /** Rows that one query counts and lets be walked; of more than these, it says nothing. */
  ceiling: number;
  /** Our guess: it is not known how long HEC keeps a cursor. */
  cursorSeconds: number;
  /** `missing`: there is none, so nobody gets beyond the first page. */
  cursor: 'stable' | 'missing';
  /** What tells that there is no more: an empty page, or that the last one has no cursor. */
  end: 'empty page' | 'no cursor';
  /** Which of an answer's two totals there are. */
  totals: 'both' | 'recordsNumber' | 'none';
  /** How a page of a single row is written, and one of none. */
  singleRow: 'list' | 'object';
  noRows: 'list' | 'null';
  /** Whether the undocumented `pageSize` of a request counts. */
  honoursPageSize: boolean;
  /** Of `description`, and of every clause about an email. */
  letterCase: 'exact' | 'any';
  /** From an event to HEC's record of it. The window is on the record; nothing in the event tells its time. */
  recordedAfterSeconds: number;
  /** From a record to the first query that finds it. */
  indexedAfterSeconds: { event: number; email: number };
  /** What the window over emails is on. It is never on `received`. */
  emailWindow: 'entityCreated' | 'entityUpdated';
  /** Which spelling of severities the filter knows; others match nothing. */
  severities: 'any' | 'digits' | 'words';
  /** Which states a query finds that names none. */
  statesByDefault: 'all' | 'new and detected';
  /** What a clause does whose attribute or operator HEC doesn't know. */
  unknownClause: 'matches nothing' | 'is ignored' | 'is refused';
  /** Whether `is` works on the list of recipients: one client sends it, another says that only `contains` does. */
  isOnRecipients: boolean;
  /** Services that the tenant has no licence for: searching them is forbidden. */
  unlicensed: string[];
}

export function usualHabits(): QueryHabits {
  return {
    order: 'shuffled',
    seed: 1,
    ceiling: 10_000,
    cursorSeconds: 300,
    cursor: 'stable',
    end: 'empty page',
    totals: 'both',
    singleRow: 'list',
    noRows: 'list',
    honoursPageSize: false,
    letterCase: 'exact',
    recordedAfterSeconds: 0,
    indexedAfterSeconds: { event: 0, email: 0 },
    emailWindow: 'entityCreated',
    severities: 'any',
    statesByDefault: 'all',
    unknownClause: 'matches nothing',
    isOnRecipients: false,
    unlicensed: [],
  };
}
