/**
 * What Prometheus reads: how fast Slack is acknowledged, how HEC and Slack answer, how actions end, how jobs go.
 *
 * Labels hold names of ours and codes only, never an id or a text: their number is bounded, and nothing in them is secret.
 */
import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RunOutcome } from './actions/run.ts';
import { KnownError } from './errors.ts';
import type { Logger } from './log.ts';
import type { Lookup } from './services/lookup-event.ts';

/** What came from Slack. Slack's events are acknowledged by Bolt before the app sees them. */
export type RequestKind = 'command' | 'shortcut' | 'action' | 'view';

export interface Metrics {
  /** From when the app got a request of Slack's to its acknowledgement. */
  acknowledged(kind: RequestKind, seconds: number): void;
  /** `found`, or the code of the error. */
  lookedUp(result: string): void;
  /** @param operation such as `GET /event`; `result` is a status, or the code of the error */
  askedHec(operation: string, result: string, seconds: number): void;
  /** @param method such as `chat.postMessage`; `result` is a status, or `failed` without any answer */
  askedSlack(method: string, result: string, seconds: number): void;
  runEnded(outcome: RunOutcome): void;
  jobDone(queue: string, result: 'done' | 'failed', seconds: number): void;
  /** From now on the state of what asks HEC is part of the metrics. */
  watch(hec: HecState): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
}

/** Slack waits 3 s for an acknowledgement. */
const acknowledgementBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
/** A request to HEC takes 8 s at the most, one to Slack 5 s. */
const requestBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];
const jobBuckets = [0.05, 0.25, 1, 5, 15, 60];

export interface HecState {
  /** Of HEC's circuit breaker. */
  circuit(): 'closed' | 'half_open' | 'open';
  /** Requests to HEC: under way, and waiting for their turn. */
  inUse(): { running: number; waiting: number };
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const acknowledgements = new Histogram({
    name: 'hec_slack_acknowledgement_seconds',
    help: 'Time until a request of Slack’s was acknowledged',
    labelNames: ['kind'],
    buckets: acknowledgementBuckets,
    registers,
  });
  const lookups = new Counter({
    name: 'hec_slack_lookups_total',
    help: 'Events that were looked up, by what came of it',
    labelNames: ['result'],
    registers,
  });
  const hecRequests = new Histogram({
    name: 'hec_slack_hec_request_seconds',
    help: 'Time until HEC answered',
    labelNames: ['operation', 'result'],
    buckets: requestBuckets,
    registers,
  });
  const slackRequests = new Histogram({
    name: 'hec_slack_slack_request_seconds',
    help: 'Time until Slack answered; result 429 is Slack limiting the rate',
    labelNames: ['method', 'result'],
    buckets: requestBuckets,
    registers,
  });
  const runs = new Counter({
    name: 'hec_slack_actions_total',
    help: 'Actions that ended, by their outcome',
    labelNames: ['outcome'],
    registers,
  });
  const jobs = new Histogram({
    name: 'hec_slack_job_seconds',
    help: 'Time that a job took',
    labelNames: ['queue', 'result'],
    buckets: jobBuckets,
    registers,
  });

  return {
    acknowledged: (kind, seconds) => acknowledgements.observe({ kind }, seconds),
    lookedUp: (result) => lookups.inc({ result }),
    askedHec: (operation, result, seconds) => hecRequests.observe({ operation, result }, seconds),
    askedSlack: (method, result, seconds) => slackRequests.observe({ method, result }, seconds),
    runEnded: (outcome) => runs.inc({ outcome }),
    jobDone: (queue, result, seconds) => jobs.observe({ queue, result }, seconds),
    watch: (hec) => watchHec(hec, registers),
    text: () => registry.metrics(),
  };
}

function watchHec(hec: HecState, registers: Registry[]): void {
  new Gauge({
    name: 'hec_slack_hec_circuit_open',
    help: '1 while HEC is not asked because it has been failing, 0.5 while it is tried again',
    registers,
    collect() {
      const states = { closed: 0, half_open: 0.5, open: 1 };
      this.set(states[hec.circuit()]);
    },
  });
  new Gauge({
    name: 'hec_slack_hec_requests',
    help: 'Requests to HEC under way, and waiting for their turn',
    labelNames: ['state'],
    registers,
    collect() {
      const { running, waiting } = hec.inUse();
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

/** The same lookup, counted by what comes of it. */
export function countedLookup(lookup: Lookup, { lookedUp }: Pick<Metrics, 'lookedUp'>): Lookup {
  return async (...asked) => {
    try {
      const found = await lookup(...asked);
      lookedUp('found');
      return found;
    } catch (error) {
      lookedUp(error instanceof KnownError ? error.code : 'unexpected');
      throw error;
    }
  };
}

/** Serves `GET /metrics` and nothing else. Rejects when the port is taken. */
export function startMetricsServer(
  metrics: Pick<Metrics, 'text'>,
  { host, port }: { host: string; port: number },
  logger: Logger,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
      (error: unknown) => {
        logger.error({ err: error }, 'the metrics could not be read');
        response.writeHead(500).end();
      },
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
