/** What was looked up and done lately, for the Home. */
import type { EndedRun, RunningRun } from '../actions/run.ts';
import { recentLookupsOf } from '../store/audit-trail.ts';
import type { Store } from '../store/open.ts';
import { lastRunsOf, runningRuns } from '../store/runs.ts';

/** Each list newest first. */
export interface Activity {
  /** The events that this person looked up, each once, with the last time. */
  lookedUp: { eventId: string; at: Date }[];
  /** Everyone's runs. */
  running: RunningRun[];
  /** This person's runs that have ended. */
  ended: EndedRun[];
}

export class RecentActivity {
  readonly #store: Pick<Store, 'db'>;

  constructor(store: Pick<Store, 'db'>) {
    this.#store = store;
  }

  /** @param limits how many of each list */
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
