/** Until emails can be searched: says so rather than finding nothing, or events in their place. */
import { KnownError } from '../../errors.ts';
import type { Query } from '../../search/query.ts';
import type { Finder, FindOptions, FoundStep } from './found.ts';

class EmailsUnsearchableError extends KnownError {
  readonly code = 'emails_unsearchable';
  readonly sentence = 'This app can’t search emails yet. Leave in:emails and filters about emails out.';
}

export class EventFinder implements Finder {
  readonly #finder: Finder;

  constructor(finder: Finder) {
    this.#finder = finder;
  }

  find(query: Query, options: FindOptions): AsyncGenerator<FoundStep> {
    if (query.about === 'emails') throw new EmailsUnsearchableError('emails can’t be searched yet');
    return this.#finder.find(query, options);
  }
}
