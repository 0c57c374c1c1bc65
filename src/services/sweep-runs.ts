/**
 * Finds runs that go on in the record although no job sees to them any more: the queue was emptied, or the database comes
 * from a backup. Such a run would block its event for good. It gets its job again, and that ends it by what HEC shows. One
 * that had just ended gets those again that tell it and redraw its cards.
 */
import type { RunningRun } from '../actions/run.ts';
import type { Logger } from '../log.ts';
import type { Executor } from '../store/executor.ts';
import type { Store } from '../store/open.ts';
import { lostRuns, untoldRuns } from '../store/runs.ts';
import type { Looks } from './finish-run.ts';

export interface RunSweeperOptions {
  store: Store;
  logger: Logger;
  settleAfterSeconds: number;
  firstPauseSeconds: number;
  looks: Looks;
}

export class RunSweeper {
  readonly #options: RunSweeperOptions;

  constructor(options: RunSweeperOptions) {
    this.#options = options;
  }

  async sweep(): Promise<void> {
    const { store, logger } = this.#options;
    const lost = await store.transaction(async (tx) => {
      const runs = await lostRuns(tx);
      for (const run of runs) await this.#sendJob(tx, run);
      const untold = await untoldRuns(tx);
      for (const { id: runId, eventId } of untold) {
        await store.jobs.send(tx, 'refresh', { eventId });
        await store.jobs.send(tx, 'announce', { runId });
      }
      return [...runs, ...untold];
    });
    for (const { id: runId, eventId, state } of lost) logger.warn({ runId, eventId, state }, 'a run had lost its job');
  }

  async #sendJob(tx: Executor, { id: runId, state }: RunningRun): Promise<void> {
    const { store, settleAfterSeconds, firstPauseSeconds, looks } = this.#options;
    switch (state) {
      case 'claimed':
      case 'sending':
        // Its process may be alive and about to send, or waiting for HEC's answer: it has as long as after a claim.
        return store.jobs.send(tx, 'settle', { runId }, { startAfterSeconds: settleAfterSeconds });
      case 'following':
        return store.jobs.send(tx, 'follow', { runId, attempt: 0 }, { startAfterSeconds: firstPauseSeconds });
      case 'looking':
        return store.jobs.send(tx, 'look', { runId, attempt: 0 }, { startAfterSeconds: looks.beforeSeconds[0] ?? 0 });
    }
  }
}
