/** Carries out a fault on one of the app's HTTP requests, around the right answer or in place of it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault } from './faults.ts';

export type Connection = { incoming: IncomingMessage; outgoing: ServerResponse };

const closed = ({ outgoing }: Connection): Promise<void> =>
  new Promise((resolve) => {
    if (outgoing.destroyed) resolve();
    else outgoing.once('close', () => resolve());
  });

/** Waits, but not longer than the connection lasts. */
function pause(ms: number, connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void closed(connection).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function broken({ incoming }: Connection): Response {
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

const json = (body: unknown, status: number, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });

/** `answer` does the work. It is not called if Slack would have failed before that. */
export async function faultyResponse(
  fault: Fault,
  connection: Connection,
  answer: () => Promise<Response>,
): Promise<Response> {
  switch (fault.kind) {
    case 'rate_limited':
      return json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(fault.retryAfterSeconds) });
    case 'http_error':
      return new Response('Server error', { status: fault.status });
    case 'error':
      return json({ ok: false, error: fault.error }, 200);
    case 'hang':
      await closed(connection);
      return broken(connection);
    case 'slow':
      await pause(fault.ms, connection);
      return answer();
    case 'reset':
      return broken(connection);
    case 'lost_answer':
      await answer();
      return broken(connection);
  }
}
