/** Builds HEC's answers: the envelope around every data answer, and the gateway's own format. */

import { randomUUID } from 'node:crypto';
import type { Envelope } from './wire.ts';

/** Recorded answers say 200, the documentation's sample says 0. */
export function success(
  responseData: unknown,
  envelope: { recordsNumber?: number; scrollId?: string | null; responseCode?: 0 | 200 } = {},
): Envelope {
  const records = envelope.recordsNumber ?? (Array.isArray(responseData) ? responseData.length : 1);
  return {
    responseEnvelope: {
      requestId: randomUUID(),
      responseCode: envelope.responseCode ?? 200,
      responseText: '',
      additionalText: '',
      recordsNumber: records,
      totalRecordsNumber: records,
      scrollId: envelope.scrollId ?? '',
    },
    responseData,
  };
}

/** A query's answer, with as many of its totals as the tenant's answers have. */
export function withTotals(answer: Envelope, totals: 'both' | 'recordsNumber' | 'none'): Envelope {
  const { totalRecordsNumber, recordsNumber, ...rest } = answer.responseEnvelope;
  const kept = { both: { recordsNumber, totalRecordsNumber }, recordsNumber: { recordsNumber }, none: {} };
  return { ...answer, responseEnvelope: { ...rest, ...kept[totals] } };
}

/** A refusal or failure by HEC itself. `responseCode` is normally the HTTP status. */
export function failure(responseCode: number, responseText: string): Envelope {
  return {
    responseEnvelope: {
      requestId: randomUUID(),
      responseCode,
      responseText,
      additionalText: '',
      recordsNumber: 0,
      totalRecordsNumber: 0,
      scrollId: '',
    },
    responseData: [],
  };
}

/** The documentation's sample misspells `responseText` and says 0. Some tenants may answer like that. */
export function asDocumented(answer: Envelope): Envelope {
  const { responseText: _, ...rest } = answer.responseEnvelope;
  return {
    ...answer,
    responseEnvelope: { ...rest, responseCode: 0, responseTest: 'Success', scrollId: '34234345454353343' },
  };
}

/** The gateway in front of HEC answers without an envelope. */
export function gatewayRefusal(message: string) {
  return { success: false, message, forceLogout: true };
}

/** Request validation's answer, with status 422. It repeats what it was given, if it says which that was. */
export function validationFailure(field: string, message: string, input?: unknown) {
  return { detail: [{ loc: ['body', 'requestData', field], msg: message, type: 'value_error', input }] };
}
