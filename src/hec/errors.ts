/**
 * Every expected failure of a call to HEC, one class each.
 *
 * `reference` is the `x-av-req-id` of the request that failed. Messages are for the log, sentences for the person;
 * neither ever contains anything that HEC wrote.
 */
import { proxyErrorIn } from '../dispatcher.ts';
import { KnownError } from '../errors.ts';
import { waitInWords } from '../retry-after.ts';

interface ErrorOptions {
  reference?: string | undefined;
  cause?: unknown;
}

export type Subject = 'event' | 'entity' | 'task';

const subjectWords: Record<Subject, string> = { event: 'event', entity: 'email, file or person', task: 'task' };

const tryAgain = 'Try again in a minute. If it keeps happening, tell the app’s administrator.';

/** A 404 (as status or in the envelope), or a success without data. */
export class HecNotFoundError extends KnownError {
  readonly code = 'hec_not_found';
  readonly sentence: string;

  constructor(subject: Subject, tenantLabel: string, options: ErrorOptions = {}) {
    super(`HEC has no ${subject} with this id in ${tenantLabel}`, options);
    this.sentence = `No ${subjectWords[subject]} with this id in ${tenantLabel}. Check that the id is complete and belongs to the right tenant.`;
  }
}

const keyAdvice =
  'check HEC_CLIENT_ID and HEC_ACCESS_KEY, that the key has not expired, and that it belongs to the gateway';
const legacyKeyAdvice =
  'HEC_CLIENT_ID looks like a key of the legacy Smart API, which this app does not speak. Create an account API key for the service Email & Collaboration in the Infinity Portal, and set HEC_CLIENT_ID and HEC_ACCESS_KEY to it';

/** HEC refused the sign-in, or answered 401 again right after a new one. */
export class HecSignInError extends KnownError {
  readonly code = 'hec_sign_in';
  readonly sentence: string;

  constructor(reason: string, { looksLegacy = false, ...options }: ErrorOptions & { looksLegacy?: boolean } = {}) {
    super(`${reason}: ${looksLegacy ? legacyKeyAdvice : keyAdvice}`, options);
    this.sentence = looksLegacy
      ? 'This app can’t sign in to HEC, because its key looks like one of the legacy Smart API. Tell the app’s administrator.'
      : 'This app can’t sign in to HEC. Tell the app’s administrator.';
  }
}

/** 403: signed in, but the key may not do this, or the tenant has no licence for it. */
export class HecForbiddenError extends KnownError {
  readonly code = 'hec_forbidden';
  readonly sentence =
    'HEC doesn’t let this app do that. Tell the app’s administrator: the API key may lack a permission, or the tenant a licence.';
}

/** 429, with no try left or a longer wait than a person should sit through. */
export class HecRateLimitedError extends KnownError {
  readonly code = 'hec_rate_limited';
  override readonly showsReference = false;
  readonly sentence: string;
  /** Counted from the answer. */
  readonly retryAfterMs: number | undefined;

  constructor(retryAfterMs: number | undefined, options: ErrorOptions = {}) {
    super('HEC is limiting the rate of requests', options);
    this.retryAfterMs = retryAfterMs;
    this.sentence = `HEC is getting too many requests right now. Try again in ${waitInWords(retryAfterMs)}.`;
  }
}

/** `limit` is our own (`own`), or that of HEC's gateway, which then answers 408 (`upstream`). */
export class HecTimeoutError extends KnownError {
  readonly code = 'hec_timeout';
  readonly sentence =
    'HEC didn’t answer in time. It often doesn’t for ids that don’t exist, so check the id first, then try again.';
  readonly limit: 'own' | 'upstream';

  constructor(limit: 'own' | 'upstream', options: ErrorOptions = {}) {
    super(limit === 'own' ? 'HEC did not answer within our time limit' : 'HEC answered 408', options);
    this.limit = limit;
  }
}

/**
 * No connection, or it broke. While `connecting`, nothing was sent; once `connected`, HEC may have the whole request.
 */
export class HecUnreachableError extends KnownError {
  readonly code = 'hec_unreachable';
  readonly sentence: string;
  readonly stage: 'connecting' | 'connected';

  constructor(stage: 'connecting' | 'connected', options: ErrorOptions = {}) {
    const proxy = proxyErrorIn(options.cause);
    const message = stage === 'connecting' ? 'could not connect to HEC' : 'the connection to HEC broke';
    super(proxy === undefined ? message : `${message}: ${proxy.message}`, options);
    this.sentence = `This app can’t reach HEC right now${proxy === undefined ? '' : `: ${proxy.inWords}`}. ${tryAgain}`;
    this.stage = stage;
  }
}

/** The action was never sent: signing in failed, there was no time left, or the app is stopping. */
export class HecNotSentError extends KnownError {
  readonly code = 'hec_not_sent';
  readonly sentence = `This app couldn’t get through to HEC, so nothing was sent. ${tryAgain}`;

  constructor(cause: unknown) {
    super('the action was not sent', { cause, reference: cause instanceof KnownError ? cause.reference : undefined });
  }
}

/** Not sent: the line was full, or the request timed out before its turn. */
export class HecBusyError extends KnownError {
  readonly code = 'hec_busy';
  readonly sentence = 'This app is waiting for too many answers from HEC. Try again in a moment.';

  constructor() {
    super('too many requests to HEC are out or waiting');
  }
}

/** HEC has been failing: the request wasn't sent, or a pending read was cancelled. Never for an action that is out. */
export class HecDownError extends KnownError {
  readonly code = 'hec_down';
  readonly sentence = 'HEC isn’t answering right now. This app keeps checking, so try again in a moment.';

  constructor() {
    super('HEC has been failing, so nothing is sent for now');
  }
}

/** HEC answered, but not in a way this app understands: HTML, half a JSON, more than the limit, another shape. */
export class HecUnreadableError extends KnownError {
  readonly code = 'hec_unreadable';
  readonly sentence = `This app can’t read HEC’s answer. ${tryAgain}`;
}

/** HEC rejected the request itself: 400, 422, and any other 4xx without its own class. */
export class HecRequestRefusedError extends KnownError {
  readonly code = 'hec_request_refused';
  readonly sentence = 'HEC rejected this app’s request. Tell the app’s administrator.';
  readonly status: number;

  constructor(status: number, options: ErrorOptions = {}) {
    super(`HEC refused the request with ${status}: if the key reaches several tenants, check HEC_SCOPE`, options);
    this.status = status;
  }
}

/** 400 or 422 that speak of the scope: it is missing, or the one that was sent is refused (which may be a 403 too). */
export class HecScopeError extends KnownError {
  readonly code = 'hec_scope';
  readonly sentence: string;

  constructor(status: number, sent: string | undefined, options: ErrorOptions = {}) {
    super(
      sent === undefined
        ? `HEC refused the request with ${status} because it has no scope: set HEC_SCOPE to farm:tenant`
        : `HEC refused the request with ${status} because of its scope, ${sent}: compare HEC_SCOPE with the tenants that npm run doctor lists`,
      options,
    );
    this.sentence =
      sent === undefined
        ? 'HEC needs to know which tenant this is about. Ask the app’s administrator to set its HEC scope.'
        : `HEC refused the scope ${sent} that this app sent with the request. Tell the app’s administrator.`;
  }
}

/** HEC reports that it failed: 5xx, or an unknown `responseCode`. */
export class HecFailureError extends KnownError {
  readonly code = 'hec_failure';
  readonly sentence = `HEC reported an internal error. ${tryAgain}`;
  readonly status: number;

  constructor(status: number, options: ErrorOptions = {}) {
    super(`HEC reported a failure (${status})`, options);
    this.status = status;
  }
}

export interface FailureContext {
  reference: string;
  tenantLabel: string;
  /** Undefined if the path has no id, so a 404 can't be about one. */
  subject: Subject | undefined;
  retryAfterMs: number | undefined;
}

/** HEC uses the same numbers for HTTP and in its envelope. */
export function errorForStatus(status: number, context: FailureContext): KnownError {
  const { reference } = context;
  if (status === 401) return new HecSignInError('HEC did not accept the token', { reference });
  if (status === 403) return new HecForbiddenError('HEC answered 403', { reference });
  if (status === 404 && context.subject)
    return new HecNotFoundError(context.subject, context.tenantLabel, { reference });
  if (status === 408) return new HecTimeoutError('upstream', { reference });
  if (status === 429) return new HecRateLimitedError(context.retryAfterMs, { reference });
  if (status >= 400 && status < 500) return new HecRequestRefusedError(status, { reference });
  return new HecFailureError(status, { reference });
}

const refusals = [
  HecNotSentError,
  HecBusyError,
  HecDownError,
  HecSignInError,
  HecForbiddenError,
  HecNotFoundError,
  HecRateLimitedError,
  HecRequestRefusedError,
  HecScopeError,
];

/**
 * Whether the error proves that HEC did not take the action: it never left, or was refused. After any other error it
 * may have been applied, and must not be sent again until somebody has looked.
 */
export function provesNotTaken(error: unknown): boolean {
  if (error instanceof HecUnreachableError) return error.stage === 'connecting';
  return refusals.some((refusal) => error instanceof refusal);
}
