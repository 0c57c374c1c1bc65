/** What a search found, in numbers, and the worst of it. Only events count: an email that no event is about is nobody else's. */

import type { Severity } from '../../events/security-event.ts';
import { severityMark } from '../../events/severity.ts';
import type { Found, FoundEvent } from './found.ts';

export interface Summary {
  /** Each event once. */
  events: number;
  /** The worst first. */
  bySeverity: { severity: Severity; count: number }[];
  /** The most frequent first. */
  byState: { state: string; count: number }[];
  /** The worst first, and of those the newest. */
  worst: FoundEvent[];
}

const mostWorst = 5;

export function summarise(found: readonly Found[]): Summary {
  const events = eventsIn(found);
  const worst = events.toSorted(
    (one, other) =>
      level(other.event) - level(one.event) || timeOf(other) - timeOf(one) || (one.id < other.id ? -1 : 1),
  );
  return {
    events: events.length,
    bySeverity: grouped(worst, ({ event }) => severityMark(event.severity).word).map(([first, count]) => ({
      severity: first.event.severity,
      count,
    })),
    byState: grouped(events, ({ event }) => event.state ?? '')
      .map(([first, count]) => ({ state: first.event.state ?? '', count }))
      .toSorted((one, other) => other.count - one.count),
    worst: worst.slice(0, mostWorst),
  };
}

function eventsIn(found: readonly Found[]): FoundEvent[] {
  const events = new Map<string, FoundEvent>();
  for (const each of found) {
    if (each.kind === 'event') events.set(each.id, each);
    else if (each.event !== undefined) {
      const { event, details } = each;
      const email = { kind: 'read', details } as const;
      events.set(event.id, { kind: 'event', id: event.id, at: event.createdAt, event, email });
    }
  }
  return [...events.values()];
}

/** The first of each group, in the order given, and how many it has. */
function grouped(events: readonly FoundEvent[], keyOf: (event: FoundEvent) => string): [FoundEvent, number][] {
  const groups = new Map<string, [FoundEvent, number]>();
  for (const event of events) {
    const [first, count] = groups.get(keyOf(event)) ?? [event, 0];
    groups.set(keyOf(event), [first, count + 1]);
  }
  return [...groups.values()];
}

function level({ severity }: FoundEvent['event']): number {
  return severity.kind === 'known' ? severity.level : 0;
}

function timeOf({ at }: FoundEvent): number {
  return at === undefined || Number.isNaN(at.getTime()) ? Number.NEGATIVE_INFINITY : at.getTime();
}
