/** The emails of a search that may match, each with its newest event, and what was told of them. */
import type { EmailDetails } from '../../events/email.ts';
import type { Entity, SecurityEvent } from '../../events/security-event.ts';
import { emailIdOf } from '../../events/subject-kind.ts';
import { fields } from '../../search/fields.ts';
import { match } from '../../search/match.ts';
import type { Query } from '../../search/query.ts';
import type { FoundEmail, FoundStep } from './found.ts';

interface Candidate {
  entity: Entity;
  details: EmailDetails;
}

/** Whether events decide which emails match, and whether none may be told before its events are known. */
export function needOfEvents({ filters, words }: Query): { decide: boolean; comeFirst: boolean } {
  const comeFirst =
    filters.some(({ field }) => fields[field].about === 'events') || words.some(({ negated }) => negated);
  // An event's text may have the words, and it may name the MD5 of what its email held.
  return { decide: comeFirst || words.length > 0 || filters.some(({ field }) => field === 'hash'), comeFirst };
}

export class EmailsWithEvents {
  readonly #query: Query;
  readonly #asOf: Date;
  readonly #candidates = new Map<string, Candidate>();
  readonly #newest = new Map<string, SecurityEvent>();
  /** Which event each email was told with, if it was told. */
  readonly #told = new Map<string, string | undefined>();
  readonly #comeFirst: boolean;
  /** Of those that wait until their events are known. */
  readonly #waiting = new Set<string>();

  constructor(query: Query, asOf: Date) {
    this.#query = query;
    this.#asOf = asOf;
    this.#comeFirst = needOfEvents(query).comeFirst;
  }

  get isEmpty(): boolean {
    return this.#candidates.size === 0;
  }

  /** @param isPossible what HEC's answers said of it beside what it holds */
  addEmails(entities: readonly Entity[], isPossible: (id: string) => boolean): Pick<FoundStep, 'found' | 'missed'> {
    const added = entities.flatMap((entity) => {
      const { id, email: details } = entity;
      if (details === undefined || !isPossible(id) || !this.#mayMatch(details)) return [];
      this.#candidates.set(id, { entity, details });
      return [id];
    });
    if (!this.#comeFirst) return this.#judged(added);
    for (const id of added) if (!this.#told.has(id)) this.#waiting.add(id);
    return this.#judged(added.filter((id) => this.#told.has(id)));
  }

  addEvents(events: readonly SecurityEvent[]): Pick<FoundStep, 'found' | 'missed'> {
    const changed = new Set<string>();
    for (const event of events) {
      const id = emailIdOf(event);
      const known = id === undefined ? undefined : this.#newest.get(id);
      if (id === undefined || (known !== undefined && !isNewer(event, known))) continue;
      this.#newest.set(id, event);
      if (!this.#waiting.has(id)) changed.add(id);
    }
    return this.#judged(changed);
  }

  /** All events from here on are known; all there are, if it is undefined. */
  eventsAreKnown(from: Date | undefined): Pick<FoundStep, 'found' | 'missed'> {
    const known = [...this.#waiting].filter((id) => {
      const at = this.#candidates.get(id)?.details.receivedAt;
      return from === undefined || (at !== undefined && at >= from);
    });
    for (const id of known) this.#waiting.delete(id);
    return this.#judged(known);
  }

  /** What an event can't change. */
  #mayMatch(details: EmailDetails): boolean {
    const filters = this.#query.filters.filter(({ field }) => fields[field].about !== 'events' && field !== 'hash');
    const query = { ...this.#query, filters, words: [] };
    return match({ event: undefined, email: { kind: 'read', details } }, query, this.#asOf).kind !== 'miss';
  }

  #judged(ids: Iterable<string>): Pick<FoundStep, 'found' | 'missed'> {
    const told = { found: [] as FoundEmail[], missed: [] as string[] };
    for (const id of ids) {
      const candidate = this.#candidates.get(id);
      const event = this.#newest.get(id);
      if (candidate === undefined || (this.#told.has(id) && this.#told.get(id) === event?.id)) continue;
      if (this.#isMatch(candidate, event)) {
        this.#told.set(id, event?.id);
        told.found.push(foundEmail(candidate, event));
      } else if (this.#told.delete(id)) told.missed.push(id);
    }
    return told;
  }

  #isMatch({ details }: Candidate, event: SecurityEvent | undefined): boolean {
    return match({ event, email: { kind: 'read', details } }, this.#query, this.#asOf).kind !== 'miss';
  }
}

function foundEmail({ entity, details }: Candidate, event: SecurityEvent | undefined): FoundEmail {
  return { kind: 'email', id: entity.id, at: details.receivedAt, entityType: entity.type, details, event };
}

/** Of two at the same time it is the same one, whichever came first. */
function isNewer(event: SecurityEvent, known: SecurityEvent): boolean {
  const laterMs = timeOf(event) - timeOf(known);
  return event.id === known.id || laterMs > 0 || (timeOf(event) === timeOf(known) && event.id > known.id);
}

function timeOf({ createdAt }: SecurityEvent): number {
  return createdAt?.getTime() ?? Number.NEGATIVE_INFINITY;
}
