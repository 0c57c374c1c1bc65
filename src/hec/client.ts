/**
 * The client of Check Point's HEC API: what the rest of the app can ask of it, in the domain's words.
 */
import type { Entity, SecurityEvent } from '../events/security-event.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { HecNotFoundError, HecSignInError, HecUnreadableError, type Subject } from './errors.ts';
import { createHttp, type HecLogger } from './http.ts';
import { DEFAULT_LIMITS, type HecLimits } from './limits.ts';
import { repeatRead } from './retry.ts';
import { createTokenSource } from './token.ts';
import { type Readable, readEntities, readEvents, readScopes } from './wire.ts';

const DATA_API = '/app/hec-api/v1.0';

/**
 * Every state that is known. Clients of the API disagree on what a query without states finds, and some say only new
 * and detected events, so that all are named.
 */
const EVENT_STATES = ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'] as const;

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
}

/** One page of a query. Events may come again on a later page, and in any order. */
export interface EventPage {
  events: SecurityEvent[];
  /** The `cursor` for the next page, often the same one again; undefined at the end. */
  next: string | undefined;
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
  /** One page of `POST /event/query`. A wrong region or scope is no error for HEC: it finds nothing. */
  queryEvents(query: EventQuery, signal?: AbortSignal | undefined): Promise<EventPage>;
  /** `GET /scopes`: the `farm:tenant` pairs that the key reaches. */
  scopes(signal?: AbortSignal | undefined): Promise<string[]>;
  /** Signs in, unless there is a token that is still good. */
  signIn(signal?: AbortSignal | undefined): Promise<void>;
  /** Lets requests under way finish and takes no new ones. */
  close(): Promise<void>;
}

export interface EventQuery {
  start: Date;
  /** Not before `start`, or it is a RangeError. */
  end: Date;
  cursor?: string | undefined;
}

interface Call {
  method: 'GET' | 'POST';
  /** Below the data API. */
  path: string;
  body?: unknown;
  /** Set where the path has an id in it. */
  subject?: Subject;
}

export function createHecClient(options: HecClientOptions): HecClient {
  const { place, scope, logger, now = Date.now } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const http = createHttp({ gateway: options.gateway, limits, logger, now });
  const tokens = createTokenSource({ ...options, http, limits, now });

  async function send(call: Call, token: string, signal: AbortSignal): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, ...(scope !== undefined && { scopes: scope }) };
    const { method, body } = call;
    const answer = await http.send({ method, path: DATA_API + call.path, headers, body }, signal);
    return { ...readEnvelope(answer, { place, subject: call.subject }), reference: answer.reference };
  }

  /** For calls that change nothing. */
  function read(call: Call, signal: AbortSignal | undefined): Promise<Answer> {
    let mayRenew = true;
    const attempt = async (signal: AbortSignal): Promise<Answer> => {
      const token = await tokens.get(signal);
      try {
        return await send(call, token, signal);
      } catch (error) {
        // A token can end before its time. Once in a call that is mended by a new one.
        if (!(error instanceof HecSignInError && mayRenew)) throw error;
        mayRenew = false;
        tokens.drop(token);
        return attempt(signal);
      }
    };
    return repeatRead(attempt, limits, signal);
  }

  /** The one record that was asked for by its id. */
  function only<T extends { id: string }>(subject: Subject, id: string, answer: Answer, read: Readable<T>): T {
    const { reference } = answer;
    if (answer.records.length === 0) throw new HecNotFoundError(subject, place, { reference });
    // Another record than the one that was asked for is never shown: its buttons would act on somebody else's mail.
    const found = read.items.find((item) => item.id.toLowerCase() === id);
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

    async queryEvents({ start, end, cursor }, signal) {
      if (start > end) throw new RangeError('a query must not end before it starts');
      // HEC treats null unlike absence, so that what is not set is left out.
      const requestData = {
        startDate: start.toISOString(),
        endDate: end.toISOString(),
        eventStates: EVENT_STATES,
        ...(cursor !== undefined && { scrollId: cursor }),
        ...(scope !== undefined && { scopes: [scope] }),
      };
      const answer = await read({ method: 'POST', path: '/event/query', body: { requestData } }, signal);
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

    close: () => http.close(),
  };
}

interface Answer extends Envelope {
  reference: string;
}

/** The id goes into a path. HEC writes its ids in lower case. */
function checkedId(id: string): string {
  if (!/^[0-9a-f]{32}$/i.test(id)) throw new TypeError('an id must be 32 hex digits');
  return id.toLowerCase();
}
