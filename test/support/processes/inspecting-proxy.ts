/**
 * A proxy that looks into TLS, as some companies have it: it ends every tunnel itself, with a certificate of its own, and
 * passes on what it reads. It alone knows the names hec.example.com, slack.example.com and wss.example.com.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { inspecting, key } from '../certificates.ts';
import { listening } from '../listening.ts';

export interface InspectingProxy {
  url: string;
  /** What it read: the host, the method and the path of each request. */
  read: string[];
  tunnels(): number;
}

/** @param services where the two are, such as `http://127.0.0.1:3000` */
export async function startInspectingProxy(services: { hec: string; slack: string }): Promise<InspectingProxy> {
  const read: string[] = [];
  const tunnels = new Set<Socket>();
  const behind = ({ headers: { host = '' } }: IncomingMessage) =>
    new URL(host === 'hec.example.com' ? services.hec : services.slack);
  const note = ({ headers, method, url = '' }: IncomingMessage) =>
    read.push(`${headers.host} ${method} ${url.split('?')[0]}`);

  const pass = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    note(asked);
    const target = behind(asked);
    const { method, headers } = asked;
    const sent = request(new URL(asked.url ?? '/', target), { method, headers: { ...headers, host: target.host } });
    sent.on('response', async (answered: IncomingMessage) => {
      // Slack's address of a socket is one that the app reaches only through the proxy.
      const body = (await text(answered)).replaceAll(`ws://${target.host}`, 'wss://wss.example.com');
      const { 'content-length': _, 'transfer-encoding': __, ...rest } = answered.headers;
      answer.writeHead(answered.statusCode ?? 502, rest).end(body);
    });
    asked.pipe(sent);
  };

  const opened = createTlsServer({ cert: inspecting, key }, pass);
  opened.on('upgrade', (asked, socket: Socket, head: Buffer) => {
    note(asked);
    const { hostname, port, host } = behind(asked);
    const onward = connect(Number(port), hostname, () => {
      const headers = Object.entries({ ...asked.headers, host }).map(([name, value]) => `${name}: ${value}\r\n`);
      onward.write(`GET ${asked.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const [end, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      end.on('error', () => {});
      end.on('close', () => other.destroy());
    }
  });

  const server = createServer();
  server.on('connect', (_, socket: Socket) => {
    tunnels.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => tunnels.delete(socket));
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    opened.emit('connection', socket);
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  onTestFinished(() => {
    for (const socket of tunnels) socket.destroy();
  });
  return { url, read, tunnels: () => tunnels.size };
}
