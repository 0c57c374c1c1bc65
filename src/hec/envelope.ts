/** Reads HEC's envelope: turns an HTTP answer into its records, or into the error that status and envelope mean. */
import { z } from 'zod';
import type { KnownError } from '../errors.ts';
import { nameKey } from '../events/hec-name.ts';
import { errorForStatus, HecFailureError, HecScopeError, HecUnreadableError, type Subject } from './errors.ts';
import type { HttpAnswer } from './http.ts';
import { parseJson } from './json.ts';

const textSchema = z.union([z.string(), z.number().transform(String)]).nullish();

/** Both are optional, and nothing is unreadable without. */
const countSchema = z.number().int().positive().optional().catch(undefined);

/**
 * Both models of it: recorded answers have a code, Check Point's own client reads `success` and words. What is there must
 * be readable. `responseText` (which the documentation also spells `responseTest`) is never shown, so it is not read.
 */
const envelopeSchema = z.object({
  // Not coerced: "" would become 0, which means success.
  responseCode: z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]).nullish(),
  success: z.union([z.boolean(), z.stringbool()]).nullish(),
  errorCode: textSchema,
  errorMessage: textSchema,
  scrollId: textSchema,
  recordsNumber: countSchema,
  totalRecordsNumber: countSchema,
});

type EnvelopeFields = z.output<typeof envelopeSchema>;

const answerSchema = z.object({
  responseEnvelope: z.preprocess(withoutList, envelopeSchema.nullish()),
  responseData: z.unknown().optional(),
});

export interface EnvelopeContext {
  tenantLabel: string;
  /** What was sent as the scope. */
  scope: string | undefined;
  subject: Subject | undefined;
  mayBeBare: boolean;
  /** Of an action, only an answer that leaves no doubt is a refusal. */
  isAction: boolean;
}

export interface Envelope {
  /** `responseData`, which HEC sends as an array, an object or null, whatever its documentation says. */
  records: unknown[];
  /** The cursor of a query; undefined at its end. */
  scrollId: string | undefined;
  /** What a query counts on all its pages, as far as HEC tells. */
  total?: number | undefined;
}

/** Without an envelope, an answer is a success if it has data. */
export function readEnvelope(answer: HttpAnswer, context: EnvelopeContext): Envelope {
  const failure = (status: number) => failureOf(status, answer, context);
  const unreadable = (reason: string) => new HecUnreadableError(reason, { reference: answer.reference });

  if (answer.status >= 400) throw failure(answer.status);
  if (!isSuccess(answer.status)) throw unreadable(`HEC answered with HTTP ${answer.status}`);
  if (answer.status === 204) return { records: [], scrollId: undefined };

  const body = parseJson(answer);
  if (context.mayBeBare && isBare(body)) return { records: [body], scrollId: undefined };
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw unreadable(`HEC's answer has no envelope (${reasonOf(parsed.error)})`);
  const { responseEnvelope: envelope, responseData } = parsed.data;
  const isData = typeof responseData === 'object' && responseData !== null;
  if (!envelope && !isData) throw unreadable("HEC's answer has no envelope and no data");
  const failed = failureIn(envelope ?? {}, context);
  if (failed !== undefined) throw failure(failed.status ?? answer.status);
  const total = envelope?.totalRecordsNumber ?? envelope?.recordsNumber;
  return { records: toRecords(responseData), scrollId: envelope?.scrollId || undefined, total };
}

function isBare(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !('responseEnvelope' in body) && !('responseData' in body);
}

/** As HTTP has it: recorded answers say 200, 201 for what was created, 204 for what was deleted. */
function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * Undefined for a success. A code that is neither 0 (documentation) nor that of a success is a failure even with HTTP
 * 200, and means the same as that HTTP status.
 */
function failureIn(
  { responseCode, success, errorCode, errorMessage }: EnvelopeFields,
  { isAction }: Pick<EnvelopeContext, 'isAction'>,
): { status?: number } | undefined {
  const code = responseCode ?? 0;
  if (code !== 0 && !isSuccess(code)) return { status: code };
  const namesError = !/^(0|2\d\d)?$/.test(errorCode ?? '');
  if (success !== false && (success === true || !namesError)) return undefined;
  const word = namesError ? errorCode : undefined;
  const inWords = isAction && !outright.test(nameKey(word ?? '')) ? undefined : statusInWords(word, errorMessage);
  const status = inWords ?? responseCode ?? undefined;
  return status === undefined ? {} : { status };
}

/** In the order to try them: `invalid_token` is about the token. */
const words: [number, RegExp][] = [
  [400, /scope/],
  [404, /notfound|nosuch/],
  [401, /unauthori[sz]ed|unauthenticated|token/],
  [403, /forbidden|denied|permission|licen[cs]e/],
  [429, /toomany|ratelimit|throttl/],
  [408, /timeout|timedout/],
  [400, /invalid|badrequest|validation|required|missing|malformed/],
];

/**
 * Codes that as a whole say that nothing was done. A word in any other (`worker_reply_missing`) may be about what became of
 * an action that HEC has taken, which must not be sent again.
 */
const outright =
  /^(?:[45]\d\d|.*scope.*|badrequest|validation(?:error|failed)?|invalid(?:request|parameters?|params?|input|token)|tokenexpired|unauthori[sz]ed|unauthenticated|forbidden|(?:access|permission)denied|(?:event|entity|email)?notfound|toomanyrequests|ratelimit(?:ed|exceeded)?)$/;

/** A message is prose: only that nothing was found is taken from it, and only without a code. */
function statusInWords(errorCode: EnvelopeFields['errorCode'], errorMessage: EnvelopeFields['errorMessage']) {
  const key = nameKey(errorCode ?? errorMessage ?? '');
  if (/^[45]\d\d$/.test(key)) return Number(key);
  const [status] = words.find(([, pattern]) => pattern.test(key)) ?? [];
  return errorCode || status === 404 ? status : undefined;
}

function failureOf(status: number, answer: HttpAnswer, context: EnvelopeContext): KnownError {
  const { reference, retryAfterMs } = answer;
  const { scope } = context;
  if (context.isAction && namesTask(answer.text)) return new HecFailureError(status, { reference });
  // A 403 is about what the key may do, unless it speaks of the scope that it got.
  const mayBeAboutScope = status === 400 || status === 422 || (status === 403 && scope !== undefined);
  if (mayBeAboutScope && speaksOfScope(answer.text, scope)) return new HecScopeError(status, scope, { reference });
  return errorForStatus(status, { ...context, reference, retryAfterMs });
}

/** Whoever gives a task's id has taken the action, whatever else the answer says. */
function namesTask(text: string): boolean {
  return /"taskId"\s*:\s*(?:"[^"]|\d)/.test(text);
}

/** A field of JSON, of JSON in a text, or of Python's, or a parameter in an address. */
const scopeField = /(?:[?&]|[{,]\s*\\*["'])scopes?(?:=|\\*["']\s*:\s*\[?\s*\\*["'])([^"'\\&\s]*)/g;

/** As a word of its own, also in `invalid_scope`, `MULTI_SCOPE` and `scopeRequired`. */
const scopeWord = /(?<![a-z])scopes?(?![a-z])|Scopes?(?![a-z])|(?<![A-Z])SCOPES?(?![A-Z])/;

/**
 * Seen for actions: 'Must provide a single scope in as "scope" in query string due to multi scope app client'. A
 * validation that repeats the request it was given doesn't speak of the scope in it. `insufficient_scope` is OAuth's word
 * for a key that may not do this.
 */
function speaksOfScope(text: string, sent: string | undefined): boolean {
  const repeats = (scope: string) => sent !== undefined && (scope === sent || scope === encodeURIComponent(sent));
  const own = text
    .replace(scopeField, (field, scope: string) => (repeats(scope) ? '' : field))
    .replace(/insufficient[_ ]scope/gi, '');
  return scopeWord.test(own);
}

function toRecords(data: unknown): unknown[] {
  if (data === null || data === undefined) return [];
  if (Array.isArray(data)) return data;
  return typeof data === 'object' && Object.keys(data).length === 0 ? [] : [data];
}

/** A list of one, where one object is documented, stands for it. */
export function withoutList(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** In zod's words, which name types and our own keys, but never a value. */
export function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'no reason';
  return [...issue.path, issue.message].map(String).join(': ');
}
