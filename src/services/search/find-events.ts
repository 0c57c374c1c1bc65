/**
 * Looks for events in HEC. It filters by time and service only, so all events of that time are read and compared here, the
 * newest first. Whoever waits also sees at once what HEC finds by the words of its descriptions.
 */
import type { EmailDetails, KnownEmail } from '../../events/email.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { emailIdOf } from '../../events/subject-kind.ts';
import type { EventQuery } from '../../hec/client.ts';
import { type Cut, eventPages, type ReadPage, type Window, walk } from '../../hec/walk.ts';
import { newestWindows, olderWindows, recordWindow } from '../../hec/windows.ts';
import { eventNarrowing } from '../../hec/wire/filters.ts';
import { match } from '../../search/match.ts';
import { type Query, windowOf } from '../../search/query.ts';
import { EmailsOfEvents } from './emails-of-events.ts';
import type { FoundEvent, FoundStep } from './found.ts';
import { firstPageBy, requestsAtOnce, type SearchContext } from './search-context.ts';
import { together } from './together.ts';
import { WindowsRead } from './windows-read.ts';

interface Part extends Pick<FoundStep, 'found' | 'missed'> {
  ended?: { window: Window; cut: Cut | undefined };
}

/** @throws the errors in `hec/errors.ts`, or the signal's reason */
export function findEvents(query: Query, context: SearchContext): AsyncGenerator<FoundStep> {
  return new EventSearch(query, context).find();
}

class EventSearch {
  readonly #query: Query;
  readonly #context: SearchContext;
  readonly #emails: EmailsOfEvents;
  readonly #progress: WindowsRead;
  /** Of all events in the windows so far. */
  readonly #ids = new Set<string>();

  constructor(query: Query, context: SearchContext) {
    this.#query = query;
    this.#context = context;
    this.#emails = new EmailsOfEvents(query, context);
    this.#progress = new WindowsRead(context.asOf);
  }

  async *find(): AsyncGenerator<FoundStep> {
    const { asOf } = this.#context;
    const whole = recordWindow(windowOf(this.#query.time, asOf), asOf);
    const [first, ...others] = newestWindows(whole, asOf);
    this.#progress.add([first, ...others]);
    yield* this.#steps([
      this.#read(first, this.#pages({ isAwaited: true })),
      ...this.#firstLooks(whole),
      ...others.map((window) => this.#read(window)),
    ]);
    const older = olderWindows(whole, asOf, this.#ids.size);
    this.#progress.add(older);
    yield* this.#steps(older.map((window) => this.#read(window)));
  }

  async *#steps(parts: AsyncGenerator<Part>[]): AsyncGenerator<FoundStep> {
    for await (const { found, missed, ended } of together(parts, requestsAtOnce)) {
      if (ended !== undefined) this.#progress.end(ended.window, ended);
      yield { found, missed, ...this.#progress.soFar() };
    }
  }

  async *#read(window: Window, pages = this.#pages()): AsyncGenerator<Part> {
    const { asOf: now, signal } = this.#context;
    const unread = new Map<string, SecurityEvent>();
    const walking = walk(pages, window, { now, signal });
    let page = await walking.next();
    for (; page.done !== true; page = await walking.next()) {
      const events = page.value;
      for (const event of events) {
        this.#ids.add(event.id);
        if (this.#emails.mayTell(event)) unread.set(event.id, event);
      }
      yield this.#judged(events.filter(({ id }) => !unread.has(id)));
    }
    const events = [...unread.values()];
    yield { ...this.#judged(events, await this.#emails.read(events, window)), ended: { window, ...page.value } };
  }

  /** Some of what matches, from all of the time. HEC may tell letters by their case, so it isn't all. */
  #firstLooks(whole: Window): AsyncGenerator<Part>[] {
    return firstWords(this.#query).map((description) =>
      this.#firstLook(whole, this.#pages({ description, isAwaited: true })),
    );
  }

  async *#firstLook(whole: Window, pages: ReadPage<SecurityEvent>): AsyncGenerator<Part> {
    const { events } = { events: (await pages(whole, undefined, this.#context.signal)).items };
    yield { ...this.#judged(events.filter((event) => !this.#emails.mayTell(event))) };
  }

  /** @param isAwaited whether somebody waits for the first page */
  #pages({ isAwaited = false, ...more }: { isAwaited?: boolean } & Pick<EventQuery, 'description'> = {}) {
    const { hec, background } = this.#context;
    const narrowing = { ...eventNarrowing(this.#query), ...more };
    const pages = eventPages(background, narrowing);
    return isAwaited ? firstPageBy(eventPages(hec, narrowing), pages) : pages;
  }

  /** What isn't known by now is shown. */
  #judged(events: readonly SecurityEvent[], emails?: ReadonlyMap<string, EmailDetails>): Part {
    const part = { found: [] as FoundEvent[], missed: [] as string[] };
    for (const event of events) {
      const email = emailOf(event, emails);
      const isMiss = match({ event, email }, this.#query, this.#context.asOf).kind === 'miss';
      if (isMiss) part.missed.push(event.id);
      else part.found.push({ kind: 'event', id: event.id, at: event.createdAt, event, email });
    }
    return part;
  }
}

function emailOf(event: SecurityEvent, emails?: ReadonlyMap<string, EmailDetails>): KnownEmail {
  const id = emailIdOf(event);
  if (id === undefined) return { kind: 'none' };
  const details = emails?.get(id);
  return details === undefined ? { kind: 'unread' } : { kind: 'read', details };
}

const mostFirstLooks = 3;

/** What a description may hold of what is sought: each of the senders, or else the longest of the words. */
function firstWords({ filters, words }: Query): string[] {
  const wanted = words.filter(({ negated }) => !negated).map(({ text }) => text);
  const [longest] = wanted.toSorted((one, other) => other.length - one.length);
  if (longest !== undefined) return [longest];
  const senders = filters.flatMap((filter) => (filter.field === 'from' && !filter.negated ? filter.values : []));
  return senders.length > mostFirstLooks ? [] : senders;
}
