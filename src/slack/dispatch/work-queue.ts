/**
 * Turns for the work behind what people ask, so that a storm of lookups holds up no acknowledgement: one piece of work
 * begins in each turn of the event loop, and none in a turn that brought something new from Slack.
 *
 * Node takes one new connection in each turn: with long turns, Slack would wait for that alone.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface WorkQueue {
  /** Something came from Slack. */
  arrived(): void;
  /** Begins the work when its turn comes, first come first served. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** @param longestWaitMs after which the work begins however much comes */
export function createWorkQueue(longestWaitMs = 1_000): WorkQueue {
  let arrivals = 0;
  let last: Promise<void> = Promise.resolve();

  async function quietTurn(until: number): Promise<void> {
    let before: number;
    do {
      before = arrivals;
      await nextTurn();
    } while (arrivals > before && performance.now() < until);
  }

  return {
    arrived() {
      arrivals += 1;
    },
    async run(work) {
      const until = performance.now() + longestWaitMs;
      last = last.then(() => quietTurn(until));
      await last;
      return work();
    },
  };
}
