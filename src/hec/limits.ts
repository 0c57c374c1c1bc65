/** The limits of every call to HEC. Times are in milliseconds. */

export interface HecLimits {
  /** The deadline of a read, for everything: signing in, waiting in line, all tries and the pauses between them. */
  totalMs: number;
  actionMs: number;
  /** One try, from its turn to the end of the body, so one id that hangs can't use up the deadline. */
  tryMs: number;
  /** How long a try may take to connect. Without a connection nothing was sent, so it may be tried again. */
  connectMs: number;
  /** Signing in, waiting in line included: every call waits for it. */
  signInMs: number;
  /** How often a call is tried, signing in included. The one resend after a 401 is extra. */
  tries: number;
  /** The longest pause before the first retry. It doubles each time. */
  backoffBaseMs: number;
  maxBodyBytes: number;
  /** How long before it expires a token is renewed. */
  renewBeforeMs: number;
  concurrent: number;
  /** How many of these background work may take. */
  inBackground: number;
  /** How many more may wait in each line, and how many callers for a sign-in. Any more are turned away. */
  waiting: number;
  /**
   * The circuit opens once HEC has failed more than `failingShare` of at least `sampleMinimum` requests that ended in
   * the last `sampleMs`. Keep `sampleMs` below `tryMs`: when HEC hangs, nothing ends for that long, and its earlier
   * answers must be forgotten by then.
   */
  sampleMs: number;
  sampleMinimum: number;
  failingShare: number;
  /** How long after the circuit opened HEC is probed. */
  halfOpenAfterMs: number;
  probeMs: number;
}

/**
 * People wait for these: within 25 s they get an answer, or a sentence that says why not.
 *
 * HEC hangs on ids that don't exist, and a message may contain several of them. So HEC counts as down only after 20
 * failures within 7 s, nearly as many requests as may be out at once; with fewer, nobody has to wait in line. When HEC
 * is back, it is asked within `probeMs` plus `halfOpenAfterMs`, and without a token within `signInMs` more.
 */
export const defaultLimits: HecLimits = {
  totalMs: 20_000,
  actionMs: 10_000,
  tryMs: 8_000,
  connectMs: 3_000,
  signInMs: 4_000,
  tries: 3,
  backoffBaseMs: 500,
  maxBodyBytes: 5 * 1024 * 1024,
  renewBeforeMs: 60_000,
  concurrent: 25,
  inBackground: 8,
  waiting: 200,
  sampleMs: 7_000,
  sampleMinimum: 20,
  failingShare: 0.5,
  halfOpenAfterMs: 1_000,
  probeMs: 2_500,
};
