/**
 * The Prometheus metrics: how fast Slack is acknowledged, how HEC and Slack answer, how actions end, how jobs do.
 *
 * Labels hold only our own names and codes, never ids or text: they are few, and none is secret.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What came from Slack. Slack's events are acknowledged by Bolt before the app sees them. */
export type RequestKind = 'command' | 'shortcut' | 'action' | 'view';

/** What `/readyz` tells: HEC is `unknown` until it was asked for the first time. */
export interface Health {
  database: HealthStatus;
  slack: HealthStatus;
  hec: HealthStatus;
}
type HealthStatus = 'ok' | 'failing' | 'unknown';

export interface HecState {
  circuit(): 'closed' | 'half_open' | 'open';
  inUse(): { running: number; waiting: number };
}

/** Slack waits 3 s for an acknowledgement. */
const acknowledgementBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
/** A request to HEC takes at most 8 s, one to Slack 5 s. */
const requestBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];
const jobBuckets = [0.05, 0.25, 1, 5, 15, 60];

/** Its recording methods are arrow functions, so each can be passed on alone. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];

  readonly #acknowledgements = new Histogram({
    name: 'hec_slack_acknowledgement_seconds',
    help: 'Time until a request from Slack was acknowledged',
    labelNames: ['kind'],
    buckets: acknowledgementBuckets,
    registers: this.#registers,
  });
  readonly #lookups = new Counter({
    name: 'hec_slack_lookups_total',
    help: 'Event lookups, by result',
    labelNames: ['result'],
    registers: this.#registers,
  });
  readonly #hecRequests = new Histogram({
    name: 'hec_slack_hec_request_seconds',
    help: 'Time until HEC answered',
    labelNames: ['operation', 'result'],
    buckets: requestBuckets,
    registers: this.#registers,
  });
  readonly #slackRequests = new Histogram({
    name: 'hec_slack_slack_request_seconds',
    help: 'Time until Slack answered; result 429 means that Slack limits the rate',
    labelNames: ['method', 'result'],
    buckets: requestBuckets,
    registers: this.#registers,
  });
  readonly #runs = new Counter({
    name: 'hec_slack_actions_total',
    help: 'Actions that ended, by outcome',
    labelNames: ['outcome'],
    registers: this.#registers,
  });
  readonly #jobs = new Histogram({
    name: 'hec_slack_job_seconds',
    help: 'Time a job took',
    labelNames: ['queue', 'result'],
    buckets: jobBuckets,
    registers: this.#registers,
  });

  /** @param outcomes that an action can have: each is counted from 0, because nobody sees a count begin with 1 rise */
  constructor(outcomes: readonly string[]) {
    for (const outcome of outcomes) this.#runs.inc({ outcome }, 0);
  }

  /** From receiving Slack's request to acknowledging it. */
  readonly acknowledged = (kind: RequestKind, seconds: number) => this.#acknowledgements.observe({ kind }, seconds);

  /** @param result `found`, or the code of the error */
  readonly lookedUp = (result: string) => this.#lookups.inc({ result });

  /** @param operation such as `GET /event`; `result` is a status, or the code of the error */
  readonly askedHec = (operation: string, result: string, seconds: number) =>
    this.#hecRequests.observe({ operation, result }, seconds);

  /** @param method such as `chat.postMessage`; `result` is a status, or `failed` without any answer */
  readonly askedSlack = (method: string, result: string, seconds: number) =>
    this.#slackRequests.observe({ method, result }, seconds);

  readonly runEnded = (outcome: string) => this.#runs.inc({ outcome });

  readonly jobDone = (queue: string, result: 'done' | 'failed', seconds: number) =>
    this.#jobs.observe({ queue, result }, seconds);

  /** Adds the process's own: processor, memory, event loop. This measures all the time, and can't be stopped. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Adds gauges for the HEC client's state. */
  watch(hec: HecState): void {
    new Gauge({
      name: 'hec_slack_hec_circuit_open',
      help: '1 while nothing is sent to HEC because it keeps failing, 0.5 while it is tried again',
      registers: this.#registers,
      collect() {
        const states = { closed: 0, half_open: 0.5, open: 1 };
        this.set(states[hec.circuit()]);
      },
    });
    new Gauge({
      name: 'hec_slack_hec_requests',
      help: 'Requests to HEC that are running, and that wait for their turn',
      labelNames: ['state'],
      registers: this.#registers,
      collect() {
        const { running, waiting } = hec.inUse();
        this.set({ state: 'running' }, running);
        this.set({ state: 'waiting' }, waiting);
      },
    });
  }

  /** Adds a gauge for what the app needs. */
  watchHealth(look: () => Promise<Health>): void {
    new Gauge({
      name: 'hec_slack_check_ok',
      help: '1 if the app can use what the check asks, 0 if it can not, as /readyz says',
      labelNames: ['check'],
      registers: this.#registers,
      async collect() {
        const { database, slack, hec } = await look();
        for (const [check, status] of Object.entries({ database, slack, hec })) {
          if (status !== 'unknown') this.set({ check }, status === 'ok' ? 1 : 0);
        }
      },
    });
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
}
