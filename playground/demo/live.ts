/**
 * Server-sent events: the state on connecting and after each change, every request, every log line.
 *
 * One click causes many changes, so changes close together are sent as one.
 */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { LogLine, State, TrafficEntry } from './state.ts';

const gatherMs = 25;
const keptLines = 300;
const pingMs = 20_000;

type Send = (event: string, data: unknown) => void;

export function createLive(options: { snapshot: () => State; traffic: () => TrafficEntry[] }) {
  /** For each open page: how to send to it, and how to end its stream. */
  const clients = new Map<Send, () => void>();
  const log: LogLine[] = [];
  let lines = 0;
  let gathering: NodeJS.Timeout | undefined;

  const tellAll: Send = (event, data) => {
    for (const send of clients.keys()) send(event, data);
  };

  return {
    changed(): void {
      if (clients.size === 0) return;
      gathering ??= setTimeout(() => {
        gathering = undefined;
        tellAll('state', options.snapshot());
      }, gatherMs);
    },

    traffic(entry: TrafficEntry): void {
      tellAll('traffic', [entry]);
    },

    log(logged: Omit<LogLine, 'id'>): void {
      lines += 1;
      const line = { id: lines, ...logged };
      log.push(line);
      if (log.length > keptLines) log.shift();
      tellAll('log', [line]);
    },

    respond(context: Context): Response {
      return streamSSE(context, async (stream) => {
        const send: Send = (event, data) => void stream.writeSSE({ event, data: JSON.stringify(data) });
        send('state', options.snapshot());
        send('traffic', options.traffic());
        send('log', log);
        const ping = setInterval(() => send('ping', 0), pingMs);
        await new Promise<void>((resolve) => {
          stream.onAbort(resolve);
          clients.set(send, resolve);
        });
        clearInterval(ping);
        clients.delete(send);
      });
    },

    close(): void {
      clearTimeout(gathering);
      for (const end of clients.values()) end();
    },
  };
}

export type Live = ReturnType<typeof createLive>;
