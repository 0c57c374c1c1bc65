/**
 * Signing in to HEC: the token that every data call carries, kept until shortly before its end.
 */
import { z } from 'zod';
import { parseJson } from './envelope.ts';
import { errorForStatus, HecBusyError, HecSignInError, HecTimeoutError, HecUnreadableError } from './errors.ts';
import { abortable, type HecHttp, type HttpAnswer } from './http.ts';
import type { HecLimits } from './limits.ts';

/** Documented as roughly 30 minutes, and what an answer without `expiresIn` is taken to mean. */
const defaultLifetimeSeconds = 1800;

const refusedSchema = z.object({ success: z.literal(false) });

const signedInSchema = z.object({
  data: z.object({
    // It goes into a header, so it is only taken when it fits there.
    token: z.string().regex(/^[\x21-\x7e]+$/),
    expiresIn: z.coerce.number().positive().catch(defaultLifetimeSeconds),
  }),
});

export interface TokenSource {
  /**
   * A token that is still good, from one request however many callers wait. A sign-in that fails is not tried again
   * here, but by each caller as one of its own tries. `signal` ends only this caller's wait. HecBusyError where
   * `limits.waiting` callers wait already.
   */
  get(signal: AbortSignal): Promise<string>;
  /** Forgets this token, unless it has been replaced already. */
  drop(token: string): void;
}

export function createTokenSource(options: {
  http: HecHttp;
  clientId: string;
  accessKey: string;
  place: string;
  limits: HecLimits;
  now: () => number;
}): TokenSource {
  const { http, limits, now } = options;
  let current: { token: string; renewAt: number } | undefined;
  let pending: Promise<string> | undefined;
  let waiting = 0;

  async function signIn(): Promise<string> {
    const sentAt = now();
    const body = { clientId: options.clientId, accessKey: options.accessKey };
    // Several callers may wait for it, so none of their signals ends it.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new HecTimeoutError('own')), limits.signInMs);
    const sending = http.send({ method: 'POST', path: '/auth/external', body }, limit.signal);
    const answer = await sending.finally(() => clearTimeout(timer));
    const { token, expiresIn } = readSignIn(answer, options.place);
    const lifetimeMs = expiresIn * 1000;
    // At most half of a short life is given up, or a token of less than a minute would serve a single call.
    current = { token, renewAt: sentAt + lifetimeMs - Math.min(limits.renewBeforeMs, lifetimeMs / 2) };
    return token;
  }

  return {
    async get(signal) {
      signal.throwIfAborted();
      if (current && now() < current.renewAt) return current.token;
      if (waiting >= limits.waiting) throw new HecBusyError();
      pending ??= signIn().finally(() => {
        pending = undefined;
      });
      waiting += 1;
      return abortable(pending, signal).finally(() => {
        waiting -= 1;
      });
    },
    drop(token) {
      if (current?.token === token) current = undefined;
    },
  };
}

/**
 * For one call: tells after an error whether to send again with a new token, which is so once, after a 401. A token can
 * end before its time.
 */
export function renewOnce(tokens: TokenSource): (error: unknown, token: string) => boolean {
  let mayRenew = true;
  return (error, token) => {
    if (!(error instanceof HecSignInError && mayRenew)) return false;
    mayRenew = false;
    tokens.drop(token);
    return true;
  };
}

function readSignIn(answer: HttpAnswer, place: string): { token: string; expiresIn: number } {
  const { status, reference, retryAfterMs } = answer;
  const passing = status === 408 || status === 429 || status >= 500;
  if (passing) throw errorForStatus(status, { reference, retryAfterMs, place, subject: undefined });
  if (status >= 400) throw new HecSignInError(`HEC refused the sign-in with ${status}`, { reference });

  const body = parseJson(answer);
  if (refusedSchema.safeParse(body).success) throw new HecSignInError('HEC refused the sign-in', { reference });
  const signedIn = signedInSchema.safeParse(body);
  if (!signedIn.success) throw new HecUnreadableError("HEC's answer to the sign-in has no token", { reference });
  return signedIn.data.data;
}
