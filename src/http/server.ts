/** How the app listens: every server of its own starts here. */
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { ListenOptions } from 'node:net';

/** @param where a port and perhaps a host, or the path of a socket. Rejects if that is taken. */
export async function listen(listener: RequestListener, where: ListenOptions): Promise<Server> {
  const server = createServer(listener);
  server.listen(where);
  // Rejects with the server's error if that comes first.
  await once(server, 'listening');
  return server;
}
