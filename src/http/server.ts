/** Starts every HTTP server that the app runs itself. */
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { ListenOptions } from 'node:net';

/** @param where a port, with or without a host, or a socket's path. Rejects if it is taken. */
export async function listen(listener: RequestListener, where: ListenOptions): Promise<Server> {
  const server = createServer(listener);
  server.listen(where);
  // Rejects with the server's error if that comes first.
  await once(server, 'listening');
  return server;
}
