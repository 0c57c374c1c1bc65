/**
 * One call of HEC's data API, sent once with a given token: its path and headers, and what its answer holds.
 */
import { type Envelope, readEnvelope } from './envelope.ts';
import type { Subject } from './errors.ts';
import type { HecHttp } from './http.ts';

const root = '/app/hec-api/v1.0';

export interface Call {
  method: 'GET' | 'POST';
  /** Below the data API's root, with its query. */
  path: string;
  body?: unknown;
  /** Set if the path has an id in it. */
  subject?: Subject;
  /** Whether the record may come without an envelope around it, as a task is documented to. */
  mayBeBare?: boolean;
  isAction?: boolean;
}

export interface Answer extends Envelope {
  /** The `x-av-req-id` under which HEC knows the request. */
  reference: string;
}

/** Throws the errors of `errors.ts`, or the signal's reason once it has ended. */
export type SendCall = (call: Call, token: string, signal: AbortSignal) => Promise<Answer>;

export function createDataApi(options: { http: HecHttp; scope: string | undefined; tenantLabel: string }): SendCall {
  const { http, scope, tenantLabel } = options;
  return async ({ method, path, body, subject, mayBeBare = false, isAction = false }, token, signal) => {
    const headers = { authorization: `Bearer ${token}`, ...(scope !== undefined && { scopes: scope }) };
    const answer = await http.send({ method, path: root + path, headers, body, isAction }, signal);
    return { ...readEnvelope(answer, { tenantLabel, subject, mayBeBare }), reference: answer.reference };
  };
}
