/** Reads HEC's envelope: turns an HTTP answer into its records, or into the error that status and envelope mean. */
import { z } from 'zod';
import type { KnownError } from '../errors.ts';
import { errorForStatus, HecScopeError, HecUnreadableError, type Subject } from './errors.ts';
import type { HttpAnswer } from './http.ts';

/** `responseText` (which the documentation also spells `responseTest`) is never shown, so it is not read. */
const answerSchema = z.object({
  responseEnvelope: z.object({
    // Not coerced: null and "" would become 0, which means success.
    responseCode: z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]),
    scrollId: z.union([z.string(), z.number().transform(String)]).nullish(),
    success: z.boolean().nullish(),
  }),
  responseData: z.unknown().optional(),
});

export interface EnvelopeContext {
  tenantLabel: string;
  subject: Subject | undefined;
  mayBeBare: boolean;
}

export interface Envelope {
  /** `responseData`, which HEC sends as an array, an object or null, whatever its documentation says. */
  records: unknown[];
  /** The cursor of a query; undefined at its end. */
  scrollId: string | undefined;
}

/**
 * In the envelope, 0 (documentation) and 200 (recorded answers) mean success. Any other code is a failure, even with
 * HTTP 200, and means the same as that HTTP status.
 */
export function readEnvelope(answer: HttpAnswer, context: EnvelopeContext): Envelope {
  const failure = (status: number) => failureOf(status, answer, context);
  const unreadable = (reason: string) => new HecUnreadableError(reason, { reference: answer.reference });

  if (answer.status >= 400) throw failure(answer.status);
  if (answer.status < 200 || answer.status >= 300) throw unreadable(`HEC answered with HTTP ${answer.status}`);

  const body = parseJson(answer);
  if (context.mayBeBare && typeof body === 'object' && body !== null && !('responseEnvelope' in body))
    return { records: [body], scrollId: undefined };
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw unreadable(`HEC's answer has no envelope (${reasonOf(parsed.error)})`);
  const { responseEnvelope: envelope, responseData } = parsed.data;
  const succeeded = envelope.responseCode === 0 || envelope.responseCode === 200;
  if (!succeeded || envelope.success === false) throw failure(envelope.responseCode);
  return { records: toRecords(responseData), scrollId: envelope.scrollId || undefined };
}

function failureOf(status: number, answer: HttpAnswer, context: EnvelopeContext): KnownError {
  const { reference, retryAfterMs } = answer;
  // Seen for actions: 'Must provide a single scope in as "scope" in query string due to multi scope app client'.
  const isAboutScope = (status === 400 || status === 422) && /\bscope\b/i.test(answer.text);
  if (isAboutScope) return new HecScopeError(status, { reference });
  return errorForStatus(status, { ...context, reference, retryAfterMs });
}

function toRecords(data: unknown): unknown[] {
  if (data === null || data === undefined) return [];
  if (Array.isArray(data)) return data;
  return typeof data === 'object' && Object.keys(data).length === 0 ? [] : [data];
}

/**
 * The body as JSON, without `__proto__` keys, which would change objects that are made from it.
 *
 * The parser's error is not kept as the cause: its message quotes the body, which may hold a token. Nesting that is too
 * deep for the reviver fails here, and not later in code that walks through an event.
 */
export function parseJson(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.text, (key, value) => (key === '__proto__' ? undefined : value));
  } catch {
    throw new HecUnreadableError("HEC's answer is not JSON", { reference: answer.reference });
  }
}

/** In zod's words, which name types and our own keys, but never a value. */
export function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'no reason';
  return [...issue.path, issue.message].map(String).join(': ');
}
