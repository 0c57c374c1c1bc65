/** Which of Slack's events were handled: one delivered twice is handled once, by any process. */
import { lt } from 'drizzle-orm';
import type { Executor } from './executor.ts';
import { handledEvents } from './schema.ts';
import { removeSome } from './steps.ts';

/** True for the first claim of a Slack `event_id`, false for any later one. */
export async function claimSlackEvent(executor: Executor, eventId: string, at: Date): Promise<boolean> {
  const inserted = await executor
    .insert(handledEvents)
    .values({ eventId, at })
    .onConflictDoNothing()
    .returning({ eventId: handledEvents.eventId });
  return inserted.length > 0;
}

export function forgetSlackEventsBefore(executor: Executor, before: Date): Promise<number> {
  const { at, eventId } = handledEvents;
  return removeSome(executor, { from: handledEvents, key: eventId, where: lt(at, before), by: [at] });
}
