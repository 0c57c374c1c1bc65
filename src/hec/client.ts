/** The client for Check Point's HEC API, in the domain's terms. */
import type { Proxies } from '../dispatcher.ts';
import type { Entity, SecurityEvent } from '../events/security-event.ts';
import { type Circuit, CircuitBreaker } from './circuit-breaker.ts';
import { ConcurrencyLimit, type InUse, type Line } from './concurrency-limit.ts';
import { type Answer, type Call, createDataApi, type SendCall } from './data-api.ts';
import { HecNotFoundError, HecUnreadableError, type Subject } from './errors.ts';
import { type HecHttp, type HecLogger, type ObserveHec, UndiciHttp } from './http.ts';
import { defaultLimits, type HecLimits } from './limits.ts';
import { repeatRead, repeatStep } from './retry.ts';
import { createSendAction, type SendAction } from './send-action.ts';
import { renewingOnce, TokenSource, type Tokens } from './token.ts';
import {
  type EmailActionRequest,
  type EventActionForm,
  type EventActionRequest,
  emailActionBody,
  eventActionForms,
  type HecTask,
  isTaskId,
  readTaskIds,
  readTasks,
} from './wire/actions.ts';
import { readEntities } from './wire/entities.ts';
import { readEvents } from './wire/events.ts';
import { type EmailQuery, type EventQuery, emailQueryBody, eventQueryBody } from './wire/queries.ts';
import type { ReadResult } from './wire/reading.ts';
import { readScopes } from './wire/scopes.ts';

export type { EmailQuery, EventQuery, HecTask };

export interface HecClientOptions {
  gateway: string;
  clientId: string;
  accessKey: string;
  /** `farm:tenant`, for keys that reach several tenants. */
  scope?: string | undefined;
  tenantLabel: string;
  proxies?: Proxies | undefined;
  logger: HecLogger;
  now?: () => number;
  /** A monotonic clock in milliseconds, for the circuit breaker. */
  elapsed?: () => number;
  limits?: Partial<HecLimits>;
  observe?: ObserveHec;
}

/** Events come in any order, and may repeat on a later page. */
export interface EventPage {
  events: SecurityEvent[];
  /** The `cursor` for the next page, often the same one again; undefined at the end. */
  next: string | undefined;
  /** How many it came with, also those that can't be read. */
  rows: number;
  /** On all pages, as far as HEC tells. */
  total: number | undefined;
}

/** Of emails, and of what else a service's query finds. Otherwise like a page of events. */
interface EntityPage extends Omit<EventPage, 'events'> {
  entities: Entity[];
}

export interface ReadEvent extends SecurityEvent {
  /** How many characters HEC's answer has: what it costs to keep the event. */
  size: number;
}

export interface ReadEntity extends Entity {
  /** Like an event's. */
  size: number;
}

export interface ActionReceipt {
  /** Undefined if HEC created no task, which is said to mean that the action is done. */
  taskId: string | undefined;
  /** The request's `x-av-req-id`, which Check Point's support can look up. */
  reference: string;
}

/**
 * Every method throws the errors in `errors.ts`, or the signal's reason once it aborts. Ids are 32 hex digits in any
 * case; anything else throws a TypeError.
 */
export interface HecClient {
  readEvent(id: string, signal?: AbortSignal | undefined): Promise<ReadEvent>;
  readEntity(id: string, signal?: AbortSignal | undefined): Promise<ReadEntity>;
  /**
   * Resent only if HEC has certainly not taken it. After an error the action may have been applied, unless
   * `provesNotTaken` says otherwise. Never throws the signal's own reason: an abort is a HecTimeoutError once the
   * action is out, and a HecNotSentError, HecBusyError or HecUnreachableError before.
   */
  actOnEvent(action: EventActionRequest, signal: AbortSignal): Promise<ActionReceipt>;
  /** The same rules as for `actOnEvent`. */
  actOnEmail(action: EmailActionRequest, signal: AbortSignal): Promise<ActionReceipt>;
  /** Tried once, because the job that follows a task asks again. Throws a TypeError if the id doesn't fit in a path. */
  readTask(taskId: string, signal?: AbortSignal | undefined): Promise<HecTask>;
  /** With a wrong region or scope, HEC finds nothing and reports no error. */
  queryEvents(query: EventQuery, signal?: AbortSignal | undefined): Promise<EventPage>;
  /** A HecForbiddenError may mean that the tenant has no licence for this service. */
  queryEmails(query: EmailQuery, signal?: AbortSignal | undefined): Promise<EntityPage>;
  scopes(signal?: AbortSignal | undefined): Promise<string[]>;
  /** Does nothing while the token is still valid. */
  signIn(signal?: AbortSignal | undefined): Promise<void>;
  circuit(): Circuit;
  inUse(): InUse;
  /** Lets pending requests finish, and takes no new ones. */
  close(): Promise<void>;
}

/** What jobs ask of HEC. */
export type HecReader = Pick<HecClient, 'readEvent' | 'readEntity' | 'readTask' | 'queryEvents' | 'queryEmails'>;

export interface Hec extends HecClient {
  /** For jobs: in a line behind people's, and with a circuit of its own, so what fails here stops nobody's click. */
  readonly background: HecReader;
}

export function createHecClient(options: HecClientOptions): Hec {
  const { scope, tenantLabel, logger, now = Date.now, elapsed = () => performance.now(), observe = () => {} } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const gateway = new UndiciHttp({ gateway: options.gateway, proxies: options.proxies, limits, logger, now, observe });
  const places = new ConcurrencyLimit(limits);
  const inUse = () => places.inUse();
  const lineTo = (line: Line) => {
    const breaker = new CircuitBreaker({ http: gateway, line, limits, logger, now: elapsed, inUse });
    return { breaker, http: places.line(line, breaker) };
  };
  const signedIn = new TokenSource({ ...options, limits, now });
  const client = (line: Line) => {
    const { breaker, http } = lineTo(line);
    const tokens = signedIn.through(http);
    const send = createDataApi({ http, scope, tenantLabel });
    const sendAction = createSendAction({ send, tokens, limits });
    return new HecApi({ tenantLabel, scope, limits, logger, http, breaker, inUse, tokens, send, sendAction });
  };
  return Object.assign(client('people'), { background: client('background') });
}

interface HecApiParts {
  tenantLabel: string;
  scope: string | undefined;
  limits: HecLimits;
  logger: HecLogger;
  http: HecHttp;
  breaker: CircuitBreaker;
  inUse: () => InUse;
  tokens: Tokens;
  send: SendCall;
  sendAction: SendAction;
}

class HecApi implements HecClient {
  readonly #parts: HecApiParts;
  /** Actions take exactly one scope, and Check Point's own client sends it in the query. */
  readonly #scopeQuery: string;
  /** The form in which HEC last accepted an action on an event. */
  #formTaken: EventActionForm = 'string';

  constructor(parts: HecApiParts) {
    this.#parts = parts;
    this.#scopeQuery = parts.scope === undefined ? '' : `?scope=${encodeURIComponent(parts.scope)}`;
  }

  async readEvent(id: string, signal?: AbortSignal): Promise<ReadEvent> {
    const asked = checkedId(id);
    const answer = await this.#read({ method: 'GET', path: `/event/${asked}`, subject: 'event' }, signal);
    const events = readEvents(answer.records);
    const event = this.#only('event', asked, answer, events);
    this.#report(answer.reference, [...events.skipped, ...event.skipped]);
    return { ...event, size: answer.size };
  }

  async readEntity(id: string, signal?: AbortSignal): Promise<ReadEntity> {
    const asked = checkedId(id);
    const answer = await this.#read({ method: 'GET', path: `/search/entity/${asked}`, subject: 'entity' }, signal);
    return { ...this.#only('entity', asked, answer, readEntities(answer.records)), size: answer.size };
  }

  async actOnEvent(action: EventActionRequest, signal: AbortSignal): Promise<ActionReceipt> {
    const asked = { ...action, eventId: checkedId(action.eventId) };
    const [first, ...others] = eventActionForms(asked, this.#parts.scope, this.#formTaken);
    const path = `/action/event${this.#scopeQuery}`;
    const call = ({ body }: { body: object }): Call => ({
      method: 'POST',
      path,
      body,
      subject: 'event',
      isAction: true,
    });
    const { answer, form } = await this.#parts.sendAction([call(first), ...others.map(call)], signal);
    this.#formTaken = [first, ...others][form]?.form ?? this.#formTaken;
    return this.#receipt(answer);
  }

  async actOnEmail(action: EmailActionRequest, signal: AbortSignal): Promise<ActionReceipt> {
    const body = emailActionBody({ ...action, entityId: checkedId(action.entityId) }, this.#parts.scope);
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
    const body = eventQueryBody(query, this.#parts.scope);
    const answer = await this.#query('/event/query', { query, body }, signal);
    const { items, skipped } = readEvents(answer.records);
    this.#report(answer.reference, [...skipped, ...items.flatMap((event) => event.skipped)]);
    return { events: items, ...pageOf(answer) };
  }

  async queryEmails(query: EmailQuery, signal?: AbortSignal): Promise<EntityPage> {
    const body = emailQueryBody(query, this.#parts.scope);
    const answer = await this.#query('/search/query', { query, body }, signal);
    const { items, skipped } = readEntities(answer.records);
    this.#report(answer.reference, skipped);
    return { entities: items, ...pageOf(answer) };
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
    return this.#parts.inUse();
  }

  close(): Promise<void> {
    return this.#parts.http.close();
  }

  #query(
    path: string,
    { query, body }: { query: Pick<EventQuery, 'start' | 'end' | 'cursor'>; body: unknown },
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    if (query.end !== undefined && query.start > query.end)
      throw new RangeError('a query must not end before it starts');
    const repeat = query.cursor === undefined ? repeatRead : repeatStep;
    return this.#read({ method: 'POST', path, body }, signal, this.#parts.limits, repeat);
  }

  #read(
    call: Call,
    caller: AbortSignal | undefined,
    limits = this.#parts.limits,
    repeat: typeof repeatStep = repeatRead,
  ): Promise<Answer> {
    const { tokens, send } = this.#parts;
    const withToken = renewingOnce(tokens);
    return repeat((signal) => withToken((token) => send(call, token, signal), signal), limits, caller);
  }

  #receipt({ records, reference }: Answer): ActionReceipt {
    const { items, skipped } = readTaskIds(records);
    this.#report(reference, skipped);
    return { taskId: items.find((id) => id !== undefined), reference };
  }

  #only<T extends { id: string | undefined }>(subject: Subject, id: string, answer: Answer, read: ReadResult<T>): T {
    const { reference } = answer;
    if (answer.records.length === 0) throw new HecNotFoundError(subject, this.#parts.tenantLabel, { reference });
    // Never show a record other than the one we asked for: its buttons would act on somebody else's mail.
    const found = read.items.find((item) => item.id === undefined || item.id.toLowerCase() === id.toLowerCase());
    if (!found) {
      const reasons = read.items.length > 0 ? 'it has another id' : read.skipped.join('; ');
      throw new HecUnreadableError(`HEC's ${subject} can't be used (${reasons})`, { reference });
    }
    return found;
  }

  #report(reference: string, skipped: string[]): void {
    const reasons = [...new Set(skipped)];
    if (reasons.length === 0) return;
    this.#parts.logger.warn({ requestId: reference, reasons }, "left out unreadable parts of HEC's answer");
  }
}

function pageOf({ records, scrollId, total }: Answer): Pick<EventPage, 'next' | 'rows' | 'total'> {
  return { next: records.length === 0 ? undefined : scrollId, rows: records.length, total };
}

/** Safe for a path, and in lower case as HEC writes its ids. */
function checkedId(id: string): string {
  if (!/^[0-9a-f]{32}$/i.test(id)) throw new TypeError('an id must be 32 hex digits');
  return id.toLowerCase();
}
