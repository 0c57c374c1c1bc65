/**
 * The snapshot that a card shows: the event, what is being done and was done about it, and what is on offer.
 */

import type { EmailOffer } from '../../actions/offers.ts';
import { type ActionRun, isRunning, type RunningRun } from '../../actions/run.ts';
import type { HistoryEntry, SecurityEvent } from '../../events/security-event.ts';

export interface CardInput {
  event: SecurityEvent;
  /** How many more events there are of the same entity. */
  otherEvents?: number | undefined;
  /** The id of the person who asked for the card. */
  requestedBy?: string | undefined;
  /** Our own runs on the event and on its email, ended and running, in any order. */
  runs?: readonly ActionRun[] | undefined;
  /** The entries of the event's history that record one of these runs, by the run's id. */
  recorded?: ReadonlyMap<string, HistoryEntry> | undefined;
  emailOffers?: readonly EmailOffer[] | undefined;
  /** What the card knows, as a short token of letters, digits and hyphens: it comes back with a click. */
  revision?: string | undefined;
}

/** Those that are not over, the newest first. Usually one at most: the event is claimed before anything is sent. */
export function runningOf(runs: readonly ActionRun[] = []): RunningRun[] {
  return runs.filter(isRunning).toSorted((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}
