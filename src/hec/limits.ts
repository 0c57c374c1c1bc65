/** The limits of every call to HEC, in one place, so that tests can make them tiny. Times are in milliseconds. */

export interface HecLimits {
  /** The one deadline of a read: signing in, waiting in line, every try and the pauses between them. */
  totalMs: number;
  /** The same for an action. */
  actionMs: number;
  /** One try, from its turn to the end of its body: a HEC that hangs on one id must not use up the deadline. */
  tryMs: number;
  /** The part of a try in which a connection has to be made; without one, nothing was sent and it may be tried again. */
  connectMs: number;
  /** Signing in, waiting in line included: every call waits for it. */
  signInMs: number;
  /** How often a call is tried, signing in included. The one resend after a 401 comes on top. */
  tries: number;
  /** The longest pause before the first retry. It doubles each time. */
  backoffBaseMs: number;
  maxBodyBytes: number;
  /** How long before its end a token is replaced. */
  renewBeforeMs: number;
  /** How many HTTP requests may be out at once. */
  concurrent: number;
  /** How many more may wait in line, and how many callers for a sign-in. The rest is turned away. */
  waiting: number;
  /**
   * The circuit opens once HEC has failed more than `failingShare` of at least `sampleMinimum` requests that ended in
   * the last `sampleMs`. These are less than `tryMs`: a HEC that hangs gives no sign for that long, and what it
   * answered before must be forgotten by then.
   */
  sampleMs: number;
  sampleMinimum: number;
  failingShare: number;
  /** How long after the circuit opened HEC is asked once more. */
  halfOpenAfterMs: number;
  /** How long HEC then has to answer. */
  probeMs: number;
}

/**
 * A person waits for these: an answer, or a sentence that says why not, within 25 s.
 *
 * HEC hangs on ids that do not exist, and a message may hold several of them. So it takes 20 failures within 7 s until
 * HEC counts as down, nearly as many as may be out at once: with fewer, nobody has to wait in line. When HEC is back, it
 * is asked within `probeMs` and `halfOpenAfterMs`, and if there was no token, within `signInMs` more.
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
  waiting: 200,
  sampleMs: 7_000,
  sampleMinimum: 20,
  failingShare: 0.5,
  halfOpenAfterMs: 1_000,
  probeMs: 2_500,
};
