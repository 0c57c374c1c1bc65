/** What a request from Slack is handled with, whatever its kind. */
import type { RequestKind } from '../../metrics.ts';
import type { Listeners } from './listener.ts';
import type { Services } from './services.ts';

export interface RequestContext {
  listeners: Listeners;
  services: Services;
  /** Called once Slack has the acknowledgement. */
  acknowledged: (kind: RequestKind) => void;
  /** More requests are being worked on than can be answered in time. */
  isFull: boolean;
}

/** From the table itself: every object also has a `constructor`, and a name comes from outside. */
export function named<Listener>(table: Record<string, Listener>, name: string): Listener | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
