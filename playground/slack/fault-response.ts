/** Carries out a fault on one of the app's HTTP requests, around the right answer or in place of it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
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

const codings = {
  gzip: { name: 'gzip', compress: gzipSync },
  deflate: { name: 'deflate', compress: deflateSync },
  // What some servers send under the same name, without zlib's header.
  'raw-deflate': { name: 'deflate', compress: deflateRawSync },
  br: { name: 'br', compress: brotliCompressSync },
} as const;

async function compressed(answer: Response, coding: keyof typeof codings): Promise<Response> {
  const { name, compress } = codings[coding];
  const headers = new Headers(answer.headers);
  headers.set('content-encoding', name);
  headers.delete('content-length');
  return new Response(compress(Buffer.from(await answer.arrayBuffer())), { status: answer.status, headers });
}

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
      if (fault.when === 'after-taking') await answer();
      return json({ ok: false, error: fault.error }, 200);
    case 'answer':
      return new Response(fault.body === '' ? null : fault.body, {
        status: fault.status,
        ...(fault.headers && { headers: fault.headers }),
      });
    case 'compressed':
      return compressed(await answer(), fault.coding);
    case 'hang':
      if (fault.when === 'after-taking') await answer();
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
