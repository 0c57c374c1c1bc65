/** `GET /healthz`: the process is alive. `GET /readyz`: it can serve requests. */
import type { ReadinessMonitor } from './readiness.ts';
import { answerJson, type Route } from './router.ts';

export function healthRoutes(monitor: Pick<ReadinessMonitor, 'look'>): Route[] {
  return [
    { method: 'GET', path: '/healthz', handle: (_, response) => answerJson(response, 200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      async handle(_, response) {
        const { isReady, ...statuses } = await monitor.look();
        answerJson(response, isReady ? 200 : 503, statuses);
      },
    },
  ];
}
