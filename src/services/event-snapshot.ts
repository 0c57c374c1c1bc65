/**
 * What a card shows: the event, what was done and is being done about it, and what can be done now.
 *
 * The event and our own record must match: with an event from before a run and a revision from after it, somebody could
 * act on outdated information. So an event older than the last run is read again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { type EmailOffer, emailOffersOn, offersBeside } from '../actions/offers.ts';
import { reconcile } from '../actions/outcome.ts';
import { type ActionRun, type EndedRun, isEnded, lastEffective, revisionAfter } from '../actions/run.ts';
import { upTo } from '../cache.ts';
import { type EmailDetails, type KnownEmail, unknownFate } from '../events/email.ts';
import { EmailWithoutEventError } from '../events/errors.ts';
import type { EventReference } from '../events/links.ts';
import type { Entity, HistoryEntry, SecurityEvent } from '../events/security-event.ts';
import { emailIdOf } from '../events/subject-kind.ts';
import type { Store } from '../store/open.ts';
import { correctOutcome } from './correct-outcome.ts';
import type { EmailReader, EntityReader } from './email-reader.ts';
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
/** No two clocks are that far apart. */
const longAgoMs = 600_000;

/**
 * What the email is for, which says how long it is waited for, because HEC may hang on it:
 * - `card`: a new card. One that everybody sees is changed when the email comes.
 * - `last_chance`: a card that can't be changed.
 * - `redraw`: a card that may show the email already. What was known of it is better than nothing.
 * - `action`: an action on the email, which needs to know what HEC says now.
 * - `none`: nothing. The email is not read.
 */
export type EmailPurpose = 'card' | 'last_chance' | 'redraw' | 'action' | 'none';

/** In milliseconds. */
export type EmailTimes = Record<Exclude<EmailPurpose, 'none'>, number>;

export interface EventSnapshotsOptions {
  lookup: Lookup;
  hec: EntityReader;
  emails: EmailReader;
  store: Store;
  now: () => number;
  emailMs: EmailTimes;
}

export interface SnapshotOptions extends LookupOptions {
  /** `card` if not given. */
  email?: EmailPurpose;
  record?: LookupRecord;
}

/** Records who looks something up. If it rejects, nothing is told of it. */
export interface LookupRecord {
  /** Tells the runs on the event. */
  event?: (event: SecurityEvent) => Promise<ActionRun[]>;
  /** Of an email without an event, whoever asks is told what HEC knows of it. */
  emailAlone?: (entityId: string) => Promise<void>;
}

export class EventSnapshots {
  readonly #options: EventSnapshotsOptions;
  /** The last run of each event, and when it was first seen to be that. */
  readonly #lastSeen = new LRUCache<string, { runId: string; at: number }>(upTo(10_000));

  constructor(options: EventSnapshotsOptions) {
    this.#options = options;
  }

  /** @throws what a lookup throws */
  async read(
    reference: EventReference,
    { record = {}, email: purpose = 'card', ...options }: SnapshotOptions = {},
  ): Promise<EventSnapshot> {
    const { lookup, store } = this.#options;
    const { fresh = false } = options;
    const known = fresh ? lastEffective(await store.batched.runsOfEvent(reference.id)) : undefined;
    const found = await this.#find(reference, options, record.emailAlone);
    this.#beginReading(found.event, purpose);
    const recordEvent = record.event ?? (({ id }) => store.batched.runsOfEvent(id));
    const stored = await recordEvent(found.event);
    const last = lastEffective(stored);
    const endedBy = this.#endedBy(found.event.id, last);
    const isOlder = last?.id !== known?.id && endedBy >= found.readAt;
    const current = isOlder ? await lookup(reference, { fresh: true }) : found;
    const { runs, recorded } = reconcile(stored, current.event.history);
    await this.#storeOutcomes(stored, runs);
    return {
      ...current,
      runs: runs.slice(0, mostRuns),
      recorded,
      last,
      ...(await this.#emailOf(current.event, purpose, endedBy)),
      revision: revisionAfter(last),
    };
  }

  async #find(
    reference: EventReference,
    options: LookupOptions,
    recordEmail: LookupRecord['emailAlone'],
  ): Promise<FoundEvent> {
    try {
      return await this.#options.lookup(reference, options);
    } catch (error) {
      if (error instanceof EmailWithoutEventError) await recordEmail?.(error.entityId);
      throw error;
    }
  }

  /** The same for a card that can't be changed when the email comes: the email gets another moment. */
  async waitForEmail(snapshot: EventSnapshot): Promise<EventSnapshot> {
    if (snapshot.email.kind !== 'unread') return snapshot;
    const endedBy = this.#endedBy(snapshot.event.id, snapshot.last);
    return { ...snapshot, ...(await this.#emailOf(snapshot.event, 'last_chance', endedBy)) };
  }

  /** Undefined if the item isn't an email. @throws the errors in `hec/errors.ts` */
  async readEmail(entityId: string): Promise<EmailDetails | undefined> {
    const { emails, hec } = this.#options;
    return (await emails.readOrThrow(entityId, hec)).email;
  }

  /** Redraws every message that shows the event, in a job. */
  async refreshCards(eventId: string): Promise<void> {
    const { store } = this.#options;
    await store.jobs.send(store.db, 'refresh', { eventId });
  }

  /** For a message that was just posted or drawn: its email may come yet, in a job that no restart loses. */
  async catchUp(snapshot: EventSnapshot): Promise<void> {
    const { store } = this.#options;
    const { event, email } = snapshot;
    const entityId = emailIdOf(event);
    if (isDue(email) && entityId !== undefined) {
      await store.jobs.send(store.db, 'read_email', { eventId: event.id, entityId });
    }
    await this.#refreshIfMovedOn(snapshot);
  }

  /** A run that ended meanwhile may have missed the message, and left it out of date. */
  async #refreshIfMovedOn({ event, runs }: EventSnapshot): Promise<void> {
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

  /** While the rest of the snapshot is read. */
  #beginReading(event: SecurityEvent, purpose: EmailPurpose): void {
    const { emails, hec } = this.#options;
    const entityId = emailIdOf(event);
    if (entityId === undefined || purpose === 'none' || purpose === 'action') return;
    void emails.read(entityId, hec, this.#lastSeen.get(event.id)?.at);
  }

  async #emailOf(
    event: SecurityEvent,
    purpose: EmailPurpose,
    endedBy: number,
  ): Promise<Pick<EventSnapshot, 'email' | 'emailOffers'>> {
    const entityId = emailIdOf(event);
    if (entityId === undefined) return { email: { kind: 'none' }, emailOffers: [] };
    const entity = purpose === 'none' ? undefined : await this.#readEntity(entityId, purpose, endedBy);
    if (entity === undefined) return { email: { kind: 'unread' }, emailOffers: [] };
    if (entity === 'missing') return { email: { kind: 'none' }, emailOffers: [] };
    return {
      email: entity.email === undefined ? { kind: 'none' } : { kind: 'read', details: entity.email },
      emailOffers: offersBeside(event, emailOffersOn(entity)),
    };
  }

  /** Undefined if HEC didn't say in time, or couldn't. */
  async #readEntity(
    entityId: string,
    purpose: Exclude<EmailPurpose, 'none'>,
    endedBy: number,
  ): Promise<Entity | 'missing' | undefined> {
    const { emails, hec, emailMs } = this.#options;
    const reading = emails.read(entityId, hec, purpose === 'action' ? Number.POSITIVE_INFINITY : endedBy);
    const answer = await Promise.race([reading, sleep(emailMs[purpose], undefined, { ref: false })]);
    if (answer?.kind === 'missing') return 'missing';
    if (answer?.kind === 'read') return answer.entity;
    if (purpose !== 'redraw') return undefined;
    const last = emails.lastRead(entityId);
    return last === undefined || last.askedAt > endedBy ? last?.entity : withoutFate(last.entity);
  }
}

/** For what was read before the last run ended. */
function withoutFate({ email, ...entity }: Entity): Entity {
  return { ...entity, isQuarantined: undefined, email: email && { ...email, fate: unknownFate } };
}

/** Whether HEC has yet to say what is true of it now. */
function isDue(email: KnownEmail): boolean {
  return email.kind === 'unread' || (email.kind === 'read' && email.details.fate === unknownFate);
}
