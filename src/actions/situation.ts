/**
 * What a card shows: the event, what is being done and was done about it, and what can be done now.
 *
 * The event and our own record must fit together: a card that shows an event from before a run, with a revision from
 * after it, would let somebody act on what is no longer true. So an event that is older than the last run is read again.
 */
import type { EventReference } from '../events/links.ts';
import type { FoundEvent, Lookup } from '../events/lookup.ts';
import type { HecClient } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import { lastEffective, runsOfEvent } from '../store/audit.ts';
import type { Store } from '../store/open.ts';
import { type ActionRun, revisionAfter } from './action-run.ts';
import { type EmailOffer, emailOffersOn } from './offers.ts';

export interface Situation extends FoundEvent {
  /** The newest of our runs on the event, ended and running, newest first. */
  runs: ActionRun[];
  /** The run that ended last of those that may have changed the event. */
  last: ActionRun | undefined;
  emailOffers: EmailOffer[];
  /** Made from `last`. */
  revision: string;
}

/** Whether a run has begun, come further or ended since: what was shown is then not what is true. */
export async function hasMovedOn(store: Store, { event, runs }: Situation): Promise<boolean> {
  const current = await runsOfEvent(store.db, event.id, mostRuns);
  const record = (of: ActionRun[]) => of.map(({ id, state, outcome }) => `${id} ${state} ${outcome}`).join();
  return record(current) !== record(runs);
}

/** @throws what a lookup throws */
export type ReadSituation = (reference: EventReference, options?: { fresh?: boolean }) => Promise<Situation>;

const mostRuns = 20;

export function createReadSituation(options: {
  lookup: Lookup;
  hec: Pick<HecClient, 'readEntity'>;
  store: Store;
  logger: Logger;
}): ReadSituation {
  const { lookup, hec, store, logger } = options;

  return async (reference, { fresh = false } = {}) => {
    const found = await lookup(reference, { fresh });
    const { id } = found.event;
    const [runs, last] = await Promise.all([runsOfEvent(store.db, id, mostRuns), lastEffective(store.db, id)]);
    const isOld = last?.endedAt !== undefined && last.endedAt.getTime() >= found.readAt;
    const current = isOld ? await lookup(reference, { fresh: true }) : found;
    return { ...current, runs, last, emailOffers: await emailOffers(current), revision: revisionAfter(last) };
  };

  /** Live tenants are known to offer nothing on events; then the e-mail itself says what can be done with it. */
  async function emailOffers({ event }: FoundEvent): Promise<EmailOffer[]> {
    if (event.availableActions.length > 0 || event.entityId === undefined) return [];
    try {
      return emailOffersOn(await hec.readEntity(event.entityId));
    } catch (error) {
      logger.info({ err: error, eventId: event.id }, 'the e-mail of an event could not be read');
      return [];
    }
  }
}
