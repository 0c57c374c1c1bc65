/**
 * What a card shows: the event, what is being done and was done about it, and what can be done now.
 *
 * The event and our own record must fit together: a card that shows an event from before a run, with a revision from
 * after it, would let somebody act on what is no longer true. So an event that is older than the last run is read again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { type EmailOffer, emailOffersOn } from '../actions/offers.ts';
import { reconcile } from '../actions/outcome.ts';
import { type ActionRun, type EndedRun, isEnded, lastEffective, revisionAfter } from '../actions/run.ts';
import { ttl } from '../cache.ts';
import type { EventReference } from '../events/links.ts';
import type { HistoryEntry, SecurityEvent } from '../events/security-event.ts';
import type { HecClient } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/open.ts';
import { resolveRun } from '../store/runs.ts';
import type { FoundEvent, Lookup, LookupOptions } from './lookup-event.ts';

export interface EventSnapshot extends FoundEvent {
  /** The newest of our runs on the event, ended and running, newest first. */
  runs: ActionRun[];
  /** The entries of the event's history that record one of our runs, by the run's id. */
  recorded: ReadonlyMap<string, HistoryEntry>;
  /** The run that ended last of those that may have changed the event. */
  last: EndedRun | undefined;
  emailOffers: EmailOffer[];
  /** Made from `last`. */
  revision: string;
}

/** Whether a run has begun, come further or ended since: what was shown is then not what is true. */
export async function hasMovedOn(store: Store, { event, runs }: EventSnapshot): Promise<boolean> {
  const current = (await store.batched.runsOfEvent(event.id)).slice(0, mostRuns);
  const record = (of: ActionRun[]) => of.map((run) => `${run.id} ${isEnded(run) ? run.outcome : run.state}`).join();
  return record(current) !== record(runs);
}

/** @throws what a lookup throws */
export type ReadEventSnapshot = (reference: EventReference, options?: LookupOptions) => Promise<EventSnapshot>;

const mostRuns = 20;
const offersForMs = 10_000;

export function createReadEventSnapshot(options: {
  lookup: Lookup;
  hec: Pick<HecClient, 'readEntity'>;
  store: Store;
  logger: Logger;
  now: () => number;
  /** How long somebody waits for what can be done with the email itself, in milliseconds. */
  offersMs: number;
}): ReadEventSnapshot {
  const { lookup, hec, store, logger, now, offersMs } = options;
  /** Shared like a lookup, whoever asks. Its answer is kept also where nobody waited for it. */
  const offers = new LRUCache<string, EmailOffer[]>({
    max: 1_000,
    ...ttl(offersForMs, now),
    fetchMethod: readOffers,
  });

  return async (reference, options = {}) => {
    const found = await lookup(reference, options);
    const runs = await store.batched.runsOfEvent(found.event.id);
    const last = lastEffective(runs);
    const endedAt = last?.endedAt.getTime() ?? Number.NEGATIVE_INFINITY;
    const current = endedAt >= found.readAt ? await lookup(reference, { fresh: true }) : found;
    const { runs: reconciled, recorded } = reconcile(runs, current.event.history);
    await recordWhatHecShows(runs, reconciled);
    const mayBeOld = endedAt >= now() - offersForMs;
    return {
      ...current,
      runs: reconciled.slice(0, mostRuns),
      recorded,
      last,
      emailOffers: await emailOffers(current.event, options.fresh === true || mayBeOld),
      revision: revisionAfter(last),
    };
  };

  /** Written down, so that the Home and the audit trail, which do not ask HEC, say the same as the card. */
  async function recordWhatHecShows(before: readonly ActionRun[], after: readonly ActionRun[]): Promise<void> {
    const outcomes = new Map(before.filter(isEnded).map(({ id, outcome }) => [id, outcome]));
    for (const { id, eventId, outcome } of after.filter(isEnded)) {
      if (outcome !== 'done' || outcomes.get(id) === 'done') continue;
      await store.transaction(async (tx) => {
        if (await resolveRun(tx, id, outcome)) await store.jobs.send(tx, 'refresh', { eventId });
      });
    }
  }

  /** Live tenants are known to offer nothing on events; then the email itself says what can be done with it. */
  async function emailOffers({ availableActions, entityId }: SecurityEvent, fresh: boolean): Promise<EmailOffer[]> {
    if (availableActions.length > 0 || entityId === undefined) return [];
    if (fresh) return readOffers(entityId);
    // HEC may hang on an entity: the event does not wait for that.
    const tooLate = sleep<EmailOffer[]>(offersMs, [], { ref: false });
    return Promise.race([offers.forceFetch(entityId), tooLate]);
  }

  async function readOffers(entityId: string): Promise<EmailOffer[]> {
    try {
      return emailOffersOn(await hec.readEntity(entityId));
    } catch (error) {
      logger.info({ err: error, entityId }, 'the email of an event could not be read');
      return [];
    }
  }
}
