/** The limits of every call to HEC, in one place, so that tests can make them tiny. */

export interface HecLimits {
  /** Milliseconds that one HTTP request may take, its body included. */
  tryMs: number;
  /** Milliseconds that connecting may take, the TLS handshake included. */
  connectMs: number;
  /** Milliseconds that one call may take, with signing in, all tries and the pauses between them. */
  totalMs: number;
  /** The same for sending an action. */
  actionMs: number;
  /** How often a call tries at most, signing in included; the one resend after a 401 comes on top. */
  tries: number;
  maxBodyBytes: number;
  /** The longest first pause before a read is sent again; it doubles each time. */
  backoffBaseMs: number;
  /** How long before its end a token is replaced. */
  renewBeforeMs: number;
  /** Milliseconds that signing in may take, the wait for its turn included. Everybody waits for it. */
  signInMs: number;
  /** How many HTTP requests may be out at once. */
  concurrent: number;
  /** How many more may wait for their turn, and how many callers for a sign-in. The rest is shed. */
  waiting: number;
  /**
   * HEC is no longer asked once it has failed more than `failingShare` of at least `sampleMinimum` requests that ended
   * in the last `sampleMs`. These are less than `tryMs`: a HEC that hangs gives no sign for that long, and what it
   * answered before must be forgotten by then.
   */
  sampleMs: number;
  sampleMinimum: number;
  failingShare: number;
  /** Milliseconds after which HEC is asked once more. */
  halfOpenAfterMs: number;
  /** Milliseconds that HEC then has to answer. */
  probeMs: number;
}

/**
 * A person waits for these: an answer, or a sentence that says why not, within 25 s.
 *
 * HEC hangs on ids that do not exist, and a message may hold several of them. So it takes 20 failures within 7 s until
 * HEC counts as down, nearly as many as there are places: with fewer, nobody has to wait for a place. When HEC is back
 * it is asked at the latest after `probeMs` and `halfOpenAfterMs`, and where there was no token, after `signInMs`.
 */
export const defaultLimits: HecLimits = {
  tryMs: 8_000,
  connectMs: 3_000,
  totalMs: 20_000,
  actionMs: 10_000,
  tries: 3,
  maxBodyBytes: 5 * 1024 * 1024,
  backoffBaseMs: 500,
  renewBeforeMs: 60_000,
  signInMs: 4_000,
  concurrent: 25,
  waiting: 200,
  sampleMs: 7_000,
  sampleMinimum: 20,
  failingShare: 0.5,
  halfOpenAfterMs: 1_000,
  probeMs: 2_500,
};
