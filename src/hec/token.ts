/** Signs in to HEC, and keeps the token for data calls until shortly before it expires. */
import { z } from 'zod';
import { abortable, withDeadline } from './deadline.ts';
import { errorForStatus, HecBusyError, HecSignInError, HecUnreadableError } from './errors.ts';
import type { HecHttp, HttpAnswer } from './http.ts';
import { parseJson } from './json.ts';
import type { HecLimits } from './limits.ts';

/** If the answer has no `expiresIn`. Documented as roughly 30 minutes. */
const defaultLifetimeSeconds = 1800;

const refusedSchema = z.object({ success: z.literal(false) });

const signedInSchema = z.object({
  data: z.object({
    // It must fit in a header.
    token: z.string().regex(/^[\x21-\x7e]+$/),
    expiresIn: z.coerce.number().positive().catch(defaultLifetimeSeconds),
  }),
});

export interface Tokens {
  /**
   * One sign-in serves everyone in a line who waits for it. A failed one is not retried here: each caller retries as part of its
   * own tries. `signal` ends only this caller's wait. Throws HecBusyError if `limits.waiting` callers are already
   * waiting.
   */
  get(signal: AbortSignal): Promise<string>;
  /** Forgets this token, unless it has already been replaced. */
  drop(token: string): void;
}

export interface TokenSourceOptions {
  clientId: string;
  accessKey: string;
  tenantLabel: string;
  limits: Pick<HecLimits, 'renewBeforeMs' | 'signInMs' | 'waiting'>;
  now: () => number;
}

/** One token for all lines. */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  #current: { token: string; renewAt: number } | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  /** For one line: nobody in it waits for a sign-in of another, and the failures of its sign-ins are its own. */
  through(http: HecHttp): Tokens {
    const { limits } = this.#options;
    let pending: Promise<string> | undefined;
    let waiting = 0;
    const get = async (signal: AbortSignal): Promise<string> => {
      signal.throwIfAborted();
      const kept = this.#kept();
      if (kept !== undefined) return kept;
      if (waiting >= limits.waiting) throw new HecBusyError();
      pending ??= this.#signIn(http).finally(() => {
        pending = undefined;
      });
      waiting += 1;
      return abortable(pending, signal).finally(() => {
        waiting -= 1;
      });
    };
    return { get, drop: (token) => this.#drop(token) };
  }

  #kept(): string | undefined {
    const { now } = this.#options;
    return this.#current && now() < this.#current.renewAt ? this.#current.token : undefined;
  }

  #drop(token: string): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  /** Takes no caller's signal, because others may be waiting too. */
  async #signIn(http: HecHttp): Promise<string> {
    const { clientId, accessKey, tenantLabel, limits, now } = this.#options;
    const sentAt = now();
    const request = { method: 'POST', path: '/auth/external', body: { clientId, accessKey } } as const;
    const answer = await withDeadline(limits.signInMs, undefined, (signal) => http.send(request, signal));
    const { token, expiresIn } = readSignIn(answer, { tenantLabel, looksLegacy: looksLegacy(clientId) });
    const lifetimeMs = expiresIn * 1000;
    // Give up at most half of a short life, or a token that lives less than a minute would serve only one call.
    this.#current = { token, renewAt: sentAt + lifetimeMs - Math.min(limits.renewBeforeMs, lifetimeMs / 2) };
    return token;
  }
}

/**
 * Sends with a token, and once more with a new one after a 401, however often the call is retried: tokens expire early.
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

/** The Infinity Portal's client ids are 32 hex digits. What the legacy Smart API's look like is documented nowhere. */
function looksLegacy(clientId: string): boolean {
  return /[^0-9a-f-]/i.test(clientId);
}

function readSignIn(
  answer: HttpAnswer,
  { tenantLabel, looksLegacy }: { tenantLabel: string; looksLegacy: boolean },
): { token: string; expiresIn: number } {
  const { status, reference, retryAfterMs } = answer;
  const passing = status === 408 || status === 429 || status >= 500;
  if (passing) throw errorForStatus(status, { reference, retryAfterMs, tenantLabel, subject: undefined });
  if (status >= 400) throw new HecSignInError(`HEC refused the sign-in with ${status}`, { reference, looksLegacy });

  const body = parseJson(answer);
  if (refusedSchema.safeParse(body).success)
    throw new HecSignInError('HEC refused the sign-in', { reference, looksLegacy });
  const signedIn = signedInSchema.safeParse(body);
  if (!signedIn.success) throw new HecUnreadableError("HEC's answer to the sign-in has no token", { reference });
  return signedIn.data.data;
}
