/** Which request goes where. Whatever is not a route is a 404 with nothing in it. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';

export interface Route {
  method: 'GET' | 'POST';
  path: string;
  handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

export function router(routes: Route[], logger: Logger): RequestListener {
  return async (request, response) => {
    // Paths are compared as they came: one that is no URL, such as `//`, has none to be parsed into.
    const path = request.url?.split('?', 1)[0];
    const route = routes.find((candidate) => candidate.method === request.method && candidate.path === path);
    if (route === undefined) return void response.writeHead(404).end();
    try {
      await route.handle(request, response);
    } catch (error) {
      logger.error({ err: error, path: route.path }, 'an HTTP request was not answered');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
