/** Sends up to `limits.concurrent` requests at once. Up to `limits.waiting` more wait; the rest are turned away. */
import { HecBusyError, HecTimeoutError } from './errors.ts';
import type { HecHttp, HttpAnswer, HttpRequest } from './http.ts';
import type { HecLimits } from './limits.ts';

export interface InUse {
  running: number;
  waiting: number;
}

export class ConcurrencyLimit implements HecHttp {
  readonly #http: HecHttp;
  readonly #limits: Pick<HecLimits, 'concurrent' | 'waiting'>;
  /** Each starts one waiting request. A Set keeps their order, and lets one leave from the middle. */
  readonly #line = new Set<() => void>();
  #running = 0;

  constructor(http: HecHttp, limits: Pick<HecLimits, 'concurrent' | 'waiting'>) {
    this.#http = http;
    this.#limits = limits;
  }

  /** @throws HecBusyError if the line is full, or if the request times out before its turn */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    await this.#turn(signal);
    try {
      return await this.#http.send(request, signal);
    } finally {
      this.#passOn();
    }
  }

  inUse(): InUse {
    return { running: this.#running, waiting: this.#line.size };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (this.#running < this.#limits.concurrent) {
      this.#running += 1;
      return;
    }
    if (this.#line.size >= this.#limits.waiting) throw new HecBusyError();
    if (signal.aborted) throw leavingError(signal);
    await new Promise<void>((start, refuse) => {
      const leave = () => {
        this.#line.delete(start);
        refuse(leavingError(signal));
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#line.add(start);
    });
  }

  /** The place goes straight to the next in line, so nobody can slip in between. */
  #passOn(): void {
    const [start] = this.#line;
    if (start === undefined) {
      this.#running -= 1;
      return;
    }
    this.#line.delete(start);
    start();
  }
}

/** A HecTimeoutError would say that HEC didn't answer, but HEC was never asked. */
function leavingError(signal: AbortSignal): unknown {
  return signal.reason instanceof HecTimeoutError ? new HecBusyError() : signal.reason;
}
