/**
 * Reads all that a query finds: page after page, and the window in halves where HEC cuts the answer short.
 *
 * Nothing is known of the order of its rows. Both ends of a window belong to it, and it is on when HEC made its record of
 * something, which may be hours after that happened.
 */
import { differenceInMilliseconds } from 'date-fns';
import type { Entity, SecurityEvent } from '../events/security-event.ts';
import type { EmailQuery, EventPage, EventQuery, HecClient } from './client.ts';
import { HecFailureError } from './errors.ts';
import { mayPass } from './retry.ts';

export interface Window {
  start: Date;
  /** Undefined for HEC's own now, since its clock may be ahead of ours. */
  end: Date | undefined;
}

/** One page of a query's answer. */
export type ReadPage<T> = (window: Window, cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;

interface Page<T> extends Omit<EventPage, 'events'> {
  items: T[];
}

export function eventPages(
  hec: Pick<HecClient, 'queryEvents'>,
  narrowing: Pick<EventQuery, 'saas' | 'description'>,
): ReadPage<SecurityEvent> {
  return async (window, cursor, signal) => {
    const { events: items, ...page } = await hec.queryEvents({ ...narrowing, ...window, cursor }, signal);
    return { items, ...page };
  };
}

export function emailPages(
  hec: Pick<HecClient, 'queryEmails'>,
  narrowing: Pick<EmailQuery, 'saas' | 'clauses'>,
): ReadPage<Entity> {
  return async (window, cursor, signal) => {
    const { entities: items, ...page } = await hec.queryEmails({ ...narrowing, ...window, cursor }, signal);
    return { items, ...page };
  };
}

/** HEC ends an answer at about 10,000 rows without a word. */
const cutAt = 9_500;
/** An answer's pages have about 100 rows, so one of these that has no cursor may not be the last. */
const fullPage = 100;
/** Of one window, so that a cursor that never ends does. */
const mostPages = 1_000;
/** HEC forgets a cursor at a time that it doesn't tell. */
const mostStarts = 3;
/** Of one walk, if HEC forgets its cursors each time: short windows have one page, which needs none. */
const mostLost = 100;
const shortestWindowMs = 60_000;

export interface WalkOptions {
  /** Where a window without an end is halved from. */
  now: Date;
  signal: AbortSignal;
}

/**
 * Why there may be more than was read: HEC ended its list at about 10,000 rows, or gave a full page and no cursor to the next.
 * Even in the shortest window, or it would have been halved.
 */
export type Cut = 'ceiling' | 'no_cursor';

/**
 * Yields the items of each page, perhaps more than once, in any order. Tells at its end whether HEC has more that it lets
 * nobody walk. @throws the errors in `errors.ts`, or the signal's reason
 */
export function walk<T>(
  read: ReadPage<T>,
  window: Window,
  options: WalkOptions,
): AsyncGenerator<T[], { cut: Cut | undefined }> {
  return walkIn(read, window, { ...options, lost: { windows: 0 } });
}

interface Walking extends WalkOptions {
  /** Windows of this walk that HEC could not be read on in. */
  lost: { windows: number };
}

async function* walkIn<T>(
  read: ReadPage<T>,
  window: Window,
  walking: Walking,
): AsyncGenerator<T[], { cut: Cut | undefined }> {
  const { start, end } = window;
  const lastsMs = differenceInMilliseconds(end ?? walking.now, start);
  const canBeHalved = lastsMs > shortestWindowMs;
  const cut = yield* readWindow(read, window, { ...walking, canBeHalved });
  if (cut === undefined || !canBeHalved) return { cut };
  const middle = new Date(start.getTime() + lastsMs / 2);
  const newer = yield* walkIn(read, { start: middle, end }, walking);
  const older = yield* walkIn(read, { start, end: middle }, walking);
  return { cut: newer.cut ?? older.cut };
}

/**
 * Tells what kept it from being all. It begins again if a page is lost: HEC would go on with the one after it, or has forgotten
 * the cursor. If that is in vain, its halves may need no cursor.
 */
async function* readWindow<T>(
  read: ReadPage<T>,
  window: Window,
  { signal, lost, canBeHalved }: Walking & { canBeHalved: boolean },
): AsyncGenerator<T[], Cut | undefined> {
  for (let starts = 1; ; starts += 1) {
    let page = await read(window, undefined, signal);
    // Its halves are read anyway.
    if (canBeHalved && (page.total ?? 0) >= cutAt) {
      yield page.items;
      return 'ceiling';
    }
    try {
      let seen = 0;
      for (let pages = 1; ; pages += 1) {
        seen += page.rows;
        yield page.items;
        if (page.next === undefined || pages === mostPages) return cutAfter(page, seen);
        page = await read(window, page.next, signal);
      }
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      // Where it was in vain before, it most likely is again.
      if (starts < mostStarts && lost.windows === 0) continue;
      if (!canBeHalved || !isCursorGone(error) || lost.windows === mostLost) throw error;
      lost.windows += 1;
      return 'no_cursor';
    }
  }
}

/** HEC says the same if it fails otherwise. Then the first page of a half fails, too. */
function isCursorGone(error: unknown): boolean {
  return error instanceof HecFailureError;
}

/** A last page that isn't empty has no cursor; so has any page, of a HEC that gives none. Its total tells, or its size. */
function cutAfter({ rows, total, next }: Pick<EventPage, 'rows' | 'total' | 'next'>, seen: number): Cut | undefined {
  if (seen >= cutAt) return 'ceiling';
  if (rows === 0 || next !== undefined) return undefined;
  const isWhole = total === undefined ? rows < fullPage : total <= seen;
  return isWhole ? undefined : 'no_cursor';
}

/** @param visit is called for each event, perhaps more than once, in any order */
export async function walkEvents(
  hec: Pick<HecClient, 'queryEvents'>,
  { start, end, ...narrowing }: Omit<EventQuery, 'cursor' | 'end'> & { end: Date },
  visit: (event: SecurityEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const pages = walk(eventPages(hec, narrowing), { start, end }, { now: end, signal });
  for await (const events of pages) for (const event of events) visit(event);
}
