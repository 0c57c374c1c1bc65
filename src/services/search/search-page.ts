/** What somebody is shown of a search: a page of its list, and how far it has come. */
import type { Cut } from '../../hec/walk.ts';
import type { Query } from '../../search/query.ts';
import type { Found } from './found.ts';

export const rowsPerPage = 10;
/** HEC lists about as many of one query. Nobody pages through more, and each takes some kilobytes. */
export const mostFound = 10_000;

export type StopReason = 'closed' | 'another' | 'too_long';

export type Progress =
  | { kind: 'looking' }
  /** `cut`: why there may be more, if HEC didn’t tell of all of it or the list has room for no more. */
  | { kind: 'whole'; cut: Cut | 'list_full' | undefined }
  /**
   * HEC failed on the way, or at once. `knownAsOf`: when HEC last told of any event. `knownBackTo`: how far back that was
   * looked at, if not all of it was.
   */
  | { kind: 'failed'; error: unknown; knownAsOf: Date | undefined; knownBackTo?: Date | undefined }
  | { kind: 'stopped'; why: StopReason };

export interface Row {
  found: Found;
  standing: Standing;
}

/**
 * What became of a row that was shown. `never_matched`: it was not known whether it matches, and what HEC has told since rules
 * it out.
 */
export type Standing = 'matches' | 'matches_no_more' | 'never_matched';

export interface SearchPage {
  query: Query;
  /** The search's "now". */
  asOf: Date;
  /** From 1. */
  page: number;
  rows: Row[];
  /** Found so far, on all pages. */
  total: number;
  /** Found since, and newer than what was shown. */
  newer: number;
  /** Of the total: events of which HEC doesn’t tell what was asked for, or hasn’t yet. */
  unsure: number;
  /** Rows that match no more have places, too. */
  hasNext: boolean;
  /** HEC has told of everything from here on. */
  wholeFrom: Date | undefined;
  progress: Progress;
}
