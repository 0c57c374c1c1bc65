/** Which emails came from the servers that a search speaks of. HEC filters by their addresses, and doesn't tell them. */
import { emailPages, type Window, walk } from '../../hec/walk.ts';
import { clausesFor } from '../../hec/wire/filters.ts';
import type { EmailClause } from '../../hec/wire/queries.ts';
import type { Query } from '../../search/query.ts';
import type { EmailServices } from './email-services.ts';
import { requestsAtOnce, type SearchContext } from './search-context.ts';
import { together } from './together.ts';

export class ServerAddresses {
  readonly #context: SearchContext;
  readonly #filters: { queries: EmailClause[][]; negated: boolean; ids: Set<string> }[];

  constructor({ filters }: Query, context: SearchContext) {
    this.#context = context;
    this.#filters = filters
      .filter(({ field }) => field === 'ip')
      .map((filter) => ({ queries: clausesFor(filter)?.queries ?? [], negated: filter.negated, ids: new Set() }));
  }

  async read(services: EmailServices, window: Window): Promise<void> {
    const asking = this.#filters.flatMap(({ queries, ids }) =>
      services.names.flatMap((saas) =>
        queries.map((clauses) => services.ask(saas, this.#collect(ids, { saas, clauses }, window))),
      ),
    );
    for await (const _ of together(asking, requestsAtOnce));
    services.throwIfNoneIsLeft();
  }

  /** What a search asks for, and doesn't rule out. */
  allow(id: string): boolean {
    return this.#filters.every(({ ids, negated }) => ids.has(id) !== negated);
  }

  async *#collect(ids: Set<string>, asked: { saas: string; clauses: EmailClause[] }, window: Window) {
    const { background, asOf: now, signal } = this.#context;
    for await (const emails of walk(emailPages(background, asked), window, { now, signal })) {
      for (const { id } of emails) ids.add(id);
      yield emails.length;
    }
  }
}
