/**
 * What a card shows: the event, what was done and is being done about it, and what can be done now.
 *
 * The event and our own record must match: with an event from before a run and a revision from after it, somebody could
 * act on outdated information. So an event older than the last run is read again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { type EmailOffer, emailOffersOn } from '../actions/offers.ts';
import { reconcile } from '../actions/outcome.ts';
import { type ActionRun, type EndedRun, isEnded, lastEffective, revisionAfter } from '../actions/run.ts';
import { ttl, upTo } from '../cache.ts';
import type { EmailDetails, KnownEmail } from '../events/email.ts';
import type { EventReference } from '../events/links.ts';
import type { HistoryEntry, SecurityEvent } from '../events/security-event.ts';
import { emailIdOf } from '../events/subject-kind.ts';
import type { HecClient } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/open.ts';
import { correctOutcome } from './correct-outcome.ts';
import type { FoundEvent, Lookup, LookupOptions } from './lookup-event.ts';

export interface EventSnapshot extends FoundEvent {
  /** Our latest runs on the event, newest first, running ones too. */
  runs: ActionRun[];
  /** HEC's record of our runs, by the run's id. */
  recorded: ReadonlyMap<string, HistoryEntry>;
  /** As `lastEffective` finds it. */
  last: EndedRun | undefined;
  email: KnownEmail;
  emailOffers: EmailOffer[];
  /** Made from `last`. */
  revision: string;
}

const mostRuns = 20;
const offersForMs = 10_000;
/** No two clocks are that far apart. */
const longAgoMs = 600_000;

export interface EventSnapshotsOptions {
  lookup: Lookup;
  hec: Pick<HecClient, 'readEntity'>;
  store: Store;
  logger: Logger;
  now: () => number;
  /** How long a card waits for the email's actions. */
  offersMs: number;
}

export interface SnapshotOptions extends LookupOptions {
  /** Records who looks the event up, and tells the runs on it. If it rejects, there is no snapshot. */
  record?: (event: SecurityEvent) => Promise<ActionRun[]>;
}

export class EventSnapshots {
  readonly #options: EventSnapshotsOptions;
  /** Shared by everyone who asks. An answer is kept even if nobody waited for it. */
  readonly #offers: LRUCache<string, EmailOffer[]>;
  /** The last run of each event, and when it was first seen to be that. */
  readonly #lastSeen = new LRUCache<string, { runId: string; at: number }>(upTo(10_000));

  constructor(options: EventSnapshotsOptions) {
    this.#options = options;
    this.#offers = new LRUCache({
      ...upTo(1_000),
      // Callers who wait for an answer get it, even if it has lost its place in the cache.
      ignoreFetchAbort: true,
      ...ttl(offersForMs, options.now),
      fetchMethod: (entityId: string) => this.#readOffers(entityId),
    });
  }

  /** @throws what a lookup throws */
  async read(
    reference: EventReference,
    { record = ({ id }) => this.#options.store.batched.runsOfEvent(id), ...options }: SnapshotOptions = {},
  ): Promise<EventSnapshot> {
    const { lookup, store, now } = this.#options;
    const { fresh = false } = options;
    const known = fresh ? lastEffective(await store.batched.runsOfEvent(reference.id)) : undefined;
    const found = await lookup(reference, options);
    const stored = await record(found.event);
    const last = lastEffective(stored);
    const endedBy = this.#endedBy(found.event.id, last);
    const isOlder = last?.id !== known?.id && endedBy >= found.readAt;
    const current = isOlder ? await lookup(reference, { fresh: true }) : found;
    const { runs, recorded } = reconcile(stored, current.event.history);
    await this.#storeOutcomes(stored, runs);
    const mayBeOld = endedBy >= now() - offersForMs;
    return {
      ...current,
      runs: runs.slice(0, mostRuns),
      recorded,
      last,
      email: emailIdOf(current.event) === undefined ? { kind: 'none' } : { kind: 'unread' },
      emailOffers: await this.#emailOffers(current.event, fresh || mayBeOld),
      revision: revisionAfter(last),
    };
  }

  /** Undefined if the item isn't an email. @throws the errors in `hec/errors.ts` */
  async readEmail(entityId: string): Promise<EmailDetails | undefined> {
    return (await this.#options.hec.readEntity(entityId)).email;
  }

  /** Redraws every message that shows the event, in a job. */
  async refreshCards(eventId: string): Promise<void> {
    const { store } = this.#options;
    await store.jobs.send(store.db, 'refresh', { eventId });
  }

  /** A run that ended while the message was being posted may have missed it, and left it out of date. */
  async refreshIfMovedOn({ event, runs }: EventSnapshot): Promise<void> {
    const current = (await this.#options.store.batched.runsOfEvent(event.id)).slice(0, mostRuns);
    const record = (of: ActionRun[]) => of.map((run) => `${run.id} ${isEnded(run) ? run.outcome : run.state}`).join();
    if (record(current) !== record(runs)) await this.refreshCards(event.id);
  }

  /**
   * When a run had ended at the latest, by this process's clock: when this process first saw that it had. By that of the
   * process that ended it, it may have been before.
   */
  #endedBy(eventId: string, last: EndedRun | undefined): number {
    if (last === undefined) return Number.NEGATIVE_INFINITY;
    const seen = this.#lastSeen.get(eventId);
    if (seen?.runId === last.id) return seen.at;
    const now = this.#options.now();
    const endedAt = last.endedAt.getTime();
    const at = endedAt < now - longAgoMs ? endedAt : now;
    this.#lastSeen.set(eventId, { runId: last.id, at });
    return at;
  }

  /** The Home and the audit trail don't ask HEC, so the outcomes that the card shows are stored for them. */
  async #storeOutcomes(stored: readonly ActionRun[], reconciled: readonly ActionRun[]): Promise<void> {
    const { store } = this.#options;
    const outcomes = new Map(stored.filter(isEnded).map(({ id, outcome }) => [id, outcome]));
    for (const run of reconciled.filter(isEnded)) {
      if (run.outcome === 'done' && outcomes.get(run.id) !== 'done') await correctOutcome(store, run, run.outcome);
    }
  }

  /** Live tenants offer nothing on events; then the email itself tells what can be done with it. */
  async #emailOffers(event: SecurityEvent, fresh: boolean): Promise<EmailOffer[]> {
    const entityId = emailIdOf(event);
    if (event.availableActions.length > 0 || entityId === undefined) return [];
    if (fresh) return this.#readOffers(entityId);
    // HEC may hang on an entity; the event doesn't wait for it.
    const tooLate = sleep<EmailOffer[]>(this.#options.offersMs, [], { ref: false });
    return Promise.race([this.#offers.forceFetch(entityId), tooLate]);
  }

  async #readOffers(entityId: string): Promise<EmailOffer[]> {
    const { hec, logger } = this.#options;
    try {
      return emailOffersOn(await hec.readEntity(entityId));
    } catch (error) {
      logger.info({ err: error, entityId }, 'the email of an event could not be read');
      return [];
    }
  }
}
