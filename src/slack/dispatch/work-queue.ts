/**
 * A queue that lets acknowledgements pass before the work behind requests: each turn of the event loop begins one piece
 * of work, or none if the turn brought something new from Slack.
 *
 * Node takes one new connection per turn: with long turns, Slack would wait for that alone.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface WorkQueue {
  /** Call it for everything that comes from Slack. */
  arrived(): void;
  /** First come, first served. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** @param longestWaitMs after this, work begins however much comes */
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
