/**
 * For what was just shown: a run that ended while the message was on its way may not have known of the place, or was
 * shown before it, so the message would stay as it is.
 */

import type { Store } from '../store/open.ts';
import { type EventSnapshot, hasMovedOn } from './event-snapshot.ts';

export async function catchUp(store: Store, snapshot: EventSnapshot): Promise<void> {
  if (await hasMovedOn(store, snapshot)) await store.jobs.send(store.db, 'refresh', { eventId: snapshot.event.id });
}
