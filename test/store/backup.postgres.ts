/** The commands that the operations page gives for a backup of Postgres bring everything back, the job queue too. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { claimRun, runsOfEvents } from '../../src/store/runs.ts';
import { aRun, asAdmin, newDirectory, newLocation, openAt } from '../support/store.ts';

const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');

/** What `hec exec -T postgres …` runs in the container, of the row that begins with this. */
function commandOf(what: string): string[] {
  const [, row = ''] = page.match(new RegExp(`^\\| ${what} \\| (.*\`hec exec -T postgres [^|]+)\\|$`, 'm')) ?? [];
  const [, command = ''] = row.match(/`hec exec -T postgres ([^`<>]+) [<>] hec-slack\.dump`/) ?? [];
  return command.split(' ');
}

/** The same command for this server and this database. */
function start(command: string[], databaseUrl: string) {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const database = pathname.slice(1);
  const [program = '', ...words] = command.join(' ').replace('-U hec_slack ', '').split(' ');
  const own = words.map((word) => (word === 'hec_slack' ? database : word));
  const env = { ...process.env, PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password };
  return execFile(program, own, { env, encoding: 'buffer', maxBuffer: 50_000_000 });
}

test('a database that is dumped and restored by the commands of the operations page serves the app again, with all it held', async () => {
  const location = await newLocation();
  const databaseUrl = location.databaseUrl ?? '';
  const before = await openAt(location);
  const { eventId } = aRun();
  await claimRun(before.db, aRun({ eventId }));
  await before.jobs.send(before.db, 'refresh', { eventId });
  await before.close();

  const file = join(await newDirectory(), 'hec-slack.dump');
  const dump = start(commandOf('back up'), databaseUrl);
  if (dump.stdout === null) throw new Error('no output');
  await pipeline(dump.stdout, createWriteStream(file));
  await asAdmin(databaseUrl, 'delete from audit; delete from pgboss.job');

  const restore = start(commandOf('restore'), databaseUrl);
  if (restore.stdin === null) throw new Error('no input');
  const ended = once(restore, 'exit');
  await pipeline(createReadStream(file), restore.stdin);
  expect(await ended).toEqual([0, null]);

  const after = await openAt(location);
  expect(await runsOfEvents(after.db, [eventId])).toHaveLength(1);
  await after.close();
});
