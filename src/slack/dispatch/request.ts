/** What every handler of a request from Slack gets. */
import type { RequestKind } from '../../metrics.ts';
import type { Listeners } from './listener.ts';
import type { Services } from './services.ts';

export interface RequestContext {
  listeners: Listeners;
  services: Services;
  /** Call it once Slack has the acknowledgement. */
  acknowledged: (kind: RequestKind) => void;
  /** More requests are in progress than can be answered in time. */
  isFull: boolean;
}

/** Own properties only: every object also has a `constructor`, and names come from outside. */
export function named<Listener>(table: Record<string, Listener>, name: string): Listener | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
