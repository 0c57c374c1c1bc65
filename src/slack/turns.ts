/**
 * Turns for the work behind what people ask, so that a storm of lookups holds up no acknowledgement: one piece of work
 * begins in each turn of the event loop, which also takes one new connection and whatever Slack sent on the others.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Turns {
  /** Begins the work when its turn comes, first come first served. */
  take<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async take(work) {
      last = last.then(() => nextTurn());
      await last;
      return work();
    },
  };
}
