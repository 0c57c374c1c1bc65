/** How far a search has come, while several of its windows are read at once. */
import type { Cut, Window } from '../../hec/walk.ts';
import { knownFrom } from '../../hec/windows.ts';
import type { FoundStep } from './found.ts';

export class WindowsRead {
  readonly #now: Date;
  /** The newest first, with how many readers of each are still on their way. */
  readonly #windows: { window: Window; readers: number }[] = [];
  #cut: Cut | undefined;

  constructor(now: Date) {
    this.#now = now;
  }

  /** Older than all before. */
  add(windows: readonly Window[], readers = 1): void {
    this.#windows.push(...windows.map((window) => ({ window, readers })));
  }

  /** One reader of the window has come to its end. */
  end(window: Window, { cut }: { cut: Cut | undefined }): void {
    this.#cut ??= cut;
    for (const each of this.#windows) if (each.window === window) each.readers -= 1;
  }

  /** How much of it is looked through without a gap. */
  soFar(): Pick<FoundStep, 'wholeFrom' | 'cut'> {
    const gap = this.#windows.findIndex(({ readers }) => readers > 0);
    const last = this.#windows.at(gap === -1 ? -1 : gap - 1);
    const isNone = gap === 0 || last === undefined;
    return { wholeFrom: isNone ? undefined : knownFrom(last.window.start, this.#now), cut: this.#cut };
  }
}
