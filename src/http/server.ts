/** Every HTTP server of the app: bounded in connections, and in the time that a request may take to arrive. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { ListenOptions } from 'node:net';
import { codeOf } from '../errors.ts';
import type { Logger } from '../log.ts';

const mostConnections = 2_000;
const arrival = {
  headersTimeout: 5_000,
  /** With the body. */
  requestTimeout: 10_000,
  /** Node looks at its own default of 30 s only. */
  connectionsCheckingInterval: 1_000,
};
/** Slack waits no longer than this for an answer, and neither does a shutdown. */
const lastAnswersMs = 3_000;

export interface Listening {
  logger: Logger;
  /** The environment variables that say where, for the sentence that tells it is impossible. */
  setBy?: { port: string; host: string };
}

/** @param where a port, with or without a host, or a socket's path. Rejects with a sentence for who started this process */
export async function listen(
  listener: RequestListener,
  where: ListenOptions,
  { logger, setBy = { port: 'PORT', host: 'HOST' } }: Listening,
): Promise<Server> {
  const server = createServer(arrival, oneAtATime(listener));
  server.maxConnections = mostConnections;
  server.listen(where);
  try {
    // Rejects with the server's error if that comes first.
    await once(server, 'listening');
  } catch (error) {
    throw new Error(whyNot(error, where, setBy), { cause: error });
  }
  // Such as no file descriptor for one more connection: without a listener it would end the process.
  server.on('error', (error) => logger.error({ err: error }, 'a connection could not be taken'));
  return server;
}

/**
 * Closes a connection that asks again before it was answered. Nobody's client does that, and Node would take up a
 * thousand such requests at once, each with memory of its own.
 */
function oneAtATime(listener: RequestListener): RequestListener {
  return (request, response) => {
    // A response has the socket once those before it are out.
    if (response.socket === null) request.socket.destroy();
    else listener(request, response);
  };
}

function whyNot(error: unknown, { port, host, path }: ListenOptions, setBy: { port: string; host: string }): string {
  const code = codeOf(error) ?? 'unknown error';
  if (path !== undefined) return `The socket ${path} could not be opened (${code}).`;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Stop that program, or set ${setBy.port} to another port.`;
  }
  if (code === 'EACCES') return `This user may not open port ${port}. Set ${setBy.port} to a port above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `${host} is not an address of this machine. Set ${setBy.host} to one that is.`;
  }
  return `Port ${port} could not be opened (${code}).`;
}

/** Takes no more requests, and resolves once those under way are answered, or cut off after 3 s. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A closing server waits for every connection, and half a request would keep it open forever.
  const timer = setTimeout(() => server.closeAllConnections(), lastAnswersMs);
  await closed;
  clearTimeout(timer);
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
