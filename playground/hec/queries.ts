/**
 * `POST /event/query`: filters that are never refused, and rows in no order.
 *
 * As in recorded answers: `availableEventActions` is null in every row, an unknown filter value matches nothing, and
 * `recordsNumber` counts all pages.
 */

import { z } from 'zod';
import { severityDigit } from './effects.ts';
import { date, type Found, inOrder, type Page, Pages, withBroken } from './pages.ts';
import type { QueryHabits } from './query-habits.ts';
import { readTime } from './read-time.ts';
import { Times } from './records.ts';
import type { WireEvent } from './wire.ts';
import type { World } from './world.ts';

// Unlike an absent filter, an explicit null matches nothing.
const list = z.array(z.union([z.string(), z.number()])).nullable();
const query = z.object({
  requestData: z.object({
    startDate: date,
    endDate: date.nullish(),
    eventTypes: list.optional(),
    eventStates: list.optional(),
    severities: list.optional(),
    saas: list.optional(),
    eventIds: list.optional(),
    scopes: list.optional(),
    confidenceIndicator: z.string().optional(),
    description: z.string().optional(),
    scrollId: z.string().nullish(),
    pageSize: z.number().optional(),
  }),
});

type Filters = Omit<z.infer<typeof query>['requestData'], 'scrollId' | 'pageSize'>;

export class EventQueries {
  readonly #world: World;
  readonly #scopes: readonly string[];
  readonly #now: () => Date;
  readonly #pages: Pages;
  readonly #times = new Times();

  constructor(world: World, scopes: readonly string[], now: () => Date) {
    this.#world = world;
    this.#scopes = scopes;
    this.#now = now;
    this.#pages = new Pages(world, now);
  }

  page(body: unknown): Page {
    const asked = query.safeParse(body);
    if (!asked.success) return refusal(asked.error);
    const { scrollId, pageSize, ...filters } = asked.data.requestData;
    const page = this.#pages.page({ scrollId, pageSize, filters }, () => this.#find(filters));
    if (page.kind !== 'rows') return page;
    return { ...page, rows: page.rows.map(withoutOffer) };
  }

  #find(filters: Filters): unknown[] {
    if (!reaches(filters.scopes, this.#scopes)) return [];
    const events = inOrder(this.#inWindow(filters), this.#world.queries);
    return filters.eventIds === undefined ? withBroken(events, this.#world.brokenRows) : events;
  }

  #inWindow(filters: Filters): Found<WireEvent>[] {
    const { queries: habits, quirks } = this.#world;
    const now = this.#now().getTime();
    const start = readTime(filters.startDate);
    const end = filters.endDate ? readTime(filters.endDate) : now;
    const found: Found<WireEvent>[] = [];
    this.#world.shownEvents().forEach((event, place) => {
      const { recordedAfterSeconds, indexedAfterSeconds } = quirks.get(event.eventId) ?? {};
      const created = this.#times.at(place, event.eventCreated);
      const at = created + (recordedAfterSeconds ?? habits.recordedAfterSeconds) * 1_000;
      const indexed = at + (indexedAfterSeconds ?? habits.indexedAfterSeconds.event) * 1_000;
      if (!(at >= start && at <= end) || indexed > now) return;
      if (matches(event, filters, habits)) found.push({ id: event.eventId, at, record: event });
    });
    return found;
  }
}

export function refusal({ issues: [issue] }: z.ZodError): Page {
  return {
    kind: 'invalid',
    field: String(issue?.path.at(-1) ?? 'requestData'),
    message: issue?.message ?? 'Field required',
  };
}

/** Whoever names a tenant that the key doesn't reach finds nothing. */
export function reaches(asked: z.infer<typeof list> | undefined, scopes: readonly string[]): boolean {
  return asked === undefined || asked?.some((scope) => scopes.includes(String(scope))) === true;
}

const statesOnOwnAccord: Record<QueryHabits['statesByDefault'], string[] | undefined> = {
  all: undefined,
  'new and detected': ['new', 'detected'],
};

function matches(event: WireEvent, filters: Filters, habits: QueryHabits): boolean {
  const { confidenceIndicator, description, eventStates = statesOnOwnAccord[habits.statesByDefault] } = filters;
  return (
    accepts(filters.eventTypes, event.type, written) &&
    accepts(eventStates, event.state, written) &&
    accepts(
      knownSeverities(filters.severities, habits),
      event.severity,
      (value) => severityDigit(value) ?? written(value),
    ) &&
    accepts(filters.saas, event.saas, written) &&
    accepts(filters.eventIds, event.eventId, written) &&
    (confidenceIndicator === undefined || confidenceIndicator === event.confidenceIndicator) &&
    (description === undefined || cased(event.description ?? '', habits).includes(cased(description, habits)))
  );
}

/** Texts as they are compared. */
export function cased(text: string, { letterCase }: QueryHabits): string {
  return letterCase === 'any' ? text.toLowerCase() : text;
}

function knownSeverities(filter: Filters['severities'], { severities }: QueryHabits): Filters['severities'] {
  if (severities === 'any') return filter;
  return filter?.filter((value) => /^[1-5]$/.test(String(value)) === (severities === 'digits'));
}

function accepts(filter: z.infer<typeof list> | undefined, value: unknown, form: (value: unknown) => string): boolean {
  if (filter === undefined) return true;
  return filter?.some((accepted) => form(accepted) === form(value)) ?? false;
}

function written(value: unknown): string {
  return String(value).toLowerCase().replaceAll(' ', '_');
}

function withoutOffer(row: unknown): unknown {
  const isEvent = typeof row === 'object' && row !== null && 'availableEventActions' in row;
  return isEvent ? { ...row, availableEventActions: null } : row;
}
