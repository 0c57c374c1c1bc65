/**
 * Delivers what people do to the app over HTTP or Socket Mode, and waits for the acknowledgement as long as Slack does.
 */
import type { JsonObject } from '../json.ts';
import type { Acknowledgement, Delivery, Retry } from '../recording.ts';
import type { World } from '../world.ts';
import { createHttpSender, httpBody, retryHeaders, signatureHeaders } from './http.ts';
import type { Sockets } from './socket.ts';

export type Deliverer = ReturnType<typeof createDeliverer>;

/** `requestUrl` is where the app takes HTTP requests; while it is undefined, Socket Mode is used. */
export function createDeliverer(
  world: World,
  { sockets, requestUrl, ackWithinMs }: { sockets: Sockets; requestUrl: () => string | undefined; ackWithinMs: number },
) {
  const http = createHttpSender();

  type Taken = Pick<Acknowledgement, 'outcome' | 'status' | 'body'>;

  const timed = async (
    delivery: ReturnType<World['recording']['delivery']>,
    send: (signal: AbortSignal) => Promise<Taken>,
  ): Promise<Delivery & { acknowledgement: Acknowledgement }> => {
    const done = world.inFlight.begin();
    const started = performance.now();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ackWithinMs);
    const taken = await send(limit.signal).catch((): Taken => ({ outcome: 'failed', status: 0, body: '' }));
    clearTimeout(timer);
    const late = limit.signal.aborted && taken.status === 0;
    const acknowledgement: Acknowledgement = {
      ...taken,
      outcome: late ? 'timed_out' : taken.outcome,
      elapsedMs: Math.round(performance.now() - started),
    };
    delivery.end(acknowledgement);
    done();
    return { ...delivery.delivery, acknowledgement };
  };

  const overHttp = async (
    url: string,
    body: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Taken> => {
    const response = await http.post(url, { body, headers, signal });
    const success = response.status >= 200 && response.status < 300;
    return { outcome: success ? 'acknowledged' : 'failed', ...response };
  };

  const deliverer = {
    /** Delivers once. Never throws: the result says how the app answered. */
    deliver(kind: 'command' | 'interaction' | 'event', payload: JsonObject, retry?: Retry) {
      const url = requestUrl();
      const transport = url !== undefined ? 'http' : sockets.count() > 0 ? 'socket' : 'none';
      const delivery = world.recording.delivery({ kind, transport, payload, at: world.now(), ...(retry && { retry }) });
      return timed(delivery, async (signal): Promise<Taken> => {
        if (url !== undefined) {
          const { body, contentType } = httpBody(kind, payload);
          const headers = {
            'content-type': contentType,
            ...signatureHeaders(world.installation.signingSecret, body),
            ...retryHeaders(retry),
          };
          return overHttp(url, body, headers, signal);
        }
        const body = await sockets.send(kind, payload, { retry, signal });
        return body === undefined
          ? { outcome: 'failed', status: 0, body: '' }
          : { outcome: 'acknowledged', status: 200, body };
      });
    },

    /** Sends exactly this to the app's request URL, to test forged, stale and unsigned requests. */
    raw({ body, headers = {} }: { body: string; headers?: Record<string, string> }) {
      const url = requestUrl();
      if (url === undefined) throw new Error('A raw request needs an app that is connected by HTTP');
      const delivery = world.recording.delivery({ kind: 'raw', transport: 'http', payload: { body }, at: world.now() });
      return timed(delivery, (signal) => overHttp(url, body, headers, signal));
    },

    /** As Slack does when the app did not acknowledge. */
    redeliver(delivery: Delivery, retry: Retry) {
      if (delivery.kind === 'raw') throw new Error('A raw request has no redelivery');
      return deliverer.deliver(delivery.kind, delivery.payload, retry);
    },

    close: (): Promise<void> => http.close(),
  };
  return deliverer;
}
