/**
 * How `npm run audit` gets the audit trail from the running app, which has the embedded database to itself: over a
 * socket in the data directory, which only the app's own user can reach.
 */
import { chmod, rm } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, request } from 'undici';
import { listen } from '../../http/server.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/open.ts';
import { type Row, readRow, rowsSince } from './rows.ts';

const socketIn = (dataDir: string) => join(dataDir, 'app.sock');

/** Serves `GET /audit?since=<ISO date>` as JSON lines. Only the store's owner gets here, so an old socket can go. */
export async function serveExport(dataDir: string, store: Store, logger: Logger): Promise<Server> {
  const path = socketIn(dataDir);
  await rm(path, { force: true });
  const server = await listen(exportListener(store, logger), { path });
  await chmod(path, 0o600);
  return server;
}

function exportListener(store: Store, logger: Logger): RequestListener {
  return (asked, answer) => {
    const since = new Date(new URL(asked.url ?? '', 'http://app').searchParams.get('since') ?? '');
    if (asked.method !== 'GET' || Number.isNaN(since.getTime())) return void answer.writeHead(400).end();
    pipeline(lines(rowsSince(store, since)), answer).catch((error: unknown) => {
      logger.warn({ err: error }, 'could not export the audit trail');
    });
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
