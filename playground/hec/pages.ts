/**
 * Pages of what a query found, under one cursor that stays the same. HEC keeps the position: whoever sends a cursor again
 * because an answer was lost gets the page after it.
 */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { World } from './world.ts';

export type Page =
  | { kind: 'rows'; rows: unknown[]; total: number; scrollId: string | null }
  | { kind: 'invalid'; field: string; message: string }
  | { kind: 'forbidden' }
  /** Expired, never existed, or came with other filters. */
  | { kind: 'unknown cursor' };

/** A record that a query found. */
export interface Found<T> {
  id: string;
  /** When HEC made the record. */
  at: number;
  record: T;
}

interface Walk {
  filters: string;
  rows: unknown[];
  position: number;
  expires: number;
}

const mostRows = 100;

/** Years have four digits, and there is no year 0. */
export const date = z
  .string()
  .refine((text) => /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(Date.parse(text)), 'Invalid date');

export class Pages {
  readonly #world: World;
  readonly #now: () => Date;
  readonly #walks = new Map<string, Walk>();

  constructor(world: World, now: () => Date) {
    this.#world = world;
    this.#now = now;
  }

  /** Which rows there are, and in which order, is decided at the first page. A row is written when its page is sent. */
  page(
    asked: { scrollId?: string | null | undefined; pageSize?: number | undefined; filters: object },
    find: () => unknown[],
  ): Page {
    const filters = JSON.stringify(asked.filters);
    const id = asked.scrollId ? asked.scrollId : this.#open(filters, find());
    const walk = this.#walks.get(id);
    const isOver = walk === undefined || walk.expires <= this.#now().getTime();
    if (isOver || walk.filters !== filters) return { kind: 'unknown cursor' };
    const { cursor, end, honoursPageSize } = this.#world.queries;
    const wanted = honoursPageSize ? (asked.pageSize ?? mostRows) : mostRows;
    const rows = walk.rows.slice(walk.position, walk.position + Math.min(wanted, this.#world.pageSize, mostRows));
    walk.position += rows.length;
    const isLast = rows.length === 0 || (end === 'no cursor' && walk.position >= walk.rows.length);
    const scrollId = isLast || cursor === 'missing' ? null : id;
    return { kind: 'rows', rows: structuredClone(rows), total: walk.rows.length, scrollId };
  }

  #open(filters: string, found: unknown[]): string {
    const now = this.#now().getTime();
    for (const [id, { expires }] of this.#walks) if (expires <= now) this.#walks.delete(id);
    const { ceiling, cursorSeconds } = this.#world.queries;
    const id = randomUUID().replaceAll('-', '');
    const expires = now + cursorSeconds * 1_000;
    this.#walks.set(id, { filters, rows: found.slice(0, ceiling), position: 0, expires });
    return id;
  }
}

/** The records in the tenant's order. */
export function inOrder<T>(found: Found<T>[], { order, seed }: World['queries']): T[] {
  const place = { 'oldest first': 1, 'newest first': -1 };
  const key = ({ id, at }: Found<T>) => (order === 'shuffled' ? scrambled(id, seed) : at * place[order]);
  return found
    .map((each) => ({ key: key(each), record: each.record }))
    .sort((one, other) => one.key - other.key)
    .map(({ record }) => record);
}

/** Something that is no record, in the middle of those that are. */
export function withBroken(records: unknown[], broken: readonly unknown[]): unknown[] {
  if (records.length === 0) return records;
  return records.toSpliced(Math.floor(records.length / 2), 0, ...broken);
}

/** FNV-1a, then mixed: an order unrelated to time or id, fast enough for 50,000 records. */
function scrambled(id: string, seed: number): number {
  let hash = Math.imul(2_166_136_261 ^ seed, 16_777_619);
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
  return (hash ^ (hash >>> 13)) >>> 0;
}
