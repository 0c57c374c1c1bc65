/** What was looked up and done lately, for the Home. */
import type { EndedRun, RunningRun } from '../actions/run.ts';
import { recentLookupsOf } from '../store/audit-trail.ts';
import type { Store } from '../store/open.ts';
import { lastRunsOf, runningRuns } from '../store/runs.ts';

/** Each list is newest first. */
export interface Activity {
  /** Each event that this person looked up, once, with the latest time. */
  lookedUp: { eventId: string; at: Date }[];
  /** Everyone's. */
  running: RunningRun[];
  /** This person's. */
  ended: EndedRun[];
}

export class RecentActivity {
  readonly #store: Pick<Store, 'db'>;

  constructor(store: Pick<Store, 'db'>) {
    this.#store = store;
  }

  /** @param userIds of one person: on Enterprise Grid there are two */
  async of(userIds: readonly string[], limits: Record<keyof Activity, number>): Promise<Activity> {
    const { db } = this.#store;
    const [lookedUp, running, ended] = await Promise.all([
      // One query an id: the index gives each of them newest first.
      Promise.all(userIds.map((id) => recentLookupsOf(db, id, limits.lookedUp))),
      runningRuns(db, limits.running),
      Promise.all(userIds.map((id) => lastRunsOf(db, id, limits.ended))),
    ]);
    return {
      lookedUp: eachOnce(newestFirst(lookedUp.flat(), ({ at }) => at)).slice(0, limits.lookedUp),
      running,
      ended: newestFirst(ended.flat(), ({ startedAt }) => startedAt).slice(0, limits.ended),
    };
  }
}

function newestFirst<Item>(items: Item[], timeOf: (item: Item) => Date): Item[] {
  return items.toSorted((one, other) => timeOf(other).getTime() - timeOf(one).getTime());
}

function eachOnce(lookups: Activity['lookedUp']): Activity['lookedUp'] {
  const seen = new Set<string>();
  return lookups.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId));
}
