/**
 * `POST /event/query`: filters that are never refused, unsorted rows, and pages under one unchanging cursor.
 *
 * As in recorded answers: `availableEventActions` is null in every row, an unknown filter value matches nothing,
 * `recordsNumber` counts all pages, and the last answer is an empty page without a cursor.
 */

import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { severityDigit } from './effects.ts';
import type { WireEvent } from './wire.ts';
import type { World } from './world.ts';

export type Page =
  | { kind: 'rows'; rows: unknown[]; total: number; scrollId: string | null }
  | { kind: 'invalid'; field: string; message: string }
  /** Expired, never existed, or came with other filters. */
  | { kind: 'unknown cursor' };

/** Our guess: it is not known how long HEC keeps a cursor. */
const cursorMilliseconds = 5 * 60_000;

/** Years have four digits, and there is no year 0. */
const date = z
  .string()
  .refine((text) => /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(Date.parse(text)), 'Invalid date');
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
  }),
});

type Filters = z.infer<typeof query>['requestData'];

interface Cursor {
  filters: string;
  rest: unknown[];
  total: number;
  expires: number;
}

export class EventQueries {
  readonly #world: World;
  readonly #scopes: readonly string[];
  readonly #now: () => Date;
  readonly #cursors = new Map<string, Cursor>();

  constructor(world: World, scopes: readonly string[], now: () => Date) {
    this.#world = world;
    this.#scopes = scopes;
    this.#now = now;
  }

  page(body: unknown): Page {
    const asked = query.safeParse(body);
    if (!asked.success) {
      const issue = asked.error.issues[0];
      const field = String(issue?.path.at(-1) ?? 'requestData');
      return { kind: 'invalid', field, message: issue?.message ?? 'Field required' };
    }
    const { scrollId, ...filters } = asked.data.requestData;
    const id = scrollId ? scrollId : this.#open(filters);
    const cursor = this.#cursors.get(id);
    if (cursor === undefined || cursor.expires <= this.#now().getTime() || cursor.filters !== JSON.stringify(filters)) {
      return { kind: 'unknown cursor' };
    }
    const rows = cursor.rest.splice(0, this.#world.pageSize);
    return { kind: 'rows', rows, total: cursor.total, scrollId: rows.length === 0 ? null : id };
  }

  /** Rows are fixed now, however late the pages are requested. */
  #open(filters: Filters): string {
    const rows = this.#rows(filters);
    const id = randomUUID().replaceAll('-', '');
    const expires = this.#now().getTime() + cursorMilliseconds;
    this.#cursors.set(id, { filters: JSON.stringify(filters), rest: rows, total: rows.length, expires });
    return id;
  }

  #rows(filters: Filters): unknown[] {
    if (filters.scopes !== undefined && !filters.scopes?.some((scope) => this.#scopes.includes(String(scope))))
      return [];
    const events = [...this.#world.events.keys()]
      .flatMap((id) => this.#world.shownEvent(id) ?? [])
      .filter((event) => matches(event, filters, this.#now()))
      .sort((a, b) => scrambled(a).localeCompare(scrambled(b)))
      .map((event): unknown => ({ ...structuredClone(event), availableEventActions: null }));
    if (events.length === 0 || filters.eventIds !== undefined) return events;
    const middle = Math.floor(events.length / 2);
    return [...events.slice(0, middle), ...this.#world.brokenRows, ...events.slice(middle)];
  }
}

function matches(event: WireEvent, filters: Filters, now: Date): boolean {
  const created = Date.parse(event.eventCreated ?? '');
  if (!(created >= Date.parse(filters.startDate))) return false;
  if (created > (filters.endDate ? Date.parse(filters.endDate) : now.getTime())) return false;
  return (
    accepts(filters.eventTypes, event.type, written) &&
    accepts(filters.eventStates, event.state, written) &&
    accepts(filters.severities, event.severity, (value) => severityDigit(value) ?? written(value)) &&
    accepts(filters.saas, event.saas, written) &&
    accepts(filters.eventIds, event.eventId, written) &&
    (filters.confidenceIndicator === undefined || filters.confidenceIndicator === event.confidenceIndicator) &&
    (filters.description === undefined || (event.description ?? '').includes(filters.description))
  );
}

function accepts(filter: z.infer<typeof list> | undefined, value: unknown, form: (value: unknown) => string): boolean {
  if (filter === undefined) return true;
  return filter?.some((accepted) => form(accepted) === form(value)) ?? false;
}

function written(value: unknown): string {
  return String(value).toLowerCase().replaceAll(' ', '_');
}

/** An order unrelated to time, and the same for every page. */
function scrambled(event: WireEvent): string {
  return createHash('sha256').update(event.eventId).digest('hex');
}
