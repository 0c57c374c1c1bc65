/**
 * `GET /healthz`: the process is alive. `GET /readyz`: it can serve requests.
 *
 * If HEC is down, the app says so but stays ready: taken out of service, it would leave Slack without any answer at
 * all.
 */
import type { RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';

const checkMs = 2_000;

export interface HealthRoute {
  path: string;
  handle: (response: ServerResponse) => Promise<void>;
}

/** Each rejects if what it checks can't be used. */
export interface HealthChecks {
  database: (signal: AbortSignal) => Promise<unknown>;
  slack: () => Promise<unknown>;
  hec: (signal: AbortSignal) => Promise<unknown>;
}

export function healthRoutes({ database, slack, hec }: HealthChecks, logger: Logger): HealthRoute[] {
  async function check(name: string, asking: Promise<unknown>): Promise<'ok' | 'failing'> {
    try {
      await asking;
      return 'ok';
    } catch (error) {
      logger.warn({ err: error, check: name }, 'health check failed');
      return 'failing';
    }
  }

  return [
    { path: '/healthz', handle: async (response) => answer(response, 200, { status: 'ok' }) },
    {
      path: '/readyz',
      async handle(response) {
        const [databaseStatus, slackStatus, hecStatus] = await Promise.all([
          check('database', database(AbortSignal.timeout(checkMs))),
          check('slack', slack()),
          check('hec', hec(AbortSignal.timeout(checkMs))),
        ]);
        const isReady = databaseStatus === 'ok' && slackStatus === 'ok';
        answer(response, isReady ? 200 : 503, { database: databaseStatus, slack: slackStatus, hec: hecStatus });
      },
    },
  ];
}

/** For a separate server: in Socket Mode no other HTTP server runs. */
export function healthListener(routes: HealthRoute[]): RequestListener {
  return (request, response) => {
    const path = request.url?.split('?')[0];
    const route = request.method === 'GET' ? routes.find((candidate) => candidate.path === path) : undefined;
    if (route === undefined) answer(response, 404, { status: 'not found' });
    else void route.handle(response);
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
