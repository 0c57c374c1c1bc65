/** A page of events as the client gives it, from a HEC that doesn't tell how many there are. */

import type { SecurityEvent } from '../../../src/events/security-event.ts';
import type { EventPage } from '../../../src/hec/client.ts';

export function eventPage(events: SecurityEvent[], next?: string): EventPage {
  return { events, next, rows: events.length, total: undefined };
}
