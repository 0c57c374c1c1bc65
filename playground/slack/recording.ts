/**
 * Everything that went over the wire: every Web API call and every delivery to the app. Kept for assertions, and passed
 * on with secrets masked to be shown.
 */
import type { JsonObject } from './json.ts';

/** One request from the app to Slack. `method` is the Web API method, or `response_url`. */
export type ApiCall = {
  direction: 'from_app';
  id: number;
  method: string;
  args: JsonObject;
  at: Date;
  /** HTTP status and answer; absent while it runs, and if a fault replaced it. */
  status?: number;
  response?: unknown;
  fault?: string;
  elapsedMs?: number;
};

/** The app's answer: `status` is 0 if there was none, and the body is the acknowledgement's. */
export type Acknowledgement = {
  outcome: 'acknowledged' | 'timed_out' | 'failed' | 'not_sent';
  status: number;
  body: string;
  elapsedMs: number;
};

export type Delivery = {
  direction: 'to_app';
  id: number;
  kind: 'command' | 'interaction' | 'event' | 'raw';
  transport: 'http' | 'socket' | 'none';
  payload: JsonObject;
  at: Date;
  retry?: Retry;
  acknowledgement?: Acknowledgement;
};

/** Slack's redelivery counter (1 to 3) and reason, such as `http_timeout`. */
export type Retry = { number: number; reason: string };

export type Traffic = ApiCall | Delivery;

const secretNames = new Set(['token', 'response_url', 'ticket', 'authorization', 'x-slack-signature']);

/** A copy with tokens, signatures and response URLs replaced by "•••". */
export function masked(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (secretNames.has(name)) return '•••';
    return value
      .replace(/\bx(?:ox[a-z]|app)-[\w-]+/g, '•••')
      .replace(/\/response\/\w+/g, '/response/•••')
      .replace(/ticket=\w+/g, 'ticket=•••');
  }
  if (Array.isArray(value)) return value.map((item) => masked(item, name));
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, key)]));
}

const maskedObject = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, item]) => [key, masked(item, key)]));

function maskedTraffic(traffic: Traffic): Traffic {
  return traffic.direction === 'from_app'
    ? { ...traffic, args: maskedObject(traffic.args), response: masked(traffic.response) }
    : { ...traffic, payload: maskedObject(traffic.payload) };
}

export type Recording = ReturnType<typeof createRecording>;

export function createRecording(changed: () => void) {
  const calls: ApiCall[] = [];
  const deliveries: Delivery[] = [];
  const listeners = new Set<(traffic: Traffic) => void>();
  let count = 0;
  const announce = (traffic: Traffic): void => {
    const shown = maskedTraffic(traffic);
    for (const listener of listeners) listener(shown);
    changed();
  };
  return {
    calls,
    deliveries,

    /** Records the start of a call; the returned function adds its result. */
    call(
      entry: Pick<ApiCall, 'method' | 'args' | 'at'>,
    ): (end: Pick<ApiCall, 'status' | 'response' | 'fault'>) => void {
      count += 1;
      const call: ApiCall = { direction: 'from_app', id: count, ...entry };
      calls.push(call);
      changed();
      const started = performance.now();
      return (end) => {
        Object.assign(call, end, { elapsedMs: Math.round(performance.now() - started) });
        announce(call);
      };
    },

    /** Records the start of a delivery; the returned function adds the acknowledgement. */
    delivery(entry: Omit<Delivery, 'direction' | 'id' | 'acknowledgement'>): {
      delivery: Delivery;
      end: (acknowledgement: Acknowledgement) => void;
    } {
      count += 1;
      const delivery: Delivery = { direction: 'to_app', id: count, ...entry };
      deliveries.push(delivery);
      changed();
      const end = (acknowledgement: Acknowledgement): void => {
        delivery.acknowledgement = acknowledgement;
        announce(delivery);
      };
      return { delivery, end };
    },

    /** Called for every finished call and delivery, secrets masked. Returns how to unsubscribe. */
    onTraffic(listener: (traffic: Traffic) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
