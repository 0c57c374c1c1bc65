import type { HecLimits } from './hec/limits.ts';
import { type SlackLimits, slackLimits } from './slack/api/fetch.ts';

/** Waiting times in milliseconds, and how many may wait; tests make them small, the app runs with the defaults. */
export interface Timeouts {
  noticeAfterMs: number;
  lookupMs: number;
  /** How long a card waits for what can be done with an email itself. */
  offersMs: number;
  hec: Partial<HecLimits>;
  slack: SlackLimits;
  /** How long a look at HEC after an action may take. */
  lookMs: number;
  act: { actMs: number; settleAfterSeconds: number };
  followForMs: number;
  /** Between two edits in one channel. */
  editEveryMs: number;
  /** Requests of Slack's. With more, a command is not worked on: it is told so when it is acknowledged. */
  mostInFlight: number;
  /** How long Socket Mode waits for a pong, and before it connects again. */
  socketPingMs: number;
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
  // More would be answered after minutes.
  mostInFlight: 2_000,
  // Also the pause before a closed socket is opened again, in which Slack can deliver nothing.
  socketPingMs: 2_000,
};
