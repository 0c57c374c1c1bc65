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
}

/** A person waits for these: an answer, or a sentence that says why not, within 25 s. */
export const DEFAULT_LIMITS: HecLimits = {
  tryMs: 8_000,
  connectMs: 3_000,
  totalMs: 20_000,
  actionMs: 10_000,
  tries: 3,
  maxBodyBytes: 5 * 1024 * 1024,
  backoffBaseMs: 500,
  renewBeforeMs: 60_000,
};
