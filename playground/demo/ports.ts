/** Whether a port on loopback is free. */
import { createServer } from 'node:net';

/** Port 0, which is any free one, always is. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
