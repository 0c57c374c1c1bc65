/** Where the running app's socket is: what `npm run audit` asks while the app has the embedded database to itself. */
import { join } from 'node:path';

/** Systems cut longer paths off, or refuse them. */
const mostBytes = process.platform === 'darwin' ? 103 : 107;

export const socketIn = (dataDir: string) => join(dataDir, 'app.sock');

/** How many bytes the path of the directory must lose before a socket fits into it; 0 if it fits. */
export function bytesTooLong(dataDir: string): number {
  return Math.max(0, Buffer.byteLength(socketIn(dataDir)) - mostBytes);
}
