/**
 * Signing in to HEC: the token that every data call carries, kept until shortly before its end.
 */
import { z } from 'zod';
import { abortable, withDeadline } from './deadline.ts';
import { parseJson } from './envelope.ts';
import { errorForStatus, HecBusyError, HecSignInError, HecUnreadableError } from './errors.ts';
import type { HecHttp, HttpAnswer } from './http.ts';
import type { HecLimits } from './limits.ts';

/** For an answer without `expiresIn`; documented as roughly 30 minutes. */
const defaultLifetimeSeconds = 1800;

const refusedSchema = z.object({ success: z.literal(false) });

const signedInSchema = z.object({
  data: z.object({
    // It goes into a header, so it has to fit there.
    token: z.string().regex(/^[\x21-\x7e]+$/),
    expiresIn: z.coerce.number().positive().catch(defaultLifetimeSeconds),
  }),
});

export interface Tokens {
  /**
   * One sign-in serves all who wait for it. One that fails is not tried again here, but by each caller as one of its own
   * tries. `signal` ends only this caller's wait. HecBusyError if `limits.waiting` callers are waiting already.
   */
  get(signal: AbortSignal): Promise<string>;
  /** Forgets this token, unless it has been replaced already. */
  drop(token: string): void;
}

export interface TokenSourceOptions {
  http: HecHttp;
  clientId: string;
  accessKey: string;
  tenantLabel: string;
  limits: Pick<HecLimits, 'renewBeforeMs' | 'signInMs' | 'waiting'>;
  now: () => number;
}

export class TokenSource implements Tokens {
  readonly #options: TokenSourceOptions;
  #current: { token: string; renewAt: number } | undefined;
  #pending: Promise<string> | undefined;
  #waiting = 0;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  async get(signal: AbortSignal): Promise<string> {
    const { limits, now } = this.#options;
    signal.throwIfAborted();
    if (this.#current && now() < this.#current.renewAt) return this.#current.token;
    if (this.#waiting >= limits.waiting) throw new HecBusyError();
    this.#pending ??= this.#signIn().finally(() => {
      this.#pending = undefined;
    });
    this.#waiting += 1;
    return abortable(this.#pending, signal).finally(() => {
      this.#waiting -= 1;
    });
  }

  drop(token: string): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  /** No caller's signal ends it, because others may be waiting for it. */
  async #signIn(): Promise<string> {
    const { http, clientId, accessKey, tenantLabel, limits, now } = this.#options;
    const sentAt = now();
    const request = { method: 'POST', path: '/auth/external', body: { clientId, accessKey } } as const;
    const answer = await withDeadline(limits.signInMs, undefined, (signal) => http.send(request, signal));
    const { token, expiresIn } = readSignIn(answer, tenantLabel);
    const lifetimeMs = expiresIn * 1000;
    // Give up at most half of a short life, or a token of less than a minute would serve only one call.
    this.#current = { token, renewAt: sentAt + lifetimeMs - Math.min(limits.renewBeforeMs, lifetimeMs / 2) };
    return token;
  }
}

/**
 * For one call: sends with a token, and once again with a new one after a 401, because a token can end before its time.
 * However often the call is repeated, that is done once.
 */
export function renewingOnce(
  tokens: Tokens,
  signIn: Tokens['get'] = (signal) => tokens.get(signal),
): <T>(send: (token: string) => Promise<T>, signal: AbortSignal) => Promise<T> {
  let hasRenewed = false;
  return async function withToken(send, signal) {
    const token = await signIn(signal);
    try {
      return await send(token);
    } catch (error) {
      if (hasRenewed || !(error instanceof HecSignInError)) throw error;
      hasRenewed = true;
      tokens.drop(token);
      return withToken(send, signal);
    }
  };
}

function readSignIn(answer: HttpAnswer, tenantLabel: string): { token: string; expiresIn: number } {
  const { status, reference, retryAfterMs } = answer;
  const passing = status === 408 || status === 429 || status >= 500;
  if (passing) throw errorForStatus(status, { reference, retryAfterMs, tenantLabel, subject: undefined });
  if (status >= 400) throw new HecSignInError(`HEC refused the sign-in with ${status}`, { reference });

  const body = parseJson(answer);
  if (refusedSchema.safeParse(body).success) throw new HecSignInError('HEC refused the sign-in', { reference });
  const signedIn = signedInSchema.safeParse(body);
  if (!signedIn.success) throw new HecUnreadableError("HEC's answer to the sign-in has no token", { reference });
  return signedIn.data.data;
}
