/** What a search asks of HEC. */
import type { HecReader } from '../../hec/client.ts';
import type { ReadPage } from '../../hec/walk.ts';
import type { Logger } from '../../log.ts';

export interface SearchedHec {
  /** For people: what somebody is waiting to see first. */
  hec: Pick<HecReader, 'queryEvents' | 'queryEmails'>;
  background: Pick<HecReader, 'queryEvents' | 'queryEmails' | 'readEntity'>;
  logger: Logger;
}

/** What a search is about beside its query. */
export interface SearchContext extends SearchedHec {
  asOf: Date;
  signal: AbortSignal;
}

/** As many of a search's requests as may be out at once. All background work has eight. */
export const requestsAtOnce = 4;

/** The first page in the people's line, and what follows behind them. */
export function firstPageBy<T>(people: ReadPage<T>, background: ReadPage<T>): ReadPage<T> {
  return (window, cursor, signal) => (cursor === undefined ? people : background)(window, cursor, signal);
}
