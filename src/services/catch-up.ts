/**
 * For what was just shown: a run that ended while the message was on its way may not have known of the place, or was
 * shown before it, so the message would stay as it is.
 */

import type { Store } from '../store/open.ts';
import { hasMovedOn, type Situation } from './event-snapshot.ts';

export async function catchUp(store: Store, situation: Situation): Promise<void> {
  if (await hasMovedOn(store, situation)) await store.jobs.send(store.db, 'refresh', { eventId: situation.event.id });
}
