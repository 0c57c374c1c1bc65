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

  async of(userId: string, limits: Record<keyof Activity, number>): Promise<Activity> {
    const { db } = this.#store;
    const [lookedUp, running, ended] = await Promise.all([
      recentLookupsOf(db, userId, limits.lookedUp),
      runningRuns(db, limits.running),
      lastRunsOf(db, userId, limits.ended),
    ]);
    return { lookedUp, running, ended };
  }
}
