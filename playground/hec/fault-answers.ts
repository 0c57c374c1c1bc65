/** Carries out the faults: each kind as an answer, or as what happens to the connection instead. */

import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { failure, gatewayRefusal, success } from './envelope.ts';
import type { Fault, Faults } from './faults.ts';
import { type HecEnv, noAnswer } from './http.ts';

/** Larger than any answer that a client should read (5 MB). */
const hugeBytes = 6_000_000;
const html = '<!doctype html><html><body><h1>Bad gateway</h1><p>Reference 0.8f3c1d17</p></body></html>';

/** `refuseKey` is the answer to a wrong key. */
export function faultInjector(faults: Faults, refuseKey: () => Response) {
  return createMiddleware<HecEnv>(async (c, next) => {
    const fault = faults.take({ method: c.req.method, path: c.req.path, body: c.get('body') });
    if (fault === undefined) return next();
    if (fault.when === 'after-applying') await next();
    if (fault.kind === 'slow') {
      await pause(fault.ms, faults.cleared);
      if (!c.finalized) await next();
      return;
    }
    c.res = answerTo(c, fault, refuseKey);
  });
}

/** Without `ref`: a closed simulator must not keep the process alive. */
async function pause(ms: number, cleared: AbortSignal): Promise<void> {
  await delay(ms, undefined, { ref: false, signal: cleared }).catch((error: unknown) => {
    if (!cleared.aborted) throw error;
  });
}

function answerTo(c: Context<HecEnv>, fault: Exclude<Fault, { kind: 'slow' }>, refuseKey: () => Response): Response {
  switch (fault.kind) {
    case 'hang':
      return noAnswer();
    case 'reset':
      c.env.incoming.socket.resetAndDestroy();
      return noAnswer();
    case 'cut':
      return cutAnswer(c);
    case 'status':
      return statusAnswer(fault);
    case 'answer':
      return fault.text === undefined ? new Response(null, { status: fault.status ?? 200 }) : json(fault.text, fault);
    case 'bomb':
      return json(gzipSync(JSON.stringify(success([{ padding: 'x'.repeat(hugeBytes) }]))), { coding: 'gzip' });
    case 'not-gzip':
      return json(JSON.stringify(success([])), { coding: 'gzip' });
    case 'malformed-json':
      return json('{"responseEnvelope":{"responseCode":200,"responseText":"');
    case 'wrong-shape':
      return json('{"result":["fine"],"responseData":"none"}');
    case 'envelope-failure':
      return json(JSON.stringify(failure(fault.responseCode ?? 500, 'Internal error')));
    case 'huge':
      return json(inPieces(JSON.stringify(success([{ padding: 'x'.repeat(hugeBytes) }]))));
    case 'expired-cursor':
      return new Response(null, { status: 500 });
    case 'expired-key':
      return refuseKey();
  }
}

function cutAnswer(c: Context<HecEnv>): Response {
  const { outgoing } = c.env;
  const whole = JSON.stringify(success([{ eventId: 'ebb3e4bc8a9b14d7a529bb54ea6991b6' }]));
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
  outgoing.write(whole.slice(0, whole.length / 2), () => outgoing.destroy());
  return noAnswer();
}

function statusAnswer({ status, body, retryAfter }: Extract<Fault, { kind: 'status' }>): Response {
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  switch (body ?? (status === 401 ? 'gateway' : 'envelope')) {
    case 'empty':
      return new Response(null, { status, headers });
    case 'html':
      headers.set('content-type', 'text/html');
      return new Response(html, { status, headers });
    case 'gateway':
      return Response.json(gatewayRefusal('Authentication required'), { status, headers });
    default:
      return Response.json(failure(status, status === 408 ? 'read timeout, please try again' : 'Request failed'), {
        status,
        headers,
      });
  }
}

function json(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  { status = 200, coding }: { status?: number | undefined; coding?: string } = {},
): Response {
  const headers = { 'content-type': 'application/json', ...(coding !== undefined && { 'content-encoding': coding }) };
  return new Response(body, { status, headers });
}

/** A stream, because a content-length would warn the client. */
function inPieces(text: string): ReadableStream<Uint8Array> {
  const pieces = new TextEncoder().encode(text);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= pieces.length) return controller.close();
      controller.enqueue(pieces.subarray(sent, sent + 65_536));
      sent += 65_536;
    },
  });
}
