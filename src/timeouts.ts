import type { HecLimits } from './hec/limits.ts';
import type { ReadinessTimes } from './http/readiness.ts';
import type { EmailTimes } from './services/event-snapshot.ts';
import type { Looks } from './services/finish-run.ts';
import type { SearchTimes } from './services/search/search.ts';
import type { BudgetName } from './slack/api/budget.ts';
import { type SlackLimits, slackLimits } from './slack/api/fetch.ts';
import type { SocketTimes } from './slack/dispatch/socket-receiver.ts';
import type { RateLimit } from './store/rate-limits.ts';

/** Waiting times in milliseconds, and how many may wait; tests make them small, the app runs with the defaults. */
export interface Timeouts {
  noticeAfterMs: number;
  lookupMs: number;
  /** How long the event waits for its email. */
  emailMs: EmailTimes;
  hec: Partial<HecLimits>;
  slack: SlackLimits;
  /** For one look at HEC after an action. */
  lookMs: number;
  looks: Looks;
  act: { actMs: number; settleAfterSeconds: number; firstPauseSeconds: number };
  followForMs: number;
  budget: Budget;
  search: SearchTimes;
  /** Requests from Slack. Beyond this many, commands are turned away when they are acknowledged. */
  mostInFlight: number;
  readiness: ReadinessTimes;
  socket: SocketTimes;
}

/** What the app spends of Slack's limits, which all its processes share. */
interface Budget {
  limits: Record<BudgetName, RateLimit>;
  /** Calls of each method in each window that are left to people. */
  reserve: number;
  /** How long a call waits for its turn. */
  personMs: number;
  outcomeMs: number;
  editMs: number;
}

export const defaultTimeouts: Timeouts = {
  noticeAfterMs: 2_000,
  lookupMs: 22_000,
  // A private card waits for a new one's time and its own: 1.5 s. Each job has more time than that.
  emailMs: { card: 400, last_chance: 1_100, redraw: 3_000, action: 8_000 },
  hec: {},
  slack: slackLimits,
  lookMs: 8_000,
  looks: { beforeSeconds: [1, 2, 3, 4, 5, 7, 8], afterSeconds: [30, 120, 480] },
  act: { actMs: 12_000, settleAfterSeconds: 15, firstPauseSeconds: 1 },
  followForMs: 10 * 60_000,
  // The first rows within two seconds. Somebody who looks at a list that grows needs no more than a change now and then.
  search: { fullMs: 300, firstMs: 1_500, changeMs: 3_000, wholeMs: 90_000 },
  budget: {
    limits: {
      // Slack: one message a second in a channel. It promises no bursts, and it counts the second when a call arrives:
      // a call that travels faster than the one before must not come too soon.
      post: { calls: 1, withinMs: 1_100 },
      edit: { calls: 1, withinMs: 1_100 },
      // Tier 3 is "50+ a minute" in the workspace. Any minute touches at most four of these windows: 48 calls.
      // (views.publish is of tier 4, twice that.)
      method: { calls: 12, withinMs: 20_000 },
      // 24 a minute, at most 8 in a window.
      background: { calls: 1, withinMs: 2_500 },
    },
    reserve: 4,
    personMs: 60_000,
    // Each within the time of its job.
    outcomeMs: 15_000,
    editMs: 5_000,
  },
  // More would take minutes to answer.
  mostInFlight: 2_000,
  readiness: { databaseMs: 2_000, outsideMs: 60_000, firstHecMs: 0 },
  socket: { pingMs: 5_000, openMs: 15_000, retryMs: 1_000, longestRetryMs: 30_000, leaveMs: 30_000 },
};
