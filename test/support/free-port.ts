/**
 * A port on loopback that nobody listens on, from below the ranges out of which systems hand out ports by themselves:
 * one out of those is soon somebody else's, such as that of a server in a test that runs beside.
 */
import { createServer } from 'node:net';

const range = { from: 20_000, count: 12_000 };

export async function freePort(): Promise<number> {
  for (;;) {
    const port = range.from + Math.floor(Math.random() * range.count);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
