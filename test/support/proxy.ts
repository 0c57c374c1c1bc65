/** A proxy on loopback, as companies have them: it takes `CONNECT` and absolute-form requests, and records what passed. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { listening } from './listening.ts';

interface Passed {
  method: string;
  /** The host and the port that were asked for. */
  target: string;
  headers: IncomingHttpHeaders;
}

/** What becomes of a `CONNECT`. `cut`: the tunnel is there, and breaks before anything passes. */
export type Handling = 'tunnel' | 'hang' | 'reset' | 'cut' | { status: number };

export interface TestProxy {
  /** With the user and the password, if it wants any. */
  url: string;
  /** As it is named in messages. */
  host: string;
  passed: Passed[];
  /** The first lines of the requests in tunnels that are not encrypted, without their `?` and what follows. */
  inTunnels: string[];
  /** How many tunnels are open. */
  tunnels(): number;
  /** How many connections to it are open, with a tunnel or without. */
  connections(): number;
  /** Each handling is for one `CONNECT`, the last one from then on. */
  handle(...handlings: Handling[]): void;
  /** All at once, as a proxy does that drops what is idle. */
  breakTunnels(): void;
  /** From now on nothing passes through the tunnels that are open, and nobody is told: the app's ends of them. */
  freezeTunnels(): Duplex[];
}

export interface TestProxyOptions {
  /** `user:password`; without, everybody is let through. */
  credentials?: string;
}

export async function startProxy({ credentials }: TestProxyOptions = {}): Promise<TestProxy> {
  const passed: Passed[] = [];
  const inTunnels: string[] = [];
  const ends = new Set<Duplex>();
  const tunnels = new Set<[Duplex, Socket]>();
  let handlings: Handling[] = ['tunnel'];
  const next = () => (handlings.length > 1 ? handlings.shift() : handlings[0]) ?? 'tunnel';
  const wanted = credentials && `Basic ${Buffer.from(decodeURIComponent(credentials)).toString('base64')}`;
  const mayPass = ({ headers }: IncomingMessage) => !wanted || headers['proxy-authorization'] === wanted;

  const server = createServer((asked, answer) => {
    const url = new URL(asked.url ?? '');
    passed.push({ method: asked.method ?? '', target: url.host, headers: asked.headers });
    if (!mayPass(asked)) return answer.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
    const sent = request(url, { method: asked.method, headers: asked.headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    sent.on('error', () => answer.writeHead(502).end());
    asked.pipe(sent);
    return undefined;
  });

  const connections = new Set<Duplex>();
  server.on('connection', (socket) => {
    keep(ends, socket);
    keep(connections, socket);
  });
  server.on('connect', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    passed.push({ method: 'CONNECT', target: asked.url ?? '', headers: asked.headers });
    if (!mayPass(asked)) return refuse(socket, 407);
    const handling = next();
    // To notice when the other side gives up.
    if (handling === 'hang') return socket.resume().once('end', () => socket.destroy());
    if (handling === 'reset') return socket.destroy();
    if (typeof handling === 'object') return refuse(socket, handling.status);
    const { hostname, port } = new URL(`http://${asked.url}`);
    const target = connect(Number(port || 80), hostname);
    keep(ends, target);
    const pair: [Duplex, Socket] = [socket, target];
    target.once('connect', () => {
      tunnels.add(pair);
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n', () => {
        if (handling === 'cut') socket.destroy();
      });
      if (handling === 'cut') return;
      target.write(head);
      socket.on('data', (chunk: Buffer) =>
        inTunnels.push(...(/^[A-Z]+ [^ ?\r\n]+/.exec(chunk.toString('latin1')) ?? [])),
      );
      target.pipe(socket).pipe(target);
    });
    for (const end of pair) {
      end.on('close', () => {
        tunnels.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    return undefined;
  });

  const host = `127.0.0.1:${await listening(server)}`;
  onTestFinished(() => {
    for (const end of ends) end.destroy();
  });
  return {
    url: `http://${credentials === undefined ? '' : `${credentials}@`}${host}`,
    host,
    passed,
    inTunnels,
    tunnels: () => tunnels.size,
    connections: () => connections.size,
    handle: (...given) => {
      handlings = given;
    },
    breakTunnels: () => {
      for (const [socket] of tunnels) socket.destroy();
    },
    freezeTunnels: () =>
      [...tunnels].map(([socket, target]) => {
        socket.unpipe(target);
        target.unpipe(socket);
        return socket.resume().once('end', () => socket.destroy());
      }),
  };
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n`);
}

function keep(ends: Set<Duplex>, end: Duplex): void {
  ends.add(end);
  end.on('error', () => {});
  end.once('close', () => ends.delete(end));
}
