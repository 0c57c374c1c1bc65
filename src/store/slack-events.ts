/** Which of Slack's events were handled: one delivered twice is handled once, by any process. */
import { inArray, lt } from 'drizzle-orm';
import type { Executor } from './executor.ts';
import { handledEvents } from './schema.ts';
import { rowsAtOnce } from './steps.ts';

/** True for the first claim of a Slack `event_id`, false for any later one. */
export async function claimSlackEvent(executor: Executor, eventId: string, at: Date): Promise<boolean> {
  const inserted = await executor
    .insert(handledEvents)
    .values({ eventId, at })
    .onConflictDoNothing()
    .returning({ eventId: handledEvents.eventId });
  return inserted.length > 0;
}

export async function forgetSlackEventsBefore(executor: Executor, before: Date): Promise<number> {
  const { at, eventId } = handledEvents;
  const oldest = executor.select({ eventId }).from(handledEvents).where(lt(at, before)).orderBy(at).limit(rowsAtOnce);
  const removed = await executor.delete(handledEvents).where(inArray(eventId, oldest)).returning({ eventId });
  return removed.length;
}
