/**
 * For a place that was just remembered: a run that ended while the message was on its way did not know of it, so the
 * message would stay as it is.
 */
import { hasMovedOn, type Situation } from '../actions/situation.ts';
import type { Store } from '../store/open.ts';

export async function catchUp(store: Store, situation: Situation): Promise<void> {
  if (await hasMovedOn(store, situation)) await store.jobs.send(store.db, 'refresh', { eventId: situation.event.id });
}
