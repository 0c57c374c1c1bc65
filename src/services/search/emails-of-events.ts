/**
 * Finds out about events what only their emails tell: from whom they are, for the most part. HEC is asked for the emails that
 * have what is sought, and for single ones if a few are left. Of the others it stays unknown.
 */
import { subDays } from 'date-fns';
import type { EmailDetails } from '../../events/email.ts';
import type { Entity, SecurityEvent } from '../../events/security-event.ts';
import { emailIdOf } from '../../events/subject-kind.ts';
import { emailPages, type Window, walk } from '../../hec/walk.ts';
import { clausesFor } from '../../hec/wire/filters.ts';
import { emailServicesOf } from '../../search/email-services.ts';
import { match } from '../../search/match.ts';
import type { Filter, Query } from '../../search/query.ts';
import { EmailServices } from './email-services.ts';
import { requestsAtOnce, type SearchContext } from './search-context.ts';
import { together } from './together.ts';

/** Of one search. HEC may hang on an email that it doesn't have, so nobody waits for many. */
const mostReads = 20;
/** Events are made within minutes of their email. People report some days later. */
const daysBefore = 3;

type Emails = Map<string, EmailDetails>;

export class EmailsOfEvents {
  readonly #query: Query;
  readonly #context: SearchContext;
  readonly #services: EmailServices;
  #reads = 0;

  constructor(query: Query, context: SearchContext) {
    this.#query = query;
    this.#context = context;
    this.#services = new EmailServices(emailServicesOf(query));
  }

  /** Whether the event's email may decide what isn't known yet. */
  mayTell(event: SecurityEvent): boolean {
    return this.#undecided(event).length > 0;
  }

  /** By their ids. @param window of the events' records */
  async read(events: readonly SecurityEvent[], window: Window): Promise<Emails> {
    const found: Emails = new Map();
    const wanted = new Set(events.flatMap((event) => emailIdOf(event) ?? []));
    if (wanted.size === 0) return found;
    const asked = new Set(events.flatMap((event) => this.#undecided(event)));
    for await (const email of together(this.#join(asked, window), requestsAtOnce)) take(email, wanted, found);
    const left = [...wanted].filter((id) => !found.has(id)).slice(0, mostReads - this.#reads);
    this.#reads += left.length;
    for await (const email of together(
      left.map((id) => this.#readOne(id)),
      requestsAtOnce,
    ))
      take(email, wanted, found);
    return found;
  }

  #undecided(event: SecurityEvent): Filter[] {
    if (emailIdOf(event) === undefined) return [];
    const matched = match({ event, email: { kind: 'unread' } }, this.#query, this.#context.asOf);
    if (matched.kind !== 'unknown') return [];
    const ofWords = this.#query.words.map(
      ({ text, negated }): Filter => ({ field: 'subject', negated, values: [text] }),
    );
    return [
      ...this.#query.filters.filter(({ field }) => matched.unknown.includes(field)),
      ...(matched.unknown.includes('words') ? ofWords : []),
    ].filter((filter) => clausesFor(filter) !== undefined);
  }

  /** All emails that have what one filter speaks of: that decides most events. */
  #join([filter]: Iterable<Filter>, { start, end }: Window): AsyncGenerator<Entity[]>[] {
    const queries = filter === undefined ? [] : (clausesFor(filter)?.queries ?? []);
    const window = { start: subDays(start, daysBefore), end };
    const { background, asOf: now, signal } = this.#context;
    return this.#services.names.flatMap((saas) =>
      queries.map((clauses) =>
        this.#services.ask(saas, walk(emailPages(background, { saas, clauses }), window, { now, signal })),
      ),
    );
  }

  async *#readOne(id: string): AsyncGenerator<Entity[]> {
    const { background, signal, logger } = this.#context;
    try {
      yield [await background.readEntity(id, signal)];
    } catch (error) {
      if (signal.aborted) throw error;
      logger.info({ err: error, entityId: id }, 'the email of an event could not be read');
    }
  }
}

function take(emails: readonly Entity[], wanted: ReadonlySet<string>, found: Emails): void {
  for (const { id, email } of emails) if (email !== undefined && wanted.has(id)) found.set(id, email);
}
