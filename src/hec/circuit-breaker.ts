/**
 * Stops sending requests while HEC keeps failing. While the circuit is `closed`, everything is sent. Once most requests
 * fail, it opens: pending reads are cancelled, which frees their places, and nothing is sent. Every
 * `limits.halfOpenAfterMs`, one read or sign-in probes HEC. Until it ends the circuit is `half_open`, and an answer
 * closes it.
 */
import type { InUse, Line } from './concurrency-limit.ts';
import { withDeadline } from './deadline.ts';
import { HecDownError, HecTimeoutError, HecUnreachableError, HecUnreadableError } from './errors.ts';
import type { HecHttp, HecLogger, HttpAnswer, HttpRequest } from './http.ts';
import type { HecLimits } from './limits.ts';

export type Circuit = 'closed' | 'open' | 'half_open';

export interface CircuitBreakerOptions {
  http: HecHttp;
  line: Line;
  limits: HecLimits;
  logger: HecLogger;
  /** A monotonic clock, in milliseconds. */
  now: () => number;
  inUse: () => InUse;
}

/** What a finished request says about HEC. `nothing`: its caller left early, or the mistake was ours. */
type Sign = 'works' | 'fails' | 'nothing';

const logLines = {
  open: ['warn', 'HEC keeps failing: circuit opened, nothing is sent'],
  half_open: ['info', 'checking whether HEC is back'],
  closed: ['info', 'HEC is answering again'],
} as const;

export class CircuitBreaker implements HecHttp {
  readonly #options: CircuitBreakerOptions;
  /** No actions: nobody would know whether a cancelled one had been applied. */
  readonly #reads = new Set<AbortController>();
  /** The requests that ended within the last `limits.sampleMs`, oldest first. */
  readonly #ended: { at: number; failed: boolean }[] = [];
  #circuit: Circuit = 'closed';
  #openedAt = 0;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  circuit(): Circuit {
    return this.#circuit;
  }

  /** @throws HecDownError if the circuit is open, or opens while a read is pending */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    if (this.#circuit !== 'closed') return this.#probe(request, signal);
    if (request.isAction) return this.#attempt(request, signal, (sign) => this.#count(sign));
    const read = new AbortController();
    this.#reads.add(read);
    try {
      return await this.#attempt(request, AbortSignal.any([signal, read.signal]), (sign) => this.#count(sign));
    } finally {
      this.#reads.delete(read);
    }
  }

  close(): Promise<void> {
    return this.#options.http.close();
  }

  /** The circuit stays open unless HEC answers. Actions don't probe: they would have too little time left. */
  async #probe(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { limits, now } = this.#options;
    const isDue = this.#circuit === 'open' && now() - this.#openedAt >= limits.halfOpenAfterMs;
    if (!isDue || request.isAction) throw new HecDownError();
    this.#become('half_open');
    return withDeadline(limits.probeMs, signal, (limited) =>
      this.#attempt(request, limited, (sign) => (sign === 'works' ? this.#closeCircuit() : this.#openCircuit())),
    );
  }

  async #attempt(request: HttpRequest, signal: AbortSignal, learn: (sign: Sign) => void): Promise<HttpAnswer> {
    const { http, now } = this.#options;
    const sentAt = now();
    try {
      const answer = await http.send(request, signal);
      learn(signOfAnswer(answer));
      return answer;
    } catch (error) {
      learn(this.#signOfError(error, signal, now() - sentAt));
      throw error;
    }
  }

  #signOfError(error: unknown, signal: AbortSignal, waitedMs: number): Sign {
    // HEC did answer, though too much or not in HTTP.
    if (error instanceof HecUnreadableError) return 'works';
    if (signal.aborted) return waitedMs >= this.#options.limits.probeMs ? 'fails' : 'nothing';
    return error instanceof HecTimeoutError || error instanceof HecUnreachableError ? 'fails' : 'nothing';
  }

  #count(sign: Sign): void {
    if (sign === 'nothing') return;
    const { limits, now } = this.#options;
    const at = now();
    this.#ended.push({ at, failed: sign === 'fails' });
    const recent = this.#ended.findIndex((request) => request.at > at - limits.sampleMs);
    this.#ended.splice(0, recent);
    if (this.#circuit !== 'closed' || sign === 'works' || this.#ended.length < limits.sampleMinimum) return;
    const failures = this.#ended.filter(({ failed }) => failed);
    if (failures.length > limits.failingShare * this.#ended.length) this.#openCircuit();
  }

  #openCircuit(): void {
    this.#openedAt = this.#options.now();
    this.#become('open');
    for (const read of this.#reads) read.abort(new HecDownError());
  }

  #closeCircuit(): void {
    this.#ended.length = 0;
    this.#become('closed');
  }

  #become(circuit: Circuit): void {
    this.#circuit = circuit;
    const [level, message] = logLines[circuit];
    const { inUse, line, logger } = this.#options;
    logger[level]({ circuit, line, ...inUse() }, message);
  }
}

/** 408 means that HEC didn't answer its own gateway. Any other 4xx is about the request or the rate: HEC works. */
function signOfAnswer({ status }: HttpAnswer): Sign {
  return status === 408 || status >= 500 ? 'fails' : 'works';
}
