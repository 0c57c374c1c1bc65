/**
 * Where `secrets.security.ts` does not look for secrets: in every row of every table, in the export of the record, and in
 * what the process might write beside its log.
 */
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { channels, people } from '../../playground/slack/server.ts';
import { formats } from '../../src/cli/audit-export/formats.ts';
import { rowsSince } from '../../src/cli/audit-export/rows.ts';
import { privateAnswers } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const env = { HEC_RESPONDERS: people.responder };

/** A public card, a private one and a preview of one event, a press in the private one, and two more, one of them refused. */
async function use(started: Started): Promise<void> {
  const { hec, slack } = started;
  hec.world.taskId = 'none';
  const card = await showEvent(started);
  const asked = { user: people.responder, channel: channels.security };
  await slack.command({ ...asked, command: '/hec-event', text: `${card.eventId} private` });
  const [ephemeral] = await privateAnswers(slack, people.responder);
  if (ephemeral === undefined) throw new Error('no private card');
  await slack.click({ user: people.responder, ephemeral, actionId: 'share_event' });
  await slack.post({ ...asked, text: `https://acme.avanan.net/#/events/${card.eventId}` });
  await started.quiet();
  await card.press('Dismiss', people.member);
  await card.press('Quarantine');
  await slack.until(() => card.replies().length === 1);
  await started.quiet();
}

const given = z.object({ response_url: z.string(), trigger_id: z.string(), token: z.string() }).partial();

function secretsOf({ hec, slack }: Started): string[] {
  const { botToken, signingSecret, appToken } = slack.installation;
  const tokens = hec.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
  const ofRequests = slack.deliveries.flatMap(({ payload }) => Object.values(given.parse(payload)));
  const all = [botToken, signingSecret, appToken, hec.accessKey, ...tokens, ...ofRequests];
  return [...new Set(all.filter((secret) => secret !== undefined))];
}

/** What of it is in the text. */
const found = (secrets: string[], text: string) => secrets.filter((secret) => text.includes(secret));

async function rowsOf({ store }: Started, query: string) {
  const result = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });
  return result.parse(await store.db.execute(sql.raw(query))).rows;
}

const allTables = `
  select format('%I.%I', table_schema, table_name) as name from information_schema.tables
  where table_type = 'BASE TABLE' and table_schema not in ('information_schema', 'pg_catalog')`;

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

test('no secret is in any table or in the export, except a private card’s response_url in its own column', async () => {
  const started = await start({ env });
  await use(started);
  const secrets = secretsOf(started);
  expect(secrets.length).toBeGreaterThan(8);

  const tables = (await rowsOf(started, allTables)).map(({ name }) => String(name));
  expect(tables).toEqual(expect.arrayContaining(['public.audit', 'public.shown_messages', 'pgboss.job']));
  const addresses: string[] = [];
  for (const table of tables) {
    for (const { response_url: address, ...row } of await rowsOf(started, `select * from ${table}`)) {
      if (typeof address === 'string') addresses.push(address);
      expect([table, found(secrets, JSON.stringify(row))]).toEqual([table, []]);
    }
  }
  // It was there to be found.
  expect(found(secrets, addresses.join())).not.toEqual([]);

  for (const write of Object.values(formats)) {
    const text = await textOf(write(rowsSince(started.store, new Date(0))));
    expect(text).toContain('quarantine');
    expect(found(secrets, text)).toEqual([]);
  }
});

test.each(['http', 'socket'] as const)(
  'over %s nothing is written outside the log, even when Slack or HEC fails',
  async (transport) => {
    const beside = vi.fn();
    const writing = (chunk: unknown) => {
      beside(String(chunk));
      return true;
    };
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(writing);
    for (const method of ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const)
      vi.spyOn(console, method).mockImplementation(beside);
    onTestFinished(() => void vi.restoreAllMocks());

    const lines: string[] = [];
    const started = await start({ transport, env, log: (line) => void lines.push(line) });
    await use(started);
    const { hec, slack } = started;
    const command = { user: people.member, channel: channels.security, command: '/hec-event' };
    hec.faults.set({ kind: 'reset' });
    await slack.command({ ...command, text: '0'.repeat(32) });
    await started.quiet();
    slack.faults.add({ method: '*', kind: 'http_error', status: 500 });
    await slack.command({ ...command, text: '1'.repeat(32) });
    await started.quiet();
    expect(lines.join('')).toContain('refused or failed');
    expect(found(secretsOf(started), lines.join(''))).toEqual([]);
    expect(beside.mock.calls).toEqual([]);
  },
);
