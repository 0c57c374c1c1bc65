import type { Logger } from './log.ts';

/** Closes what was opened in reverse order, even if the start fails halfway. */
export class Closing {
  readonly #logger: Logger;
  readonly #steps: (() => Promise<unknown>)[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        // A failing step must not stop the rest.
        this.#logger.error({ err: error }, 'could not be closed');
      }
    }
  }
}
