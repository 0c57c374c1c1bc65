/** What a card shows of an ordinary event on which nothing was done here, and a way to vary it. */
import type { EventSnapshot } from '../../../src/services/event-snapshot.ts';
import { sampleEvent } from './sample-event.ts';

export function sampleSnapshot(changes: Partial<EventSnapshot> = {}): EventSnapshot {
  return {
    event: sampleEvent(),
    otherEvents: 0,
    readAt: 0,
    runs: [],
    recorded: new Map(),
    last: undefined,
    email: { kind: 'unread' },
    emailOffers: [],
    revision: '0',
    ...changes,
  };
}
