/**
 * `GET /healthz`: the process lives. `GET /readyz`: it can serve.
 *
 * A HEC that is down is reported but leaves the app ready, because taking it out of service would leave Slack without
 * any answer at all.
 */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { HecClient } from '../hec/client.ts';
import type { Logger } from '../log.ts';
import type { Identity } from '../slack/api/identity.ts';
import type { Store } from '../store/open.ts';

const checkMs = 2_000;

export interface HealthRoute {
  path: string;
  handle: (response: ServerResponse) => Promise<void>;
}

export function healthRoutes(options: {
  identity: () => Promise<Identity>;
  hec: Pick<HecClient, 'signIn'>;
  store: Pick<Store, 'ping'>;
  logger: Logger;
}): HealthRoute[] {
  const { identity, hec, store, logger } = options;

  async function check(name: string, asking: Promise<unknown>): Promise<'ok' | 'failing'> {
    try {
      await asking;
      return 'ok';
    } catch (error) {
      logger.warn({ err: error, check: name }, 'not healthy');
      return 'failing';
    }
  }

  return [
    { path: '/healthz', handle: async (response) => answer(response, 200, { status: 'ok' }) },
    {
      path: '/readyz',
      async handle(response) {
        const [database, slack, hecStatus] = await Promise.all([
          check('database', store.ping(AbortSignal.timeout(checkMs))),
          check('slack', identity()),
          check('hec', hec.signIn(AbortSignal.timeout(checkMs))),
        ]);
        const isReady = database === 'ok' && slack === 'ok';
        answer(response, isReady ? 200 : 503, { database, slack, hec: hecStatus });
      },
    },
  ];
}

/** In Socket Mode no other HTTP server runs. */
export function startHealthServer(routes: HealthRoute[], port: number): Promise<Server> {
  const listener: RequestListener = (request, response) => {
    const path = request.url?.split('?')[0];
    const route = request.method === 'GET' ? routes.find((candidate) => candidate.path === path) : undefined;
    if (route === undefined) answer(response, 404, { status: 'not found' });
    else void route.handle(response);
  };
  return new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject);
    server.listen(port, () => resolve(server));
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
