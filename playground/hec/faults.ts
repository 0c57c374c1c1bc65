/**
 * Faults on demand: which requests get a wrong answer, and how. The settings are plain JSON, which a page can send,
 * except for a RegExp as `path`, which only tests use.
 */

import { z } from 'zod';

const match = {
  method: z.string().optional(),
  /**
   * A prefix of the whole path or of what follows the API's base, such as `/event/`; or a pattern for the whole path.
   */
  path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
  /** How many matching requests it hits; all of them if absent. */
  times: z.int().positive().optional(),
  /** `after-applying`: HEC does what was asked; only its answer is lost or wrong. */
  when: z.enum(['before', 'after-applying']).optional(),
};

/** Named for what the client sees. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** No answer until the client gives up. */
  z.object({ ...match, kind: z.literal('hang') }),
  /** The right answer, late. */
  z.object({ ...match, kind: z.literal('slow'), ms: z.int().nonnegative() }),
  /** Without `body`, a 401 gets the gateway's body and every other status the envelope. */
  z.object({
    ...match,
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    body: z.enum(['envelope', 'gateway', 'html', 'empty']).optional(),
    /** The header's value: seconds or an HTTP date. */
    retryAfter: z.string().optional(),
  }),
  /** The headers promise more than is sent before the connection breaks. */
  z.object({ ...match, kind: z.literal('cut') }),
  /** The connection is reset before anything is sent. */
  z.object({ ...match, kind: z.literal('reset') }),
  /** Exactly this text; without `text` no body at all. */
  z.object({
    ...match,
    kind: z.literal('answer'),
    status: z.int().min(200).max(599).optional(),
    text: z.string().optional(),
  }),
  /** A few kilobytes of gzip that unpack to more than 5 MB. */
  z.object({ ...match, kind: z.literal('bomb') }),
  /** Said to be gzip, and isn't. */
  z.object({ ...match, kind: z.literal('not-gzip') }),
  /** 200 and `application/json`, but not JSON. */
  z.object({ ...match, kind: z.literal('malformed-json') }),
  /** 200 and JSON, but not in HEC's format. */
  z.object({ ...match, kind: z.literal('wrong-shape') }),
  /** 200 with an envelope that reports failure. */
  z.object({ ...match, kind: z.literal('envelope-failure'), responseCode: z.int().optional() }),
  /** 200 with more than 5 MB of JSON, without a content-length. */
  z.object({ ...match, kind: z.literal('huge') }),
  /** A query with a `scrollId` gets a bare 500. */
  z.object({ ...match, kind: z.literal('expired-cursor') }),
  /** Sign-in is refused although the key is right. */
  z.object({ ...match, kind: z.literal('expired-key') }),
]);

export type Fault = z.infer<typeof faultSchema>;

export interface FaultedRequest {
  method: string;
  path: string;
  body: unknown;
}

export const apiBase = '/app/hec-api/v1.0';
export const authPath = '/auth/external';

export class Faults {
  #faults: Fault[] = [];
  #clearing = new AbortController();

  /** Adds a fault. If several match, the one added first wins. */
  set(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  /** HEC is well again: slow answers that are still to come are sent at once. */
  clear(): void {
    this.#faults = [];
    this.#clearing.abort();
    this.#clearing = new AbortController();
  }

  /** Ends when the faults of now are cleared. */
  get cleared(): AbortSignal {
    return this.#clearing.signal;
  }

  /** The remaining faults; `times` counts down. */
  list(): readonly Fault[] {
    return this.#faults;
  }

  /** The fault for this request; counts it against `times`. */
  take(request: FaultedRequest): Fault | undefined {
    const fault = this.#faults.find((candidate) => matches(candidate, request));
    if (fault?.times === undefined) return fault;
    fault.times -= 1;
    if (fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return fault;
  }
}

function matches(fault: Fault, { method, path, body }: FaultedRequest): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (fault.kind === 'expired-key' && path !== authPath) return false;
  if (fault.kind === 'expired-cursor' && !carriesCursor(body)) return false;
  if (fault.path === undefined) return true;
  if (fault.path instanceof RegExp) return path.search(fault.path) !== -1;
  return path.startsWith(fault.path) || path.startsWith(`${apiBase}${fault.path}`);
}

const withCursor = z.object({ requestData: z.object({ scrollId: z.string().min(1) }) });

function carriesCursor(body: unknown): boolean {
  return withCursor.safeParse(body).success;
}
