/**
 * How `npm run audit` gets the audit trail from the running app, which has the embedded database to itself: over a
 * socket in the data directory, which only the app's own user can reach.
 */
import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, request } from 'undici';
import { type Route, router } from '../../http/router.ts';
import { listen } from '../../http/server.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/open.ts';
import { type Row, readRow, rowsSince } from './rows.ts';
import { socketIn } from './socket-path.ts';

/** Serves `GET /audit?since=<ISO date>` as JSON lines. Only the store's owner gets here, so an old socket can go. */
export async function serveExport(dataDir: string, store: Store, logger: Logger): Promise<Server> {
  const path = socketIn(dataDir);
  await rm(path, { force: true });
  const server = await listen(router([exportRoute(store, logger)], logger), { path }, { logger });
  await chmod(path, 0o600);
  return server;
}

function exportRoute(store: Store, logger: Logger): Route {
  return {
    method: 'GET',
    path: '/audit',
    async handle({ url = '' }, response) {
      const since = new Date(new URLSearchParams(url.split('?')[1]).get('since') ?? '');
      if (Number.isNaN(since.getTime())) return void response.writeHead(400).end();
      try {
        await pipeline(lines(rowsSince(store, since)), response);
      } catch (error) {
        // The answer has begun, so it ends in the middle, which its reader notices.
        logger.warn({ err: error }, 'could not export the audit trail');
      }
    },
  };
}

async function* lines(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

export async function* exportOfRunningApp(dataDir: string, since: Date): AsyncGenerator<Row> {
  const agent = new Agent({ connect: { socketPath: socketIn(dataDir) } });
  try {
    const query = { since: since.toISOString() };
    const { statusCode, body } = await request('http://app/audit', { dispatcher: agent, query });
    if (statusCode !== 200) throw new Error(`The running app answered ${statusCode}`);
    for await (const line of createInterface({ input: Readable.from(body) })) yield readRow(line);
  } finally {
    await agent.close();
  }
}
