/** `GET /metrics`, for Prometheus. */
import type { RequestListener } from 'node:http';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';

export function metricsListener(metrics: Pick<Metrics, 'text' | 'contentType'>, logger: Logger): RequestListener {
  return (request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => {
        logger.error({ err: error }, 'could not read the metrics');
        response.writeHead(500).end();
      },
    );
  };
}
