/**
 * Removes what is past its time in small steps with pauses between them: a backlog that is removed at once would hold up
 * every lookup, and on the embedded database nothing else can run meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** The most rows that one statement removes. */
export const rowsAtOnce = 1_000;
/** The rest waits for the next time, so that every table gets its turn. */
const mostSteps = 50;
const pauseMs = 100;

/** @param step removes up to `rowsAtOnce` rows, and tells how many it removed */
export async function inSteps(step: () => Promise<number>, signal: AbortSignal): Promise<void> {
  for (let steps = 0; steps < mostSteps && !signal.aborted; steps++) {
    if ((await step()) < rowsAtOnce) return;
    await sleep(pauseMs);
  }
}
