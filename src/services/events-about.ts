/**
 * The events about one email, file or person. HEC can't be asked for them: it is asked for the events of the service
 * whose description has some of the same words, and each is compared here.
 */
import { addHours, subDays, subHours } from 'date-fns';
import type { KnownEmail } from '../events/email.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import type { HecClient } from '../hec/client.ts';
import { walkEvents } from '../hec/walk.ts';

export interface EventsAbout {
  /** Newest first, without the event itself. */
  events: SecurityEvent[];
  /** False if the time ran out before HEC had told of all. */
  isComplete: boolean;
}

/** What narrows a query down. HEC takes both as they are, so a wrong one finds nothing. */
export interface Narrowing {
  saas?: string | undefined;
  description?: string | undefined;
}

export interface EventsAboutOptions {
  hec: Pick<HecClient, 'queryEvents'>;
  now: () => number;
  /** For one search. */
  limitMs: number;
}

const daysBack = 180;
/** Events are created within minutes of their email, whatever their description says of it. */
const hoursAround = 24;

export class OtherEvents {
  readonly #options: EventsAboutOptions;
  /** Under way, by the event's id: each may take dozens of pages, and a button can be pressed often. */
  readonly #searches = new Map<string, Promise<EventsAbout>>();

  constructor(options: EventsAboutOptions) {
    this.#options = options;
  }

  /** However many ask at once, HEC is asked once. @throws the errors in `hec/errors.ts` if HEC can't be asked */
  about(event: SecurityEvent, email: KnownEmail): Promise<EventsAbout> {
    const known = this.#searches.get(event.id);
    if (known !== undefined) return known;
    const search = this.#search(event, email).finally(() => this.#searches.delete(event.id));
    this.#searches.set(event.id, search);
    return search;
  }

  async #search(event: SecurityEvent, email: KnownEmail): Promise<EventsAbout> {
    const { hec, now, limitMs } = this.#options;
    // Of events that name nothing, none is about the same.
    if (event.entityId === undefined) return { events: [], isComplete: true };
    const signal = AbortSignal.timeout(limitMs);
    const found = new Map<string, SecurityEvent>();
    const visit = (each: SecurityEvent) => {
      if (each.entityId === event.entityId && each.id !== event.id) found.set(each.id, each);
    };
    const today = new Date(now());
    let isComplete = true;
    try {
      for (const query of queriesAbout(event, email, today)) await walkEvents(hec, query, visit, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      isComplete = false;
    }
    return { events: newestFirst(found.values()), isComplete };
  }
}

/** The other events may not have the words, so those around the same time are looked at without. */
function queriesAbout(event: SecurityEvent, email: KnownEmail, today: Date) {
  const { saas, createdAt } = event;
  const description = email.kind === 'read' ? wordsIn(email.details.subject ?? '') : undefined;
  const whole = { start: subDays(today, daysBack), end: today, saas, description };
  if (description === undefined || createdAt === undefined) return [whole];
  const start = subHours(createdAt, hoursAround);
  const end = addHours(createdAt, hoursAround);
  return [whole, { start, end: end < today ? end : today, saas }].filter((query) => query.start < query.end);
}

const fewestCharacters = 6;
const mostCharacters = 60;

/**
 * Words that a description has as the subject has them: no emoji, which HEC leaves out there, and no quotes or markup.
 * Undefined if they say too little.
 */
export function wordsIn(subject: string): string | undefined {
  const runs = subject.slice(0, 1_000).match(/[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*/gu) ?? [];
  const [longest = ''] = runs.toSorted((one, other) => other.length - one.length);
  const words = longest.slice(0, mostCharacters).trim();
  return words.length < fewestCharacters ? undefined : words;
}

export function newestFirst(events: Iterable<SecurityEvent>): SecurityEvent[] {
  return [...events].sort((one, other) => (other.createdAt?.getTime() ?? 0) - (one.createdAt?.getTime() ?? 0));
}
