/** What all routes share: the context's types, recording requests, and leaving one unanswered. */

import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createMiddleware } from 'hono/factory';

export interface HecEnv {
  Bindings: HttpBindings;
  Variables: {
    /** The request's JSON, or its text if it is not JSON; undefined if it is empty. */
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
  /** Undefined until an answer has been sent completely. */
  status: number | undefined;
  /** True once it is answered, or left unanswered on purpose. */
  handled: boolean;
  /** The answer's JSON or text; undefined until it has been read, and again once too much has been answered since. */
  response: unknown;
}

/** Of all answers together: a walk over tens of thousands of emails would fill the memory. */
const mostCharacters = 30_000_000;

/** Keeps the newest answers. */
class Answers {
  readonly #kept: { request: RecordedRequest; size: number }[] = [];
  #size = 0;

  keep(request: RecordedRequest, text: string): void {
    request.response = readBody(text);
    this.#kept.push({ request, size: text.length });
    this.#size += text.length;
    while (this.#size > mostCharacters && this.#kept.length > 1) {
      const oldest = this.#kept.shift();
      if (oldest === undefined) return;
      oldest.request.response = undefined;
      this.#size -= oldest.size;
    }
  }
}

/** Records each request, and calls `changed` when it arrives and when it is done. */
export function recorder(requests: RecordedRequest[], now: () => Date, changed: (request: RecordedRequest) => void) {
  const answers = new Answers();
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
      .then((text) => answers.keep(request, text))
      // The client gave up.
      .catch(() => {})
      .then(() => changed(request));
  });
}

const notSent = 'x-hono-already-sent';

/** Leaves the request unanswered: the client gets nothing until its socket is closed. */
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
