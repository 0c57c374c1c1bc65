/**
 * From a reference to the newest event it means.
 *
 * Answers are shared: however many people ask for an event at once, HEC is asked once, and the answer is reused for a
 * moment. Acting never uses a shared answer.
 */
import { addHours, subDays, subHours } from 'date-fns';
import { LRUCache } from 'lru-cache';
import { ttl } from '../cache.ts';
import { EmailNotFoundError, EmailWithoutEventError, EventNotFoundError } from '../events/errors.ts';
import { type EventReference, guid, linkOf, oneSpelling } from '../events/links.ts';
import type { Entity, SecurityEvent } from '../events/security-event.ts';
import type { HecClient, ReadEvent } from '../hec/client.ts';
import { HecNotFoundError, HecTimeoutError } from '../hec/errors.ts';
import { walkEvents } from '../hec/walk.ts';
import { type Narrowing, newestFirst, wordsIn } from './events-about.ts';
import { findEmails } from './find-email.ts';
import type { SeenEventIndex } from './seen-events.ts';

/** What a lookup found out beside the event. Whoever draws its card again has only the event's id. */
export interface FoundBeside {
  /** More events about the same entity. `not_asked`: there may be some, which nobody waited for. */
  otherEvents: number | 'not_asked';
  /** Somebody's link to it in the portal. */
  pastedLink?: string | undefined;
}

export interface FoundEvent extends FoundBeside {
  event: SecurityEvent;
  /** Milliseconds since 1970, from just before HEC was asked. */
  readAt: number;
}

type SearchResult = { kind: 'found'; found: FoundEvent & { event: ReadEvent } } | { kind: 'missing'; error: Missing };

/** HEC answered, and there is no event. */
type Missing = EventNotFoundError | EmailNotFoundError | EmailWithoutEventError;

export interface LookupOptions {
  /** Ask HEC even if an answer is cached. */
  fresh?: boolean;
  /** Ask HEC again for what it didn't have a moment ago. */
  again?: boolean;
  /** When the person asked, in milliseconds since 1970; they may have waited for their turn since. */
  askedAt?: number;
}

export type Lookup = (reference: EventReference, options?: LookupOptions) => Promise<FoundEvent>;

/** How long after it was read an answer is reused. */
const foundForMs = 2_000;
const rememberedForMs = 60_000;
/** In characters of HEC's answers. In memory, an event takes up to five times as much; an everyday one has 2,000. */
const mostSize = 8_000_000;
/** What is kept beside an answer, or instead of one. */
const resultSize = 1_000;
/** Events are created within minutes of their email. People's own reports come later; the search back finds them. */
const hoursBefore = 1;
const hoursAfter = 24;
const daysBack = [1, 7, 30, 180];

export interface EventLookupOptions {
  hec: Pick<HecClient, 'readEvent' | 'readEntity' | 'queryEvents' | 'queryEmails'>;
  /** Which events it has told of before. */
  seen: Pick<SeenEventIndex, 'eventIdsAbout'>;
  tenantLabel: string;
  /** By the event's id. */
  beside: LRUCache<string, FoundBeside>;
  now: () => number;
  /** For one search. */
  limitMs: number;
}

export class EventLookup {
  readonly #options: EventLookupOptions;
  readonly #results: LRUCache<string, SearchResult, { reference: EventReference }>;

  constructor(options: EventLookupOptions) {
    this.#options = options;
    this.#results = new LRUCache<string, SearchResult, { reference: EventReference }>({
      maxSize: mostSize,
      sizeCalculation: (result) => resultSize + (result.kind === 'found' ? result.found.event.size : 0),
      // Callers who wait for an answer get it, even if it has lost its place in the cache.
      ignoreFetchAbort: true,
      ...ttl(rememberedForMs, options.now),
      fetchMethod: (_key, _stale, { context: { reference } }) => this.#find(reference),
    });
  }

  /** @throws EventNotFoundError, or one of the errors in `hec/errors.ts` */
  async lookUp(
    reference: EventReference,
    { fresh = false, again = false, askedAt = this.#options.now() }: LookupOptions = {},
  ): Promise<FoundEvent> {
    const outcome = fresh ? await this.#find(reference) : await this.#shared(reference, askedAt, again);
    if (outcome.kind === 'missing') throw outcome.error;
    return outcome.found;
  }

  /** A missing event is not asked for again within a minute, unless somebody insists: HEC may hang on unknown ids. */
  #shared(reference: EventReference, askedAt: number, again: boolean): Promise<SearchResult> {
    const key = `${reference.kind}:${reference.id}`;
    const known = this.#results.peek(key);
    const isTooOld = known?.kind === 'found' ? known.found.readAt <= askedAt - foundForMs : again;
    return this.#results.forceFetch(key, { context: { reference }, forceRefresh: isTooOld });
  }

  async #find(reference: EventReference): Promise<SearchResult> {
    const limit = AbortSignal.timeout(this.#options.limitMs);
    try {
      return { kind: 'found', found: this.#withWhatIsKnown(await this.#search(reference, limit), reference) };
    } catch (error) {
      if (limit.aborted) throw new HecTimeoutError('own', { cause: error });
      if (!isMissing(error)) throw error;
      return { kind: 'missing', error };
    }
  }

  /** The first link that somebody gave stays: nobody can lead others elsewhere from a card that is there. */
  #withWhatIsKnown(found: FoundEvent & { event: ReadEvent }, reference: EventReference): typeof found {
    const { beside } = this.#options;
    const known = beside.get(found.event.id);
    const otherEvents = mostTelling(found.otherEvents, known?.otherEvents);
    const pastedLink = known?.pastedLink ?? linkOf(reference);
    if (otherEvents !== 0 || pastedLink !== undefined) beside.set(found.event.id, { otherEvents, pastedLink });
    return { ...found, otherEvents, pastedLink };
  }

  async #search(reference: EventReference, signal: AbortSignal): Promise<FoundEvent & { event: ReadEvent }> {
    const { hec, tenantLabel, now } = this.#options;
    const readAt = now();
    if (reference.kind === 'message-id') return this.#searchByMessageId(reference.id, signal);
    const isTypedId = reference.kind === 'typed' && guid(reference.id) === undefined;
    const event = await this.#readNamed(reference, signal);
    if (event !== undefined) return { event, otherEvents: 0, readAt };
    const seen = await this.#readSeen([reference.id], signal);
    if (seen !== undefined) return { event: seen, otherEvents: 'not_asked', readAt };
    const entity = await this.#readEntity(reference, signal);
    if (entity === undefined && isTypedId) throw new EventNotFoundError(tenantLabel, { sought: 'event' });
    const [newest, ...others] = await this.#eventsAbout([reference.id], entity, signal);
    if (newest === undefined) throw new EventNotFoundError(tenantLabel, { sought: 'entity' });
    // The rows of a query lack the actions that HEC offers.
    return { event: await hec.readEvent(newest.id, signal), otherEvents: others.length, readAt };
  }

  async #searchByMessageId(id: string, signal: AbortSignal): Promise<FoundEvent & { event: ReadEvent }> {
    const { hec, tenantLabel, now } = this.#options;
    const readAt = now();
    const copies = await findEmails(id, { hec, now: new Date(readAt), signal });
    const email = copies.find((copy) => copy.email !== undefined);
    if (email?.email === undefined) throw new EmailNotFoundError(tenantLabel, { isAddress: !id.startsWith('<') });
    const ids = copies.map((copy) => copy.id);
    const seen = await this.#readSeen(ids, signal);
    if (seen !== undefined) return { event: seen, otherEvents: 'not_asked', readAt };
    const [newest, ...others] = await this.#eventsAbout(ids, email, signal);
    if (newest === undefined) throw new EmailWithoutEventError(tenantLabel, { entityId: email.id, email: email.email });
    return { event: await hec.readEvent(newest.id, signal), otherEvents: others.length, readAt };
  }

  /** The event that has the id itself. A GUID may be one that something wrote with dashes. */
  async #readNamed({ kind, id }: EventReference, signal: AbortSignal): Promise<ReadEvent | undefined> {
    if (kind !== 'typed' && kind !== 'linked') return undefined;
    try {
      return await unlessNotFound(this.#options.hec.readEvent(id.replaceAll('-', ''), signal));
    } catch (error) {
      if (error instanceof HecTimeoutError && guid(id) !== undefined) return undefined;
      throw error;
    }
  }

  /**
   * The newest event about the entity that HEC has told of before, as HEC tells it now. There may be a newer one. But in an
   * incident a card within a second, with a button that asks HEC for the others, is worth more than the newest event after
   * a search of up to a minute, which HEC may not answer at all. And what is done to an email is on each of its cards.
   */
  async #readSeen(entityIds: readonly string[], signal: AbortSignal): Promise<ReadEvent | undefined> {
    const { hec, seen } = this.#options;
    const sought = new Set(entityIds.map(oneSpelling));
    const known = await Promise.all(entityIds.map((id) => seen.eventIdsAbout(id)));
    for (const eventId of known.flat()) {
      const event = await unlessNotFound(hec.readEvent(eventId, signal));
      if (event !== undefined && sought.has(oneSpelling(event.entityId ?? ''))) return event;
    }
    return undefined;
  }

  /**
   * HEC may hang on unknown entities. A link is known to carry an entity, so then the search goes on. People and files are
   * unknown to it.
   */
  async #readEntity(reference: EventReference, signal: AbortSignal): Promise<Entity | undefined> {
    if (reference.kind === 'item' || guid(reference.id) !== undefined) return undefined;
    try {
      return await unlessNotFound(this.#options.hec.readEntity(reference.id, signal));
    } catch (error) {
      if (error instanceof HecTimeoutError && reference.kind !== 'typed') return undefined;
      throw error;
    }
  }

  /** Newest first, from the first search that finds any. HEC's order is unknown, so each is read to its end. */
  async #eventsAbout(
    entityIds: readonly string[],
    entity: Entity | undefined,
    signal: AbortSignal,
  ): Promise<SecurityEvent[]> {
    const sought = new Set(entityIds);
    for (const search of searchesFor(entity, new Date(this.#options.now()))) {
      // A Map, because pages may repeat an event.
      const matches = new Map<string, SecurityEvent>();
      const visit = (event: SecurityEvent) => {
        if (sought.has(event.entityId ?? '')) matches.set(event.id, event);
      };
      await walkEvents(this.#options.hec, search, visit, signal);
      if (matches.size > 0) return newestFirst(matches.values());
    }
    return [];
  }
}

/** A count says more than none, and none more than that nobody asked. */
function mostTelling(found: FoundBeside['otherEvents'], known: FoundBeside['otherEvents'] = 0): typeof found {
  if (found === 'not_asked') return known === 0 ? found : known;
  return found > 0 ? found : known;
}

type Search = { start: Date; end: Date } & Narrowing;

/**
 * First around the entity's creation, unless that is no time to look at, then back from now. What the entity says narrows
 * that down; if it finds nothing, all is searched. Around its creation, its events may say different things of it.
 */
function searchesFor(entity: Entity | undefined, today: Date): Search[] {
  const around = windowAround(entity?.createdAt, today);
  const back = windowsBack(today);
  const narrowing = narrowingBy(entity);
  if (narrowing === undefined) return [...around, ...back];
  const { saas } = narrowing;
  const narrowed = [...around.map((each) => ({ ...each, saas })), ...back.map((each) => ({ ...each, ...narrowing }))];
  return [...narrowed, ...around, ...back];
}

/** HEC's types of emails are the service's name with `_email`. */
function narrowingBy(entity: Entity | undefined): Narrowing | undefined {
  const saas = /^(.+)_email$/.exec(entity?.type ?? '')?.[1];
  const description = wordsIn(entity?.email?.subject ?? '');
  return saas === undefined || description === undefined ? undefined : { saas, description };
}

/** Older than HEC. Servers write the year 1 for "never", and HEC can't count back from there. */
const oldest = new Date(Date.UTC(2000, 0, 1));

function windowAround(createdAt: Date | undefined, today: Date): { start: Date; end: Date }[] {
  if (createdAt === undefined || createdAt <= oldest || createdAt >= addHours(today, hoursAfter)) return [];
  return [{ start: subHours(createdAt, hoursBefore), end: addHours(createdAt, hoursAfter) }];
}

/** Without overlaps. */
function windowsBack(today: Date): { start: Date; end: Date }[] {
  return daysBack.map((days, index) => ({
    start: subDays(today, days),
    end: subDays(today, daysBack[index - 1] ?? 0),
  }));
}

function isMissing(error: unknown): error is Missing {
  return [EventNotFoundError, EmailNotFoundError, EmailWithoutEventError].some((kind) => error instanceof kind);
}

async function unlessNotFound<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof HecNotFoundError) return undefined;
    throw error;
  }
}
