/**
 * The client of Check Point's HEC API: what the rest of the app can ask of it, in the domain's words.
 */
import type { Entity, SecurityEvent } from '../events/security-event.ts';
import { type Circuit, CircuitBreaker } from './circuit-breaker.ts';
import { ConcurrencyLimit, type InUse } from './concurrency-limit.ts';
import { type Answer, type Call, createDataApi, type SendCall } from './data-api.ts';
import { HecNotFoundError, HecUnreadableError, type Subject } from './errors.ts';
import { type HecLogger, type ObserveHec, UndiciHttp } from './http.ts';
import { defaultLimits, type HecLimits } from './limits.ts';
import { repeatRead } from './retry.ts';
import { createSendAction, type SendAction } from './send-action.ts';
import { renewingOnce, TokenSource } from './token.ts';
import {
  type EmailActionRequest,
  type EventActionForm,
  type EventActionRequest,
  emailActionBody,
  eventActionBody,
  type HecTask,
  isTaskId,
  readTaskIds,
  readTasks,
} from './wire/actions.ts';
import { readEntities } from './wire/entities.ts';
import { readEvents } from './wire/events.ts';
import { type EventQuery, eventQueryBody } from './wire/queries.ts';
import type { ReadResult } from './wire/reading.ts';
import { readScopes } from './wire/scopes.ts';

export type { EmailActionRequest, EventActionRequest, EventQuery, HecTask };

export interface HecClientOptions {
  /** The gateway's origin, as `gatewayOf` gives it. */
  gateway: string;
  clientId: string;
  accessKey: string;
  /** `farm:tenant`, for keys that reach several tenants. */
  scope?: string | undefined;
  /** How a sentence names the tenant or region that is asked, such as "region us". */
  place: string;
  logger: HecLogger;
  /** Milliseconds since 1970, for the token's life and for dates in `Retry-After`. */
  now?: () => number;
  /** Milliseconds of a clock that is never set back, for the circuit breaker. */
  elapsed?: () => number;
  limits?: Partial<HecLimits>;
  observe?: ObserveHec;
}

/** One page of a query. Events may come again on a later page, and in any order. */
export interface EventPage {
  events: SecurityEvent[];
  /** The `cursor` for the next page, often the same one again; undefined at the end. */
  next: string | undefined;
}

/** HEC has taken an action on. */
export interface ActionReceipt {
  /** Undefined where HEC made no task of it, which is said to mean that it is done. */
  taskId: string | undefined;
  /** Under which HEC knows the request. */
  reference: string;
}

/**
 * Every method throws the errors of `errors.ts`, or the signal's reason once it has ended. Ids are 32 hex digits in any
 * case; anything else is a mistake of the caller's and a TypeError.
 */
export interface HecClient {
  /** `GET /event/{id}`. HecNotFoundError where HEC has none. */
  readEvent(id: string, signal?: AbortSignal | undefined): Promise<SecurityEvent>;
  /** `GET /search/entity/{id}`. HecNotFoundError where HEC has none. */
  readEntity(id: string, signal?: AbortSignal | undefined): Promise<Entity>;
  /**
   * `POST /action/event`. Sent again only where HEC has certainly not taken it; `provesNotTaken` tells for an error
   * whether that is so, and else the action may have been applied. A signal that ends is no reason of its own here: it
   * is a HecTimeoutError once the action is out, and a HecNotSentError or HecUnreachableError before.
   */
  actOnEvent(action: EventActionRequest, signal: AbortSignal): Promise<ActionReceipt>;
  /** `POST /action/entity`, under the same rules. */
  actOnEmail(action: EmailActionRequest, signal: AbortSignal): Promise<ActionReceipt>;
  /**
   * `GET /task/{id}`, tried once. HecNotFoundError where HEC has none. The id is one that an action gave; one that does
   * not fit in a path is a TypeError.
   */
  readTask(taskId: string, signal?: AbortSignal | undefined): Promise<HecTask>;
  /** One page of `POST /event/query`. A wrong region or scope is no error for HEC: it finds nothing. */
  queryEvents(query: EventQuery, signal?: AbortSignal | undefined): Promise<EventPage>;
  /** `GET /scopes`: the `farm:tenant` pairs that the key reaches. */
  scopes(signal?: AbortSignal | undefined): Promise<string[]>;
  /** Signs in, unless there is a token that is still good. */
  signIn(signal?: AbortSignal | undefined): Promise<void>;
  /** Whether HEC is asked (`closed`), or refused for now because it has mostly failed. */
  circuit(): Circuit;
  /** How many HTTP requests are out, and how many wait for their turn. */
  inUse(): InUse;
  /** Lets requests under way finish and takes no new ones. */
  close(): Promise<void>;
}

export function createHecClient(options: HecClientOptions): HecClient {
  const { scope, place, logger, now = Date.now, elapsed = () => performance.now(), observe = () => {} } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const gateway = new UndiciHttp({ gateway: options.gateway, limits, logger, now, observe });
  const breaker = new CircuitBreaker({ http: gateway, limits, logger, now: elapsed, inUse: () => http.inUse() });
  const http = new ConcurrencyLimit(breaker, limits);
  const tokens = new TokenSource({ ...options, http, limits, now });
  const send = createDataApi({ http, scope, place });
  const sendAction = createSendAction({ send, tokens, limits });
  return new HecApi({ place, scope, limits, logger, http, breaker, tokens, send, sendAction });
}

interface HecApiParts {
  place: string;
  scope: string | undefined;
  limits: HecLimits;
  logger: HecLogger;
  http: ConcurrencyLimit;
  breaker: CircuitBreaker;
  tokens: TokenSource;
  send: SendCall;
  sendAction: SendAction;
}

class HecApi implements HecClient {
  readonly #parts: HecApiParts;
  /** Acting takes exactly one scope, and Check Point's own client gives it in the query. */
  readonly #scopeQuery: string;
  /** The form in which HEC took the last action on an event. */
  #formTaken: EventActionForm = 'string';

  constructor(parts: HecApiParts) {
    this.#parts = parts;
    this.#scopeQuery = parts.scope === undefined ? '' : `?scope=${encodeURIComponent(parts.scope)}`;
  }

  async readEvent(id: string, signal?: AbortSignal): Promise<SecurityEvent> {
    const asked = checkedId(id);
    const answer = await this.#read({ method: 'GET', path: `/event/${asked}`, subject: 'event' }, signal);
    const events = readEvents(answer.records);
    const event = this.#only('event', asked, answer, events);
    this.#report(answer.reference, [...events.skipped, ...event.skipped]);
    return event;
  }

  async readEntity(id: string, signal?: AbortSignal): Promise<Entity> {
    const asked = checkedId(id);
    const answer = await this.#read({ method: 'GET', path: `/search/entity/${asked}`, subject: 'entity' }, signal);
    return this.#only('entity', asked, answer, readEntities(answer.records));
  }

  async actOnEvent(action: EventActionRequest, signal: AbortSignal): Promise<ActionReceipt> {
    const asked = { ...action, eventId: checkedId(action.eventId) };
    const form = this.#formTaken;
    const otherForm = form === 'string' ? 'array' : 'string';
    const other = this.#eventActionCall(asked, otherForm);
    const sent = await this.#parts.sendAction([this.#eventActionCall(asked, form), other], signal);
    this.#formTaken = sent.call === other ? otherForm : form;
    return this.#receipt(sent.answer);
  }

  async actOnEmail(action: EmailActionRequest, signal: AbortSignal): Promise<ActionReceipt> {
    const body = emailActionBody({ ...action, entityId: checkedId(action.entityId) });
    const path = `/action/entity${this.#scopeQuery}`;
    const call: Call = { method: 'POST', path, body, subject: 'entity', isAction: true };
    const sent = await this.#parts.sendAction([call], signal);
    return this.#receipt(sent.answer);
  }

  async readTask(taskId: string, signal?: AbortSignal): Promise<HecTask> {
    if (!isTaskId(taskId)) throw new TypeError('a task id must fit in a path');
    const { limits } = this.#parts;
    const path = `/task/${taskId}${this.#scopeQuery}`;
    const call: Call = { method: 'GET', path, subject: 'task', mayBeBare: true };
    const answer = await this.#read(call, signal, { ...limits, tries: 1, totalMs: limits.tryMs });
    return this.#only('task', taskId, answer, readTasks(answer.records)).task;
  }

  async queryEvents(query: EventQuery, signal?: AbortSignal): Promise<EventPage> {
    if (query.start > query.end) throw new RangeError('a query must not end before it starts');
    const body = eventQueryBody(query, this.#parts.scope);
    const answer = await this.#read({ method: 'POST', path: '/event/query', body }, signal);
    const { items, skipped } = readEvents(answer.records);
    this.#report(answer.reference, [...skipped, ...items.flatMap((event) => event.skipped)]);
    return { events: items, next: answer.records.length === 0 ? undefined : answer.scrollId };
  }

  async scopes(signal?: AbortSignal): Promise<string[]> {
    const answer = await this.#read({ method: 'GET', path: '/scopes' }, signal);
    const { items, skipped } = readScopes(answer.records);
    this.#report(answer.reference, skipped);
    return items;
  }

  async signIn(signal?: AbortSignal): Promise<void> {
    const { tokens, limits } = this.#parts;
    await repeatRead((signal) => tokens.get(signal), limits, signal);
  }

  circuit(): Circuit {
    return this.#parts.breaker.circuit();
  }

  inUse(): InUse {
    return this.#parts.http.inUse();
  }

  close(): Promise<void> {
    return this.#parts.http.close();
  }

  /** For calls that change nothing. */
  #read(call: Call, caller: AbortSignal | undefined, limits = this.#parts.limits): Promise<Answer> {
    const { tokens, send } = this.#parts;
    const withToken = renewingOnce(tokens);
    return repeatRead((signal) => withToken((token) => send(call, token, signal), signal), limits, caller);
  }

  #eventActionCall(action: EventActionRequest, form: EventActionForm): Call {
    const path = `/action/event${this.#scopeQuery}`;
    return { method: 'POST', path, body: eventActionBody(action, form), subject: 'event', isAction: true };
  }

  #receipt({ records, reference }: Answer): ActionReceipt {
    const { items, skipped } = readTaskIds(records);
    this.#report(reference, skipped);
    return { taskId: items.find((id) => id !== undefined), reference };
  }

  /** The one record that was asked for by its id. */
  #only<T extends { id: string | undefined }>(subject: Subject, id: string, answer: Answer, read: ReadResult<T>): T {
    const { reference } = answer;
    if (answer.records.length === 0) throw new HecNotFoundError(subject, this.#parts.place, { reference });
    // Another record than the one that was asked for is never shown: its buttons would act on somebody else's mail.
    const found = read.items.find((item) => item.id === undefined || item.id.toLowerCase() === id.toLowerCase());
    if (!found) {
      const reasons = read.items.length > 0 ? 'it is another one' : read.skipped.join('; ');
      throw new HecUnreadableError(`HEC's ${subject} can't be used (${reasons})`, { reference });
    }
    return found;
  }

  #report(reference: string, skipped: string[]): void {
    const reasons = [...new Set(skipped)];
    if (reasons.length === 0) return;
    this.#parts.logger.warn({ requestId: reference, reasons }, "parts of HEC's answer were left out");
  }
}

/** The id goes into a path. HEC writes its ids in lower case. */
function checkedId(id: string): string {
  if (!/^[0-9a-f]{32}$/i.test(id)) throw new TypeError('an id must be 32 hex digits');
  return id.toLowerCase();
}
