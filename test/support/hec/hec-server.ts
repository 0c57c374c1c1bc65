/**
 * A gateway on loopback that answers each route with what a test lines up for it: good answers and every kind of bad.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createHecClient, type Hec, type HecClientOptions } from '../../../src/hec/client.ts';

export type Reply = (response: ServerResponse) => void;

interface SeenRequest {
  route: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface HecServer {
  gateway: string;
  seen: SeenRequest[];
  /** Sets the replies of a route such as `GET /event`: one for each request, the last one from then on. */
  on(route: string, ...replies: Reply[]): void;
  /** How often a route was asked. */
  count(route: string): number;
  /** The most connections that were open at once. */
  mostConnections(): number;
  close(): Promise<void>;
}

/** Signs everybody in with the tokens `token-1`, `token-2` and so on, until a test says otherwise. */
export async function startHecServer(): Promise<HecServer> {
  const replies = new Map<string, Reply[]>();
  const seen: SeenRequest[] = [];
  let tokens = 0;
  let connections = 0;
  let mostConnections = 0;
  replies.set('POST /auth/external', [
    (response) => {
      tokens += 1;
      signedIn(`token-${tokens}`)(response);
    },
  ]);

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const path = (request.url ?? '').replace('/app/hec-api/v1.0', '').replace(/\/[0-9a-f]{32}$/, '');
      const route = `${request.method} ${path}`;
      seen.push({ route, headers: request.headers, body: text === '' ? undefined : JSON.parse(text) });
      const queue = replies.get(route) ?? [status(404)];
      const reply = queue.length > 1 ? queue.shift() : queue[0];
      reply?.(response);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    mostConnections = Math.max(mostConnections, connections);
    socket.once('close', () => {
      connections -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = addressOf(server.address());

  return {
    gateway: `http://127.0.0.1:${port}`,
    seen,
    on: (route, ...given) => {
      replies.set(route, given);
    },
    mostConnections: () => mostConnections,
    count: (route) => seen.filter((request) => request.route === route).length,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}

export function json(body: unknown, code = 200, headers: Record<string, string> = {}): Reply {
  return raw(JSON.stringify(body), code, { 'content-type': 'application/json', ...headers });
}

export function raw(body: string, code = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(code, headers).end(body);
  };
}

export function status(code: number, headers: Record<string, string> = {}): Reply {
  return json({ success: false, message: 'upstream words' }, code, headers);
}

export function signedIn(token: string, more: Record<string, unknown> = { expiresIn: 1800 }): Reply {
  return json({ success: true, data: { token, csrf: 'unused', expires: 'Mon, 14 Oct 2030 07:20:18 GMT', ...more } });
}

export function enveloped(responseData: unknown, envelope: Record<string, unknown> = {}): Reply {
  return json({ responseEnvelope: { responseCode: 200, responseText: '', ...envelope }, responseData });
}

/** Takes the request and never answers. */
export const hang: Reply = () => {};

/** Sends the head of an answer and then nothing more. */
export const hangInBody: Reply = (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{');
};

export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** Breaks off in the middle of a body of known length. */
export const cutBody: Reply = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"responseEnvelope":', () => response.socket?.destroy());
};

/** Breaks off in the middle of a body of unknown length. */
export const cutChunks: Reply = (response) => {
  response.writeHead(200);
  response.write('{"responseEnvelope":', () => response.socket?.destroy());
};

export const someEventId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
export const someEntityId = '639c16e1aaa3affd5d3fa4fda5e75765';

export interface TestClient {
  client: Hec;
  /** Every line of the log, parsed. */
  log: Record<string, unknown>[];
}

/** More than anything takes on the busiest machine, and more than a test has: what ends, ended for another reason. */
const longMs = 60_000;
const withoutHurry = {
  tryMs: longMs,
  connectMs: longMs,
  totalMs: longMs,
  actionMs: longMs,
  signInMs: longMs,
  probeMs: longMs,
};

/** A client with tiny pauses, which runs out of no time but of what the test hands in. */
export function startClient(gateway: string, options: Partial<HecClientOptions> = {}): TestClient {
  const log: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line)) });
  const client = createHecClient({
    gateway,
    clientId: 'the-client-id',
    accessKey: 'the-access-key',
    tenantLabel: 'region us',
    logger,
    ...options,
    limits: { ...withoutHurry, backoffBaseMs: 1, ...options.limits },
  });
  return { client, log };
}

/** What a promise is refused with; fails where it is not. */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('expected a refusal');
    },
    (error: unknown) => error,
  );
}
