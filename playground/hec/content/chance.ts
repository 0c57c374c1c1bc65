/** Chance that is the same for the same seed (mulberry32). */

export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 on, less than the given one. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** A whole number from 1 to the given one. */
  upTo(most: number): number {
    return 1 + this.below(most);
  }

  is(probability: number): boolean {
    return this.#next() < probability;
  }

  of<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  }

  /** An id in HEC's format. */
  id(): string {
    const part = () =>
      this.below(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return `${part()}${part()}${part()}${part()}`;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
