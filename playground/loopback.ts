/**
 * Whom the playground's servers answer: pages and programs on this machine that call it by a loopback name.
 *
 * They listen on loopback, but a browser on this machine takes orders from every site that it shows. A site can give
 * 127.0.0.1 a name of its own and read what is there (DNS rebinding), which its Host shows; or send requests without
 * reading the answers, which its Origin shows.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { createMiddleware } from 'hono/factory';

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

type Caller = Pick<IncomingHttpHeaders, 'host' | 'origin'>;

/** Undefined if the request may be answered, otherwise a sentence that says why not. */
export function refusalOf({ host = '', origin }: Caller): string | undefined {
  if (!loopbackHost.test(host)) {
    return 'This playground answers to localhost, 127.0.0.1 and [::1] only. The request was for another host.';
  }
  // Another port on this machine is another page, too.
  if (origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`) return undefined;
  return 'This playground takes requests from its own page only. The request came from another site.';
}

/** Before every route, also those that keep an answer open. */
export const loopbackOnly = createMiddleware(async (context, next) => {
  const refusal = refusalOf({ host: context.req.header('host'), origin: context.req.header('origin') });
  return refusal === undefined ? next() : context.text(refusal, 403);
});

/** Answers a request for a WebSocket, which has no response object yet. */
export function refuseUpgrade(socket: Duplex, refusal: string): void {
  const headers = ['content-type: text/plain; charset=utf-8', `content-length: ${refusal.length}`, 'connection: close'];
  socket.end(`HTTP/1.1 403 Forbidden\r\n${headers.join('\r\n')}\r\n\r\n${refusal}`);
}
