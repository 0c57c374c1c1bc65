/** A search whose steps a test gives one by one. */

import type { Query } from '../../src/search/query.ts';
import type { Finder, FindOptions, FoundEvent, FoundStep, SeenEvents } from '../../src/services/search/found.ts';
import { Search, type SearchOptions } from '../../src/services/search/search.ts';
import { sampleEvent } from './cards/sample-event.ts';

export const asOf = new Date('2026-11-23T12:00:00Z');
export const everything: Query = {
  about: 'events',
  filters: [],
  words: [],
  time: { kind: 'last', span: { amount: 7, unit: 'day' } },
};

/** @param minute before the search's now */
export function foundEvent(id: string, minute: number): FoundEvent {
  const at = new Date(asOf.getTime() - minute * 60_000);
  return { kind: 'event', id, at, event: sampleEvent({ id, createdAt: at }), email: { kind: 'none' } };
}

export function step(given: Partial<FoundStep>): FoundStep {
  return { found: [], missed: [], wholeFrom: asOf, cut: undefined, ...given };
}

/** Each step waits until it is given. */
export class GivenSteps implements Finder {
  readonly #waiting: (() => void)[] = [];
  readonly #steps: (FoundStep | Error | 'end')[] = [];
  signal: AbortSignal | undefined;

  give(...steps: (FoundStep | Error | 'end')[]): void {
    this.#steps.push(...steps);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async *find(_query: Query, { signal }: FindOptions): AsyncGenerator<FoundStep> {
    this.signal = signal;
    for (;;) {
      const next = this.#steps.shift();
      if (next === 'end') return;
      if (next instanceof Error) throw next;
      if (next !== undefined) yield next;
      else await this.#more(signal);
    }
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}

export const nothingSeen: SeenEvents = { search: async () => ({ found: [], asOf: undefined }) };

export function begin(given: Partial<SearchOptions> = {}, query = everything) {
  const finder = new GivenSteps();
  const times = { fullMs: 0, firstMs: 0, changeMs: 0, wholeMs: 60_000 };
  const search = new Search(query, asOf, {
    finder,
    seen: nothingSeen,
    readEmail: async () => undefined,
    times,
    ...given,
  });
  return { search, finder, ended: search.run() };
}
