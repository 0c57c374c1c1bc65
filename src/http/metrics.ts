/** `GET /metrics`, for Prometheus. */
import type { Metrics } from '../metrics.ts';
import type { Route } from './router.ts';

export function metricsRoute(metrics: Pick<Metrics, 'text' | 'contentType'>): Route {
  return {
    method: 'GET',
    path: '/metrics',
    async handle(_, response) {
      const text = await metrics.text();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    },
  };
}
