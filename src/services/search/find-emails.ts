/**
 * Looks for emails in HEC, and for the newest event of each. HEC is told of the filters that mean the same to it. Otherwise
 * all emails of the time are read and compared here, after a first look at what it finds by the filters.
 */
import { hoursToMilliseconds, max } from 'date-fns';
import type { Entity, SecurityEvent } from '../../events/security-event.ts';
import type { EmailQuery } from '../../hec/client.ts';
import { type Cut, emailPages, eventPages, type ReadPage, type Window, walk } from '../../hec/walk.ts';
import { newestWindows, olderWindows, recordWindow } from '../../hec/windows.ts';
import { eventNarrowing, exactClauses, likelyClauses } from '../../hec/wire/filters.ts';
import type { EmailClause } from '../../hec/wire/queries.ts';
import { emailServicesOf } from '../../search/email-services.ts';
import { type Query, windowOf } from '../../search/query.ts';
import { EmailServices, isRefusal } from './email-services.ts';
import { EmailsWithEvents, needOfEvents } from './emails-with-events.ts';
import type { FoundStep } from './found.ts';
import { firstPageBy, requestsAtOnce, type SearchContext } from './search-context.ts';
import { ServerAddresses } from './server-addresses.ts';
import { together } from './together.ts';
import { WindowsRead } from './windows-read.ts';

type Part =
  | { kind: 'emails'; emails: Entity[] }
  | { kind: 'events'; events: SecurityEvent[] }
  | { kind: 'ended'; of: 'emails' | 'events'; window: Window; cut: Cut | undefined };

interface Reader {
  /** From when on its records are. */
  start: Date;
  parts: AsyncGenerator<Part>;
}

/** People report an email, or click on what is in it, some days after it came. */
const eventsComeWithinMs = hoursToMilliseconds(7 * 24);

/** @throws the errors in `hec/errors.ts`, or the signal's reason */
export function findEmails(query: Query, context: SearchContext): AsyncGenerator<FoundStep> {
  return new EmailSearch(query, context).find();
}

class EmailSearch {
  readonly #query: Query;
  readonly #context: SearchContext;
  readonly #whole: Record<'emails' | 'events', Window>;
  readonly #services: EmailServices;
  readonly #addresses: ServerAddresses;
  readonly #emails: EmailsWithEvents;
  readonly #read: Record<'emails' | 'events', WindowsRead>;
  /** Of all in the windows so far. */
  readonly #ids: Record<'emails' | 'events', Set<string>> = { emails: new Set(), events: new Set() };

  constructor(query: Query, context: SearchContext) {
    const { asOf } = context;
    const time = windowOf(query.time, asOf);
    this.#query = query;
    this.#context = context;
    this.#whole = { emails: recordWindow(time, asOf), events: recordWindow(time, asOf, eventsComeWithinMs) };
    this.#services = new EmailServices(emailServicesOf(query));
    this.#addresses = new ServerAddresses(query, context);
    this.#emails = new EmailsWithEvents(query, asOf);
    this.#read = { emails: new WindowsRead(asOf), events: new WindowsRead(asOf) };
  }

  async *find(): AsyncGenerator<FoundStep> {
    await this.#addresses.read(this.#services, this.#whole.emails);
    const exact = exactClauses(this.#query);
    yield* exact === undefined ? this.#findAll() : this.#findExactly(exact);
    yield this.#step(this.#emails.eventsAreKnown(undefined));
  }

  async *#findAll(): AsyncGenerator<FoundStep> {
    const { asOf } = this.#context;
    const [first, ...others] = newestWindows(this.#whole.emails, asOf);
    const events = newestWindows(this.#whole.events, asOf);
    yield* this.#steps([
      ...this.#emailReaders([first], [[]], true),
      ...this.#firstLooks(),
      ...newestFirst([...this.#emailReaders(others, [[]]), ...this.#eventReaders(events)]),
    ]);
    this.#services.throwIfNoneIsLeft();
    const older = olderWindows(this.#whole.emails, asOf, this.#ids.emails.size);
    yield* this.#steps(newestFirst([...this.#emailReaders(older, [[]]), ...this.#olderEventReaders()]));
  }

  /** Few, so all of the time is asked for at once, and their events if there are any. */
  async *#findExactly(queries: EmailClause[][]): AsyncGenerator<FoundStep> {
    yield* this.#steps(this.#emailReaders([this.#whole.emails], queries, true));
    this.#services.throwIfNoneIsLeft();
    if (this.#emails.isEmpty) return;
    yield* this.#steps(this.#eventReaders(newestWindows(this.#whole.events, this.#context.asOf)));
    yield* this.#steps(this.#olderEventReaders());
  }

  async *#steps(readers: Reader[]): AsyncGenerator<FoundStep> {
    const parts = readers.map((reader) => reader.parts);
    for await (const part of together(parts, requestsAtOnce)) yield* this.#take(part);
  }

  *#take(part: Part): Generator<FoundStep> {
    switch (part.kind) {
      case 'emails':
        yield this.#step(this.#emails.addEmails(part.emails, (id) => this.#addresses.allow(id)));
        break;
      case 'events':
        yield this.#step(this.#emails.addEvents(part.events));
        break;
      case 'ended':
        this.#read[part.of].end(part.window, part);
    }
    const { wholeFrom } = this.#read.events.soFar();
    yield this.#step(wholeFrom === undefined ? { found: [], missed: [] } : this.#emails.eventsAreKnown(wholeFrom));
  }

  #step(told: Pick<FoundStep, 'found' | 'missed'>): FoundStep {
    const emails = this.#read.emails.soFar();
    const events = this.#read.events.soFar();
    const cut = emails.cut ?? events.cut;
    if (!needOfEvents(this.#query).decide) return { ...told, wholeFrom: emails.wholeFrom, cut };
    return { ...told, wholeFrom: later(emails.wholeFrom, events.wholeFrom), cut };
  }

  /** @param queries of each service. What any of them finds counts. */
  #emailReaders(windows: Window[], queries: EmailClause[][], isAwaited = false): Reader[] {
    const { names } = this.#services;
    this.#read.emails.add(windows, names.length * queries.length);
    return windows.flatMap((window) =>
      names.flatMap((saas) =>
        queries.map((clauses) => ({
          start: window.start,
          parts: this.#readEmails(saas, window, this.#emailPages({ saas, clauses }, isAwaited)),
        })),
      ),
    );
  }

  async *#readEmails(saas: string, window: Window, pages: ReadPage<Entity>): AsyncGenerator<Part> {
    const { asOf: now, signal } = this.#context;
    const walking = this.#services.ask(saas, walk(pages, window, { now, signal }));
    let page = await walking.next();
    for (; page.done !== true; page = await walking.next()) {
      const emails = page.value;
      for (const { id } of emails) this.#ids.emails.add(id);
      yield { kind: 'emails', emails };
    }
    yield { kind: 'ended', of: 'emails', window, cut: page.value?.cut };
  }

  #eventReaders(windows: Window[]): Reader[] {
    this.#read.events.add(windows);
    return windows.map((window) => ({ start: window.start, parts: this.#readEvents(window) }));
  }

  #olderEventReaders(): Reader[] {
    return this.#eventReaders(olderWindows(this.#whole.events, this.#context.asOf, this.#ids.events.size));
  }

  async *#readEvents(window: Window): AsyncGenerator<Part> {
    const { background, asOf: now, signal } = this.#context;
    const walking = walk(eventPages(background, eventNarrowing(this.#query)), window, { now, signal });
    let page = await walking.next();
    for (; page.done !== true; page = await walking.next()) {
      const events = page.value;
      for (const { id } of events) this.#ids.events.add(id);
      yield { kind: 'events', events };
    }
    yield { kind: 'ended', of: 'events', window, cut: page.value.cut };
  }

  /** Some of what matches, from all of the time. HEC may tell letters by their case, so it isn't all. */
  #firstLooks(): Reader[] {
    const queries = likelyClauses(this.#query) ?? [];
    const { start } = this.#whole.emails;
    return this.#services.names.flatMap((saas) =>
      queries.map((clauses) => ({ start, parts: this.#firstLook(this.#emailPages({ saas, clauses }, true)) })),
    );
  }

  /** HEC may refuse a clause that only some tenants know. */
  async *#firstLook(pages: ReadPage<Entity>): AsyncGenerator<Part> {
    try {
      const { items: emails } = await pages(this.#whole.emails, undefined, this.#context.signal);
      yield { kind: 'emails', emails };
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  /** @param isAwaited whether somebody waits for the first page */
  #emailPages(narrowing: Pick<EmailQuery, 'saas' | 'clauses'>, isAwaited: boolean): ReadPage<Entity> {
    const { hec, background } = this.#context;
    const pages = emailPages(background, narrowing);
    return isAwaited ? firstPageBy(emailPages(hec, narrowing), pages) : pages;
  }
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  return one === undefined || other === undefined ? undefined : max([one, other]);
}

/** Emails before the events about them. */
function newestFirst(readers: Reader[]): Reader[] {
  return readers.toSorted((one, other) => other.start.getTime() - one.start.getTime());
}
