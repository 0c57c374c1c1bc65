/**
 * Faults on demand: what Slack's side does instead of, or besides, answering properly.
 * Plain data, so that a page can switch them; rules match in the order in which they were added.
 */

export type FaultKind =
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  | { kind: 'http_error'; status: number }
  | { kind: 'error'; error: string }
  | { kind: 'hang' }
  | { kind: 'slow'; ms: number }
  | { kind: 'reset' }
  | { kind: 'lost_answer' };

/** `method` is a Web API method, `response_url`, or `*` for everything; without `times` it lasts until it is cleared. */
export type Fault = FaultKind & { method: string; times?: number };

export function createFaults(changed: () => void) {
  let faults: Fault[] = [];
  return {
    add(fault: Fault): void {
      faults = [...faults, fault];
      changed();
    },

    /** Removes the faults of one method, or all of them. */
    clear(method?: string): void {
      faults = method === undefined ? [] : faults.filter((fault) => fault.method !== method);
      changed();
    },

    list(): readonly Fault[] {
      return faults;
    },

    /** The fault that this request meets, if any; counts it against `times`. */
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
