/**
 * The client of Check Point's HEC API: what the rest of the app can ask of it, in the domain's words.
 */
import type { Entity, SecurityEvent } from '../events/security-event.ts';
import { type Answer, type Call, createDataApi } from './data-api.ts';
import { HecNotFoundError, HecUnreadableError, type Subject } from './errors.ts';
import { createHttp, type HecLogger, type ObserveHec } from './http.ts';
import { defaultLimits, type HecLimits } from './limits.ts';
import { type Circuit, createPatience, type InUse } from './patience.ts';
import { repeatRead } from './retry.ts';
import { createSendAction } from './send-action.ts';
import { createTokenSource, renewOnce } from './token.ts';
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
  const { place, scope, logger, now = Date.now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const { observe = () => {} } = options;
  const gateway = createHttp({ gateway: options.gateway, limits, logger, now, observe });
  const http = createPatience({ http: gateway, limits, logger });
  const tokens = createTokenSource({ ...options, http, limits, now });

  const send = createDataApi({ http, scope, place });
  const sendAction = createSendAction({ send, tokens, limits });
  // Acting takes exactly one scope, and Check Point's own client gives it in the query.
  const scopeQuery = scope === undefined ? '' : `?scope=${encodeURIComponent(scope)}`;
  let formTaken: EventActionForm = 'string';

  /** For calls that change nothing. */
  function read(call: Call, signal: AbortSignal | undefined, within = limits): Promise<Answer> {
    const shouldRenew = renewOnce(tokens);
    const attempt = async (signal: AbortSignal): Promise<Answer> => {
      const token = await tokens.get(signal);
      try {
        return await send(call, token, signal);
      } catch (error) {
        if (!shouldRenew(error, token)) throw error;
        return attempt(signal);
      }
    };
    return repeatRead(attempt, within, signal);
  }

  function accepted({ records, reference }: Answer): ActionReceipt {
    const { items, skipped } = readTaskIds(records);
    report(reference, skipped);
    return { taskId: items.find((id) => id !== undefined), reference };
  }

  /** The one record that was asked for by its id. */
  function only<T extends { id: string | undefined }>(
    subject: Subject,
    id: string,
    answer: Answer,
    read: ReadResult<T>,
  ): T {
    const { reference } = answer;
    if (answer.records.length === 0) throw new HecNotFoundError(subject, place, { reference });
    // Another record than the one that was asked for is never shown: its buttons would act on somebody else's mail.
    const found = read.items.find((item) => item.id === undefined || item.id.toLowerCase() === id.toLowerCase());
    if (!found) {
      const reasons = read.items.length > 0 ? 'it is another one' : read.skipped.join('; ');
      throw new HecUnreadableError(`HEC's ${subject} can't be used (${reasons})`, { reference });
    }
    return found;
  }

  function report(reference: string, skipped: string[]): void {
    const reasons = [...new Set(skipped)];
    if (reasons.length > 0) logger.warn({ requestId: reference, reasons }, "parts of HEC's answer were left out");
  }

  return {
    async readEvent(id, signal) {
      const asked = checkedId(id);
      const answer = await read({ method: 'GET', path: `/event/${asked}`, subject: 'event' }, signal);
      const events = readEvents(answer.records);
      const event = only('event', asked, answer, events);
      report(answer.reference, [...events.skipped, ...event.skipped]);
      return event;
    },

    async readEntity(id, signal) {
      const asked = checkedId(id);
      const answer = await read({ method: 'GET', path: `/search/entity/${asked}`, subject: 'entity' }, signal);
      return only('entity', asked, answer, readEntities(answer.records));
    },

    async actOnEvent(action, signal) {
      const asked = { ...action, eventId: checkedId(action.eventId) };
      const call = (form: EventActionForm): Call => ({
        method: 'POST',
        path: `/action/event${scopeQuery}`,
        body: eventActionBody(asked, form),
        subject: 'event',
        isAction: true,
      });
      const form = formTaken;
      const otherForm = form === 'string' ? 'array' : 'string';
      const other = call(otherForm);
      const taken = await sendAction([call(form), other], signal);
      formTaken = taken.call === other ? otherForm : form;
      return accepted(taken.answer);
    },

    async actOnEmail(action, signal) {
      const body = emailActionBody({ ...action, entityId: checkedId(action.entityId) });
      const path = `/action/entity${scopeQuery}`;
      const call: Call = { method: 'POST', path, body, subject: 'entity', isAction: true };
      const { answer } = await sendAction([call], signal);
      return accepted(answer);
    },

    async readTask(taskId, signal) {
      if (!isTaskId(taskId)) throw new TypeError('a task id must fit in a path');
      const call: Call = { method: 'GET', path: `/task/${taskId}${scopeQuery}`, subject: 'task', mayBeBare: true };
      const answer = await read(call, signal, { ...limits, tries: 1, totalMs: limits.tryMs });
      return only('task', taskId, answer, readTasks(answer.records)).task;
    },

    async queryEvents(query, signal) {
      if (query.start > query.end) throw new RangeError('a query must not end before it starts');
      const answer = await read({ method: 'POST', path: '/event/query', body: eventQueryBody(query, scope) }, signal);
      const { items, skipped } = readEvents(answer.records);
      report(answer.reference, [...skipped, ...items.flatMap((event) => event.skipped)]);
      return { events: items, next: answer.records.length === 0 ? undefined : answer.scrollId };
    },

    async scopes(signal) {
      const answer = await read({ method: 'GET', path: '/scopes' }, signal);
      const { items, skipped } = readScopes(answer.records);
      report(answer.reference, skipped);
      return items;
    },

    async signIn(signal) {
      await repeatRead((signal) => tokens.get(signal), limits, signal);
    },

    circuit: http.circuit,
    inUse: http.inUse,
    close: http.close,
  };
}

/** The id goes into a path. HEC writes its ids in lower case. */
function checkedId(id: string): string {
  if (!/^[0-9a-f]{32}$/i.test(id)) throw new TypeError('an id must be 32 hex digits');
  return id.toLowerCase();
}
