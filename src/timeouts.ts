import type { HecLimits } from './hec/limits.ts';
import type { ReadinessTimes } from './http/readiness.ts';
import { type SlackLimits, slackLimits } from './slack/api/fetch.ts';
import type { SocketTimes } from './slack/dispatch/socket-receiver.ts';

/** Waiting times in milliseconds, and how many may wait; tests make them small, the app runs with the defaults. */
export interface Timeouts {
  noticeAfterMs: number;
  lookupMs: number;
  /** How long a card waits for the email's actions. */
  offersMs: number;
  hec: Partial<HecLimits>;
  slack: SlackLimits;
  /** For one look at HEC after an action. */
  lookMs: number;
  act: { actMs: number; settleAfterSeconds: number };
  followForMs: number;
  /** Between two edits in one channel. */
  editEveryMs: number;
  /** Requests from Slack. Beyond this many, commands are turned away when they are acknowledged. */
  mostInFlight: number;
  readiness: ReadinessTimes;
  socket: SocketTimes;
}

export const defaultTimeouts: Timeouts = {
  noticeAfterMs: 2_000,
  lookupMs: 22_000,
  offersMs: 3_000,
  hec: {},
  slack: slackLimits,
  lookMs: 8_000,
  act: { actMs: 12_000, settleAfterSeconds: 15 },
  followForMs: 10 * 60_000,
  editEveryMs: 1_000,
  // More would take minutes to answer.
  mostInFlight: 2_000,
  readiness: { databaseMs: 2_000, outsideMs: 60_000, firstHecMs: 0 },
  socket: { pingMs: 5_000, openMs: 15_000, retryMs: 1_000, longestRetryMs: 30_000, leaveMs: 30_000 },
};
