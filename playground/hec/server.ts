/**
 * A local stand-in for Check Point's HEC: a real HTTP server on loopback with the endpoints that this app uses, tasks
 * that progress with time, and faults on demand. Point the app at it with `HEC_GATEWAY_URL`.
 */

import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { loopbackOnly } from '../loopback.ts';
import { madeUpSecret } from '../secrets.ts';
import { failure, success } from './envelope.ts';
import { faultInjector } from './fault-answers.ts';
import { apiBase, authPath, Faults } from './faults.ts';
import { type HecEnv, type RecordedRequest, recorder } from './http.ts';
import { rewriter } from './rewriter.ts';
import { actionRoutes } from './routes/actions.ts';
import { authentication } from './routes/auth.ts';
import { eventRoutes } from './routes/events.ts';
import { World } from './world.ts';

export { type Fault, faultSchema } from './faults.ts';
export type { RecordedRequest } from './http.ts';
export type { WireEntity, WireEvent } from './wire.ts';
export { simulatedEvents } from './world.ts';

export interface HecSimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** The clock for tokens, cursors and tasks, and the time that events' dates are relative to. */
  now?: () => Date;
  clientId?: string;
  accessKey?: string;
  /** Default 1800, like HEC's. */
  tokenLifetimeSeconds?: number;
  /** `farm:tenant` of each tenant that the key reaches; `['']` is a key without one. */
  scopes?: string[];
}

export interface HecSimulator {
  readonly url: string;
  readonly clientId: string;
  readonly accessKey: string;
  readonly world: World;
  readonly faults: Faults;
  /** Every request in order of arrival. Not masked, because its secrets are made up. */
  readonly requests: RecordedRequest[];
  /** Called when a request arrives and again when it is answered. Returns how to unsubscribe. */
  onRequest(listener: (request: RecordedRequest) => void): () => void;
  /** Does not wait for open requests. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Rejects if the port is taken. */
export async function startHecSimulator(options: HecSimulatorOptions = {}): Promise<HecSimulator> {
  const now = options.now ?? (() => new Date());
  const clientId = options.clientId ?? madeUpSecret();
  const accessKey = options.accessKey ?? madeUpSecret();
  const scopes = options.scopes ?? ['mt-prod-3:harbour-freight'];
  const world = new World(now);
  const faults = new Faults();
  const requests: RecordedRequest[] = [];
  const listeners = new Set<(request: RecordedRequest) => void>();
  const credentials = { clientId, accessKey, tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 1800 };
  const auth = authentication(credentials, world, scopes, now);

  const api = new Hono<HecEnv>()
    .use(auth.required)
    .get('/scopes', (c) => c.json(success(scopes)))
    .route('/', eventRoutes(world, scopes, now))
    .route('/', actionRoutes(world, scopes, now));
  const app = new Hono<HecEnv>()
    .use(loopbackOnly)
    .use(recorder(requests, now, (request) => listeners.forEach((listener) => void listener(request))))
    .use(faultInjector(faults, auth.refuseKey))
    .use(`${apiBase}/*`, rewriter(world))
    .route(authPath, auth.routes)
    .route(apiBase, api)
    .notFound((c) => c.json(failure(404, 'Not found'), 404));

  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  const port = await listen(server, options.port ?? 0);

  return {
    url: `http://127.0.0.1:${port}`,
    clientId,
    accessKey,
    world,
    faults,
    requests,
    onRequest(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The simulator has no port'));
      else resolve(address.port);
    });
  });
}
