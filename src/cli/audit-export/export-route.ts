/** `GET /audit?since=<ISO date>` on the app's socket: the audit trail as JSON lines. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Route } from '../../http/router.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/open.ts';
import { askApp } from '../ask-app.ts';
import { type Row, readRow, rowsSince } from './rows.ts';

const path = '/audit';

export function exportRoute(store: Store, logger: Logger): Route {
  return {
    method: 'GET',
    path,
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

/** @param write gets the rows as they come */
export async function exportOfRunningApp(
  dataDir: string,
  since: Date,
  write: (rows: AsyncIterable<Row>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const query = { since: since.toISOString() };
  await askApp(dataDir, { method: 'GET', path, query, signal }, (body) =>
    write(rowsIn(createInterface({ input: Readable.from(body) }))),
  );
}

async function* rowsIn(lines: AsyncIterable<string>): AsyncGenerator<Row> {
  for await (const line of lines) yield readRow(line);
}
