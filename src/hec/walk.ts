/** Reads all that a query of events finds: page after page, and the window in halves if HEC cuts the answer short. */
import type { SecurityEvent } from '../events/security-event.ts';
import type { EventPage, EventQuery, HecClient } from './client.ts';

/** HEC ends an answer at 10,000 rows without a word. Some of them may be unreadable, and don't arrive here. */
const cutAt = 9_500;
/** Of one window, so that a cursor that never ends does. */
const mostPages = 1_000;
const shortestWindowMs = 60_000;

/** @param visit is called for each event, perhaps more than once, in any order */
export async function walkEvents(
  hec: Pick<HecClient, 'queryEvents'>,
  query: Omit<EventQuery, 'cursor'>,
  visit: (event: SecurityEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let page: EventPage | undefined;
  let seen = 0;
  for (let pages = 0; pages < mostPages && (page === undefined || page.next !== undefined); pages += 1) {
    page = await hec.queryEvents({ ...query, cursor: page?.next }, signal);
    seen += page.events.length;
    for (const event of page.events) visit(event);
  }
  const lastsMs = query.end.getTime() - query.start.getTime();
  if (seen < cutAt || lastsMs <= shortestWindowMs) return;
  const middle = new Date(query.start.getTime() + lastsMs / 2);
  await walkEvents(hec, { ...query, end: middle }, visit, signal);
  await walkEvents(hec, { ...query, start: middle }, visit, signal);
}
