/**
 * How commands reach the running app, which has the embedded database to itself: over a socket in the data directory, which
 * only the app's own user can reach.
 */
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { router } from '../http/router.ts';
import { listen } from '../http/server.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/open.ts';
import { exportRoute } from './audit-export/export-route.ts';
import { socketIn } from './audit-export/socket-path.ts';
import { eraseRoute } from './erase/erase-route.ts';

/** Only the store's owner gets here, so an old socket can go. */
export async function serveCommands(dataDir: string, store: Store, logger: Logger): Promise<Server> {
  const path = socketIn(dataDir);
  await rm(path, { force: true });
  // The socket is made before `listen` first waits, so nothing else is made under this mask, and nobody gets in meanwhile.
  const before = process.umask(0o177);
  try {
    return listen(router([exportRoute(store, logger), eraseRoute(store)], logger), { path }, { logger });
  } finally {
    process.umask(before);
  }
}
