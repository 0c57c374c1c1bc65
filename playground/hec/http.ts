/** What all routes share: the context's types, the record of requests, and the answer that never comes. */

import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createMiddleware } from 'hono/factory';

export interface HecEnv {
  Bindings: HttpBindings;
  Variables: {
    /** The request's JSON; its text where it is none; undefined where it is empty. */
    body: unknown;
  };
}

export interface RecordedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
  at: Date;
  /** Undefined while there is no answer, and for ever where none was sent whole. */
  status: number | undefined;
  /** False while it is being handled; true once it is answered, or left without an answer on purpose. */
  handled: boolean;
  /** The answer's JSON, or its text; undefined until it has been read. */
  response: unknown;
}

/** Records each request when it has arrived, and tells `changed` then, and when the request is done with. */
export function recorder(requests: RecordedRequest[], now: () => Date, changed: (request: RecordedRequest) => void) {
  return createMiddleware<HecEnv>(async (c, next) => {
    const body = readBody(await c.req.text());
    c.set('body', body);
    const request: RecordedRequest = {
      method: c.req.method,
      path: c.req.path,
      query: c.req.query(),
      headers: c.req.header(),
      body,
      at: now(),
      status: undefined,
      handled: false,
      response: undefined,
    };
    requests.push(request);
    changed(request);
    await next();
    request.handled = true;
    if (c.res.headers.get(notSent) !== null) return changed(request);
    request.status = c.res.status;
    void c.res
      .clone()
      .text()
      .then((text) => {
        request.response = readBody(text);
      })
      // The client went away before the end.
      .catch(() => {})
      .then(() => changed(request));
  });
}

const notSent = 'x-hono-already-sent';

/** Leaves the request to whoever holds its socket: until that is closed, the client gets nothing. */
export function noAnswer(): Response {
  return RESPONSE_ALREADY_SENT;
}

function readBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
