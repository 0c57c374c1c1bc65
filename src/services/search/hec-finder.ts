/** Searches HEC for what a query is about. */
import type { Query } from '../../search/query.ts';
import { findEmails } from './find-emails.ts';
import { findEvents } from './find-events.ts';
import type { Finder, FindOptions, FoundStep } from './found.ts';
import type { SearchedHec } from './search-context.ts';

export class HecFinder implements Finder {
  readonly #hec: SearchedHec;

  constructor(hec: SearchedHec) {
    this.#hec = hec;
  }

  async *find(query: Query, { asOf, signal }: FindOptions): AsyncGenerator<FoundStep> {
    const ended = new AbortController();
    const context = { ...this.#hec, asOf, signal: AbortSignal.any([signal, ended.signal]) };
    try {
      yield* query.about === 'events' ? findEvents(query, context) : findEmails(query, context);
    } finally {
      // What is still under way has nobody to tell.
      ended.abort(new Error('the search has ended'));
    }
  }
}
