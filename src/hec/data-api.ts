/** Sends one call to HEC's data API, once, with a given token. */
import { type Envelope, readEnvelope } from './envelope.ts';
import type { Subject } from './errors.ts';
import type { HecHttp } from './http.ts';

const root = '/app/hec-api/v1.0';

export interface Call {
  method: 'GET' | 'POST';
  /** Relative to the data API's root, with the query. */
  path: string;
  body?: unknown;
  /** Set if the path contains an id. */
  subject?: Subject;
  /** Whether the record may come without an envelope, as documented for tasks. */
  mayBeBare?: boolean;
  isAction?: boolean;
}

export interface Answer extends Envelope {
  reference: string;
  /** How many characters it has. */
  size: number;
}

/** Throws the errors in `errors.ts`, or the signal's reason once it aborts. */
export type SendCall = (call: Call, token: string, signal: AbortSignal) => Promise<Answer>;

export function createDataApi(options: { http: HecHttp; scope: string | undefined; tenantLabel: string }): SendCall {
  const { http, scope, tenantLabel } = options;
  return async ({ method, path, body, subject, mayBeBare = false, isAction = false }, token, signal) => {
    const headers = { authorization: `Bearer ${token}`, ...(scope !== undefined && { scopes: scope }) };
    const answer = await http.send({ method, path: root + path, headers, body, isAction }, signal);
    const envelope = readEnvelope(answer, { tenantLabel, scope, subject, mayBeBare, isAction });
    return { ...envelope, reference: answer.reference, size: answer.text.length };
  };
}
