/**
 * Serves the built page, its live state and what people do on it, on loopback.
 *
 * The content security policy keeps every request on this machine: images that blocks name are not loaded either.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { loopbackOnly } from '../loopback.ts';
import type { Live } from './live.ts';
import { type Act, type ActResult, actSchema } from './state.ts';

const builtPage = fileURLToPath(new URL('../page/dist', import.meta.url));

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface PageServer {
  port: number;
  close(): Promise<void>;
}

/** Rejects if the port is taken. */
export async function startPageServer(options: {
  port: number;
  live: Live;
  carryOut: (act: Act) => Promise<ActResult>;
}): Promise<PageServer> {
  const { port, live, carryOut } = options;
  const routes = new Hono()
    .use(async (context, next) => {
      await next();
      context.header('content-security-policy', contentSecurityPolicy);
      context.header('x-content-type-options', 'nosniff');
      context.header('referrer-policy', 'no-referrer');
    })
    .use(loopbackOnly)
    .get('/live', (context) => live.respond(context))
    .post('/act', async (context) => {
      // A form on another site can't send a JSON body.
      if (!context.req.header('content-type')?.startsWith('application/json')) return context.body(null, 415);
      const act = actSchema.safeParse(await context.req.json().catch(() => undefined));
      if (!act.success)
        return context.json({ problems: act.error.issues.map(({ path, message }) => ({ path, message })) }, 400);
      return context.json(await carryOut(act.data));
    })
    .get('/*', serveStatic({ root: builtPage }));

  const server = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }));
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server.address()));
  });
  if (address === null || typeof address === 'string') throw new Error('The page server has no port');
  return {
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
