/**
 * Remembers each event that HEC tells of, and finds it again: for a link at once, and for a search while HEC is slow or
 * can't be reached.
 *
 * Nobody waits for it: what HEC told is written behind the answer, in batches, and what can't be written is lost, for HEC
 * has it still.
 */
import { AsyncResource } from 'node:async_hooks';
import { LRUCache } from 'lru-cache';
import type { EmailDetails } from '../events/email.ts';
import { eventId, oneSpelling } from '../events/links.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import type { HecClient } from '../hec/client.ts';
import { HecNotFoundError } from '../hec/errors.ts';
import type { Logger } from '../log.ts';
import type { Query } from '../search/query.ts';
import { eventIdsAbout, forgetEvents, keepEmails, keepEvents, lastSeenAt, searchIndex } from '../store/event-index.ts';
import type { Store } from '../store/open.ts';
import { type NewSeenEmail, type NewSeenEvent, toEmailRow, toRow } from '../store/seen-event-row.ts';
import type { FoundEvent, SeenBefore, SeenEvents } from './search/found.ts';

/** What tells of events, whoever asks. */
export type EventReader = Pick<HecClient, 'readEvent' | 'readEntity' | 'queryEvents' | 'queryEmails'>;

/** When HEC was asked for it, in milliseconds since 1970. */
type AskedAt = number;

/** Long enough for what one answer told to go together, too short for anybody to miss it. */
const writtenAfterMs = 200;
/** The embedded database answers nothing else meanwhile, so a statement takes some ten milliseconds at most. */
const rowsAtOnce = 100;
/** Of each kind. Some kilobytes each. What comes beyond that is more than the database can take, and the oldest is dropped. */
const mostWaiting = 5_000;
const mostEmails = 1_000;
/** Each is asked for until HEC has one. */
const mostAbout = 3;

export interface SeenEventIndexOptions {
  store: Pick<Store, 'db'>;
  logger: Logger;
  now: () => number;
}

export class SeenEventIndex implements SeenEvents {
  readonly #options: SeenEventIndexOptions;
  readonly #events = waiting<NewSeenEvent>();
  readonly #emails = waiting<NewSeenEmail>();
  readonly #gone = waiting<string>();
  /** An email may be read before the search for its events has found any, and stands for all of them. */
  readonly #lastEmails = new LRUCache<string, NewSeenEmail>({ max: mostEmails });
  readonly #flushBehind: () => void;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: SeenEventIndexOptions) {
    this.#options = options;
    // Otherwise its log lines would carry the id of the request that happened to be the first to tell of something.
    this.#flushBehind = AsyncResource.bind(() => void this.flush());
  }

  saw(events: Iterable<SecurityEvent>, askedAt: AskedAt): void {
    for (const event of events) {
      const row = toRow(event, new Date(askedAt));
      const waits = row && this.#events.peek(row.eventId);
      if (row === undefined || (waits !== undefined && waits.seenAt > row.seenAt)) continue;
      this.#gone.delete(row.eventId);
      this.#events.set(row.eventId, row);
      const email = this.#lastEmails.get(row.entityId ?? '');
      if (email !== undefined) this.#emails.set(email.entityId, email);
    }
    this.#flushSoon();
  }

  sawEmail(entityId: string, details: EmailDetails, askedAt: AskedAt): void {
    const row = toEmailRow(entityId, details, new Date(askedAt));
    if (row === undefined) return;
    this.#emails.set(row.entityId, row);
    this.#lastEmails.set(row.entityId, row);
    this.#flushSoon();
  }

  /** HEC has the event no more. */
  sawNone(eventId: string): void {
    const id = oneSpelling(eventId);
    this.#events.delete(id);
    this.#gone.set(id, id);
    this.#flushSoon();
  }

  /** The same HEC; what it tells is remembered. */
  through(hec: EventReader): EventReader {
    const { now } = this.#options;
    return {
      readEvent: async (id, signal) => {
        const askedAt = now();
        try {
          const event = await hec.readEvent(id, signal);
          this.saw([event], askedAt);
          return event;
        } catch (error) {
          if (error instanceof HecNotFoundError) this.sawNone(id);
          throw error;
        }
      },
      readEntity: async (id, signal) => {
        const askedAt = now();
        const entity = await hec.readEntity(id, signal);
        if (entity.email !== undefined) this.sawEmail(id, entity.email, askedAt);
        return entity;
      },
      queryEvents: async (query, signal) => {
        const askedAt = now();
        const page = await hec.queryEvents(query, signal);
        this.saw(page.events, askedAt);
        return page;
      },
      queryEmails: async (query, signal) => {
        const askedAt = now();
        const page = await hec.queryEmails(query, signal);
        for (const { id, email } of page.entities) if (email !== undefined) this.sawEmail(id, email, askedAt);
        return page;
      },
    };
  }

  /** The ids of the events about an email, a file or a person, newest first. Never rejects: HEC can be asked instead. */
  async eventIdsAbout(entityId: string): Promise<string[]> {
    try {
      const ids = await eventIdsAbout(this.#options.store.db, oneSpelling(entityId), mostAbout);
      // HEC can't be asked for others.
      return ids.flatMap((id) => eventId(id) ?? []);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the index of events could not be read');
      return [];
    }
  }

  /**
   * Finds no emails: the index knows of them only what an event's row shows, so a list of it would be taken for all that
   * there is. Never rejects: HEC is asked for all of it anyway.
   */
  async search(query: Query, asOf: Date, limit: number): Promise<SeenBefore> {
    try {
      return await this.#search(query, asOf, limit);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the index of events could not be searched');
      return { found: [], asOf: undefined, lookedBackTo: undefined };
    }
  }

  async #search(query: Query, asOf: Date, limit: number): Promise<SeenBefore> {
    // What a list of emails holds, it has from HEC.
    if (query.about === 'emails') return { found: [], asOf: undefined, lookedBackTo: undefined };
    // What was told a moment ago is part of what is known.
    await this.flush();
    const { db } = this.#options.store;
    const seenAt = await lastSeenAt(db);
    const { found, lookedBackTo } = await searchIndex(db, query, asOf, limit);
    const rows = found.map(({ event, email }): FoundEvent => {
      return { kind: 'event', id: event.id, at: event.createdAt, event, email };
    });
    return { found: rows, asOf: seenAt, lookedBackTo };
  }

  /** Writes what waits. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(this.#flushBehind, writtenAfterMs).unref();
  }

  async #write(): Promise<void> {
    const { store, logger } = this.#options;
    try {
      // An email changes what is kept of its events, so they go first.
      await inBatches(this.#events, (rows) => keepEvents(store.db, rows));
      await inBatches(this.#emails, (rows) => keepEmails(store.db, rows));
      await inBatches(this.#gone, (ids) => forgetEvents(store.db, ids));
    } catch (error) {
      // Without the rows, which hold what emails say.
      logger.warn({ err: error }, 'what HEC told of events could not be kept in the index');
    }
  }
}

function waiting<Row extends object | string>(): LRUCache<string, Row> {
  return new LRUCache({ max: mostWaiting });
}

/** What the database doesn't take is not tried again. */
async function inBatches<Row extends object | string>(
  waits: LRUCache<string, Row>,
  write: (rows: Row[]) => Promise<void>,
): Promise<void> {
  while (waits.size > 0) {
    const batch = [...waits.entries()].slice(0, rowsAtOnce);
    for (const [key] of batch) waits.delete(key);
    await write(batch.map(([, row]) => row));
  }
}
