/**
 * Records by id, listed and dated fast enough for a query over tens of thousands of them. They may be changed at any time,
 * so nothing is sorted by time; what is kept is checked whenever it is used.
 */

import { readTime } from './read-time.ts';

export class Records<T> extends Map<string, T> {
  #list: readonly T[] | undefined;

  get list(): readonly T[] {
    this.#list ??= [...this.values()];
    return this.#list;
  }

  override set(id: string, record: T): this {
    this.#list = undefined;
    return super.set(id, record);
  }

  override delete(id: string): boolean {
    this.#list = undefined;
    return super.delete(id);
  }

  override clear(): void {
    this.#list = undefined;
    super.clear();
  }
}

/** The times of the records in a list, each by its place: parsed again only if the text there is another one. */
export class Times {
  readonly #texts: (string | null | undefined)[] = [];
  readonly #times: number[] = [];

  at(place: number, text: string | null | undefined): number {
    const known = this.#times[place];
    if (known !== undefined && this.#texts[place] === text) return known;
    const time = readTime(text);
    this.#texts[place] = text;
    this.#times[place] = time;
    return time;
  }
}
