/**
 * Sends up to `limits.concurrent` requests at once. Up to `limits.waiting` more wait in each line; the rest are turned
 * away. Background work never takes more than `limits.inBackground` of the places, nor one that a person waits for.
 */
import { HecBusyError, HecTimeoutError } from './errors.ts';
import type { HecHttp, HttpRequest } from './http.ts';
import type { HecLimits } from './limits.ts';

export interface InUse {
  running: number;
  waiting: number;
}

/** Who asks. People go first. */
export type Line = 'people' | 'background';

export class ConcurrencyLimit {
  readonly #limits: Pick<HecLimits, 'concurrent' | 'inBackground' | 'waiting'>;
  /** Each starts one waiting request. A Set keeps their order, and lets one leave from the middle. */
  readonly #waiting: Record<Line, Set<() => void>> = { people: new Set(), background: new Set() };
  readonly #running: Record<Line, number> = { people: 0, background: 0 };

  constructor(limits: Pick<HecLimits, 'concurrent' | 'inBackground' | 'waiting'>) {
    this.#limits = limits;
  }

  /** Sends through `http`, whose `send` then also throws HecBusyError: the line is full, or the turn came too late. */
  line(line: Line, http: HecHttp): HecHttp {
    return {
      send: async (request: HttpRequest, signal: AbortSignal) => {
        await this.#turn(line, signal);
        try {
          return await http.send(request, signal);
        } finally {
          this.#running[line] -= 1;
          this.#startNext();
        }
      },
      close: () => http.close(),
    };
  }

  inUse(): InUse {
    return {
      running: this.#running.people + this.#running.background,
      waiting: this.#waiting.people.size + this.#waiting.background.size,
    };
  }

  async #turn(line: Line, signal: AbortSignal): Promise<void> {
    const waiting = this.#waiting[line];
    if (this.#isFreeFor(line)) {
      this.#running[line] += 1;
      return;
    }
    if (waiting.size >= this.#limits.waiting) throw new HecBusyError();
    if (signal.aborted) throw leavingError(signal);
    await new Promise<void>((start, refuse) => {
      const leave = () => {
        waiting.delete(start);
        refuse(leavingError(signal));
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(start);
    });
  }

  #isFreeFor(line: Line): boolean {
    const { concurrent, inBackground } = this.#limits;
    if (this.inUse().running >= concurrent) return false;
    return line === 'people' || this.#running.background < inBackground;
  }

  /** The place goes straight to the next in line, so nobody can slip in between. */
  #startNext(): void {
    for (const line of ['people', 'background'] as const) {
      const [start] = this.#waiting[line];
      if (start === undefined || !this.#isFreeFor(line)) continue;
      this.#waiting[line].delete(start);
      this.#running[line] += 1;
      start();
      return;
    }
  }
}

/** A HecTimeoutError would say that HEC didn't answer, but HEC was never asked. */
function leavingError(signal: AbortSignal): unknown {
  return signal.reason instanceof HecTimeoutError ? new HecBusyError() : signal.reason;
}
