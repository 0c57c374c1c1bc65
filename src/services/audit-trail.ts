/** Writes the audit trail: who looked an event up, searched, shared an event, or was refused. Actions are recorded by their own runs. */
import type { ActionRun } from '../actions/run.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import {
  type AuditAttempt,
  type AuditEntry,
  countsOf,
  lookupsByPerson,
  type PersonLookups,
  type RecordedRefusal,
  recordFound,
  recordLookup,
  recordOf,
  recordRefusal,
  recordSearch,
  recordShare,
} from '../store/audit-trail.ts';
import type { Store } from '../store/open.ts';
import type { LookupRecord } from './event-snapshot.ts';

/** The trail adds the team and the time. */
type Attempt = Omit<AuditAttempt, 'at' | 'teamId'>;

export type Refusal = Omit<RecordedRefusal, 'at' | 'teamId'>;

const listedKinds = ['action', 'share', 'refusal'] as const;
type ListedKind = (typeof listedKinds)[number];

interface EventTrail {
  /** Newest first of each kind, as many as were asked for. */
  entries: AuditEntry[];
  /** Of each kind, however many are listed. */
  counts: Partial<Record<AuditEntry['kind'], number>>;
}

export interface AuditTrailOptions {
  store: Pick<Store, 'db' | 'batched'>;
  /** Rejects while Slack can't say which team the app is in. */
  identity: () => Promise<{ teamId: string }>;
  now: () => number;
}

export class AuditTrail {
  readonly #options: AuditTrailOptions;

  constructor(options: AuditTrailOptions) {
    this.#options = options;
  }

  /** Tells the runs on the event, newest first. */
  async lookedUp({ id, entityId }: SecurityEvent, by: Omit<Attempt, 'eventId' | 'entityId'>): Promise<ActionRun[]> {
    return this.#options.store.batched.recordLookup({ ...(await this.#stamped(by)), eventId: id, entityId });
  }

  /** For `EventSnapshots.read`. */
  recorder(by: Omit<Attempt, 'eventId' | 'entityId'>): Required<LookupRecord> {
    return {
      event: (event) => this.lookedUp(event, by),
      emailAlone: (entityId) => this.emailLookedUp(entityId, by),
    };
  }

  /** An email that no event is about. */
  async emailLookedUp(entityId: string, by: Omit<Attempt, 'eventId' | 'entityId'>): Promise<void> {
    await recordLookup(this.#options.store.db, { ...(await this.#stamped(by)), entityId });
  }

  /** Before anything is listed. Tells the record's id. */
  async searched(by: Attempt, query: string): Promise<string> {
    return recordSearch(this.#options.store.db, { ...(await this.#stamped(by)), query });
  }

  /** @param found how many */
  async searchEnded(recordId: string, found: number): Promise<void> {
    await recordFound(this.#options.store.db, recordId, found);
  }

  async shared(attempt: Attempt): Promise<void> {
    await recordShare(this.#options.store.db, await this.#stamped(attempt));
  }

  /** @param found how many events it counts */
  async summaryShared(attempt: Attempt, query: string, found: number): Promise<void> {
    await recordShare(this.#options.store.db, { ...(await this.#stamped(attempt)), query, found });
  }

  async refused(refusal: Refusal): Promise<void> {
    await recordRefusal(this.#options.store.db, await this.#stamped(refusal));
  }

  /** Of lookups, which may outnumber everything else a thousand to one, only how many there are. */
  async ofEvent(eventId: string, limits: Record<ListedKind, number>): Promise<EventTrail> {
    const { db } = this.#options.store;
    const [counts, ...lists] = await Promise.all([
      countsOf(db, eventId),
      ...listedKinds.map((kind) => recordOf(db, eventId, limits[kind], kind)),
    ]);
    return { entries: lists.flat(), counts };
  }

  /** Each person once, who looked last first. */
  lookupsOf(eventId: string, limit: number): Promise<PersonLookups[]> {
    return lookupsByPerson(this.#options.store.db, eventId, limit);
  }

  async #stamped<Given extends object>(given: Given): Promise<Given & { at: Date; teamId: string }> {
    const { teamId } = await this.#options.identity();
    return { ...given, at: new Date(this.#options.now()), teamId };
  }
}
