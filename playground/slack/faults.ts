/**
 * Faults on demand: what Slack does instead of, or besides, answering properly. Plain data, which the page can send.
 * Rules match in the order in which they were added.
 */

export type FaultKind =
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  | { kind: 'http_error'; status: number }
  /** With `when`, Slack fails only after it has done what was asked. */
  | { kind: 'error'; error: string; when?: 'after-taking' }
  /** Anything at all, as it is: a proxy's page, half a JSON, nothing, a 429 with any `Retry-After` or none. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body: string }
  /** The right answer in a content coding, which servers may use unless they are told not to. */
  | { kind: 'compressed'; coding: 'gzip' | 'deflate' | 'raw-deflate' | 'br' }
  /** No answer ever. With `when`, Slack has done what was asked. */
  | { kind: 'hang'; when?: 'after-taking' }
  | { kind: 'slow'; ms: number }
  | { kind: 'reset' }
  | { kind: 'lost_answer' };

/** `method` is a Web API method, `response_url`, or `*` for all. Without `times` it lasts until cleared. */
export type Fault = FaultKind & { method: string; times?: number };

export function createFaults(changed: () => void) {
  let faults: Fault[] = [];
  return {
    add(fault: Fault): void {
      faults = [...faults, fault];
      changed();
    },

    /** Removes one method's faults, or all of them. */
    clear(method?: string): void {
      faults = method === undefined ? [] : faults.filter((fault) => fault.method !== method);
      changed();
    },

    list(): readonly Fault[] {
      return faults;
    },

    /** The fault for this request, if any; counts it against `times`. */
    take(method: string): Fault | undefined {
      const index = faults.findIndex((fault) => fault.method === method || fault.method === '*');
      const fault = faults[index];
      if (!fault || fault.times === undefined) return fault;
      const left = fault.times - 1;
      faults = left > 0 ? faults.with(index, { ...fault, times: left }) : faults.toSpliced(index, 1);
      changed();
      return fault;
    },
  };
}
