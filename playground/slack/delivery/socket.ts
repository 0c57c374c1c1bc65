/**
 * Socket Mode: the app connects by WebSocket, gets commands, interactions and events in envelopes, and acknowledges
 * each by its id. As in Slack, several connections share the work.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { refusalOf, refuseUpgrade } from '../../loopback.ts';
import { app, type Ids } from '../ids.ts';
import { type JsonObject, objectIn } from '../json.ts';
import type { Retry } from '../recording.ts';

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

const envelopeType = { command: 'slash_commands', interaction: 'interactive', event: 'events_api' } as const;

/** What Slack allows an app. */
const mostConnections = 10;
/** From the announcement of a refresh to the end of the connection. */
const refreshAfterMs = 10_000;
/** The app's library considers a connection dead after 30 s without a ping. */
const pingEveryMs = 10_000;

export type SocketKind = keyof typeof envelopeType;

export type Sockets = ReturnType<typeof createSockets>;

export function createSockets(ids: Ids, origin: () => string, changed: () => void) {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connections = new Set<WebSocket>();
  const waiting = new Map<string, { socket: WebSocket; settle: (body: string | undefined) => void }>();
  let cut = false;
  let switchedOff = false;
  let turn = 0;

  const pings = setInterval(() => {
    for (const socket of connections) socket.ping('Ping from the simulated Slack');
  }, pingEveryMs);
  pings.unref();

  const debugInfo = { host: 'simulated-slack', build_number: 1, approximate_connection_time: 18_060 };

  const forget = (socket: WebSocket): void => {
    if (!connections.delete(socket)) return;
    for (const envelope of [...waiting.values()]) if (envelope.socket === socket) envelope.settle(undefined);
    changed();
  };

  const dismiss = (socket: WebSocket, reason: string): void =>
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: debugInfo }));

  const welcome = (socket: WebSocket): void => {
    const reason = switchedOff
      ? 'link_disabled'
      : connections.size >= mostConnections
        ? 'too_many_websockets'
        : undefined;
    if (reason !== undefined) {
      dismiss(socket, reason);
      socket.close();
      return;
    }
    connections.add(socket);
    socket.on('close', () => forget(socket));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const ack = acknowledgement.safeParse(objectIn(data.toString())).data;
      if (!ack) return;
      // The app's library sends an empty object for "nothing".
      const answer = JSON.stringify(ack.payload ?? {});
      waiting.get(ack.envelope_id)?.settle(answer === '{}' ? '' : answer);
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.size,
        connection_info: { app_id: app.id },
        debug_info: debugInfo,
      }),
    );
    changed();
  };

  return {
    count: (): number => connections.size,
    isCut: (): boolean => cut,

    /** Valid for one connection. */
    address(): string {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin().replace('http', 'ws')}/link?ticket=${ticket}&app_id=${app.id}`;
    },

    attach(http: Server): void {
      http.on('upgrade', (request: IncomingMessage, socket, head) => {
        const refusal = refusalOf(request.headers);
        if (refusal !== undefined) return refuseUpgrade(socket, refusal);
        // Not parsed as a URL: `//` is none, and what is thrown here ends the process.
        const [path, query] = (request.url ?? '').split('?', 2);
        const ticket = new URLSearchParams(query).get('ticket') ?? '';
        if (cut || path !== '/link' || !tickets.delete(ticket)) socket.destroy();
        else server.handleUpgrade(request, socket, head, welcome);
      });
    },

    /** Sends one envelope. Resolves with the acknowledgement's payload, or undefined if none came in time. */
    send(
      kind: SocketKind,
      payload: JsonObject,
      { retry, signal }: { retry: Retry | undefined; signal: AbortSignal },
    ): Promise<string | undefined> {
      turn += 1;
      const open = [...connections].filter(({ readyState }) => readyState === WebSocket.OPEN);
      const socket = open[turn % Math.max(open.length, 1)];
      if (!socket) return Promise.resolve(undefined);
      const id = ids.next('envelope-');
      return new Promise((resolve) => {
        const settle = (body: string | undefined): void => {
          signal.removeEventListener('abort', expired);
          waiting.delete(id);
          resolve(body);
        };
        const expired = (): void => settle(undefined);
        signal.addEventListener('abort', expired);
        waiting.set(id, { socket, settle });
        socket.send(
          JSON.stringify({
            envelope_id: id,
            type: envelopeType[kind],
            payload,
            accepts_response_payload: kind !== 'event',
            ...(kind === 'event' && { retry_attempt: retry?.number ?? 0, retry_reason: retry?.reason ?? '' }),
          }),
        );
      });
    },

    /**
     * Warns the app that its connections will end, as Slack does every few hours; it then opens new ones. Slack may
     * announce all of them at once.
     */
    announceRefresh(closeAfterMs = refreshAfterMs): void {
      const leaving = [...connections];
      for (const socket of leaving) dismiss(socket, 'refresh_requested');
      setTimeout(() => {
        for (const socket of leaving) socket.close();
      }, closeAfterMs).unref();
    },

    /** As when somebody switches Socket Mode off in the app's settings. Returns what switches it on again. */
    switchOff(): () => void {
      switchedOff = true;
      for (const socket of connections) {
        dismiss(socket, 'link_disabled');
        socket.close();
      }
      return () => {
        switchedOff = false;
      };
    },

    /** Breaks the oldest connection. */
    breakOne(): void {
      const [oldest] = connections;
      oldest?.terminate();
    },

    /** Breaks every connection and refuses new ones. */
    cut(): void {
      cut = true;
      for (const socket of connections) {
        socket.terminate();
        forget(socket);
      }
    },

    restore(): void {
      cut = false;
      changed();
    },

    close(): void {
      clearInterval(pings);
      for (const socket of connections) socket.terminate();
      server.close();
    },
  };
}
