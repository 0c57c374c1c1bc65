/** Reads all that a query of events finds: page after page, and the window in halves if HEC cuts the answer short. */
import type { SecurityEvent } from '../events/security-event.ts';
import type { EventPage, EventQuery, HecClient } from './client.ts';
import { mayPass } from './retry.ts';

type Window = Omit<EventQuery, 'cursor'>;
type Reader = Pick<HecClient, 'queryEvents'>;

/** HEC ends an answer at about 10,000 rows without a word. */
const cutAt = 9_500;
/** An answer's pages have about 100 rows, so one of these that has no cursor may not be the last. */
const fullPage = 100;
/** Of one window, so that a cursor that never ends does. */
const mostPages = 1_000;
/** HEC forgets a cursor at a time that it doesn't tell. */
const mostStarts = 3;
const shortestWindowMs = 60_000;

/** @param visit is called for each event, perhaps more than once, in any order */
export async function walkEvents(
  hec: Reader,
  query: Window,
  visit: (event: SecurityEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const isWhole = await readWindow(hec, query, visit, signal);
  const lastsMs = query.end.getTime() - query.start.getTime();
  if (isWhole || lastsMs <= shortestWindowMs) return;
  const middle = new Date(query.start.getTime() + lastsMs / 2);
  await walkEvents(hec, { ...query, end: middle }, visit, signal);
  await walkEvents(hec, { ...query, start: middle }, visit, signal);
}

/**
 * Tells whether that was all of it. It begins again if a page is lost: HEC would go on with the one after it, or has forgotten
 * the cursor.
 */
async function readWindow(
  hec: Reader,
  query: Window,
  visit: (event: SecurityEvent) => void,
  signal: AbortSignal,
): Promise<boolean> {
  for (let starts = 1; ; starts += 1) {
    let page = await hec.queryEvents(query, signal);
    try {
      let seen = 0;
      for (let pages = 1; ; pages += 1) {
        seen += page.rows;
        for (const event of page.events) visit(event);
        if (page.next === undefined || pages === mostPages) return isWholeAt(page, seen);
        page = await hec.queryEvents({ ...query, cursor: page.next }, signal);
      }
    } catch (error) {
      if (starts === mostStarts || signal.aborted || !mayPass(error)) throw error;
    }
  }
}

/** A last page that isn't empty has no cursor; so has any page, of a HEC that gives none. Its total tells, or its size. */
function isWholeAt({ rows, total, next }: EventPage, seen: number): boolean {
  if (seen >= cutAt) return false;
  if (rows === 0 || next !== undefined) return true;
  return total === undefined ? rows < fullPage : total <= seen;
}
