import { randomUUID } from 'node:crypto';
import { eq, getTableColumns, getTableName, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { silentEmail } from '../../../src/events/email.ts';
import type { SecurityEvent } from '../../../src/events/security-event.ts';
import { exportSince, recordLookup, recordRefusal, recordShare } from '../../../src/store/audit-trail.ts';
import { type ErasureOptions, erase } from '../../../src/store/erase/erase.ts';
import type { Subject } from '../../../src/store/erase/subject.ts';
import { allTables } from '../../../src/store/erase/tables.ts';
import { keepEmails, keepEvents } from '../../../src/store/event-index.ts';
import { claimRun, endRun, markSending, runById } from '../../../src/store/runs.ts';
import { audit, rateLimits, seenEvents } from '../../../src/store/schema.ts';
import { toEmailRow, toRow } from '../../../src/store/seen-event-row.ts';
import { type NewShownMessage, rememberShownMessages, shownMessagesOf } from '../../../src/store/shown-messages.ts';
import { sampleEvent } from '../../support/cards/sample-event.ts';
import { aRun, storeOfFile } from '../../support/store.ts';
import { tablesOfLibraries } from '../../support/tables-of-libraries.ts';

const store = storeOfFile();
const at = new Date('2026-03-01T10:00:00.000Z');

/** Nobody of another test's. */
function somebody(letter: 'U' | 'W' = 'U'): string {
  return `${letter}${randomUUID().replaceAll('-', '').toUpperCase()}`;
}

const person = (id: string, ...others: string[]): Subject => ({ kind: 'person', ids: [id, ...others] });

function erased(subject: Subject, options: Partial<ErasureOptions> = {}) {
  const signal = new AbortController().signal;
  return erase(subject, { store: store(), isTrial: false, now: () => at.getTime(), signal, ...options });
}

const attemptOf = (userId: string) => ({ at, teamId: 'T1', userId, channelId: 'C1', eventId: randomUUID() });

async function endedRun(given: Parameters<typeof aRun>[0]): Promise<string> {
  const { db } = store();
  const claim = await claimRun(db, aRun(given));
  if (claim.kind === 'busy') throw new Error('busy');
  const { id, actionName: name, parameter, label } = claim.run;
  const before = { state: 'new', severity: undefined, isQuarantined: undefined, entries: [] };
  await markSending(db, id, { name, parameter, label, before, sentAt: at });
  await endRun(db, id, 'sending', { outcome: 'done', at });
  return id;
}

type Card = Partial<Pick<Extract<NewShownMessage, { kind: 'message' }>, 'userId' | 'channelId' | 'note'>>;

async function shownCard(given: Card): Promise<string> {
  const eventId = randomUUID();
  const channelId = given.channelId ?? `C${randomUUID()}`;
  const shape = 'full' as const;
  await rememberShownMessages(store().db, {
    ...{ kind: 'message', messageTs: '1.1', eventId, shape, shownAt: at, revision: '0', ...given, channelId },
  });
  return eventId;
}

async function privateCard(userId: string): Promise<string> {
  const eventId = randomUUID();
  const response = { responseUrl: 'https://hooks.example/secret', usesLeft: 2, expiresAt: at };
  const shown = { eventId, channelId: 'C1', messageTs: randomUUID(), shownAt: at, revision: '0' };
  await rememberShownMessages(store().db, { kind: 'response', shape: 'full', userId, ...shown, ...response });
  return eventId;
}

async function job(state: 'created' | 'completed', data: unknown): Promise<void> {
  const endedOn = state === 'completed' ? sql`now()` : sql`null`;
  await store().db.execute(sql`insert into pgboss.job (name, state, data, start_after, completed_on)
    values ('announce', ${state}, ${JSON.stringify(data)}::jsonb, now() + interval '1 day', ${endedOn})`);
}

const rowsOf = async (query: string) =>
  z.object({ rows: z.array(z.object({ row: z.unknown() })) }).parse(await store().db.execute(sql.raw(query))).rows;

/** Every row of every table that holds the text. */
async function rowsNaming(text: string): Promise<{ table: string; row: unknown }[]> {
  const tables = await rowsOf(`select format('%I.%I', nspname, relname) as row from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p') and not relispartition and nspname not in ('information_schema', 'pg_catalog')`);
  const found = [];
  for (const { row: table } of tables) {
    const rows = await rowsOf(`select to_jsonb(t) as row from ${String(table)} t`);
    found.push(
      ...rows.filter(({ row }) => JSON.stringify(row).includes(text)).map(({ row }) => ({ table: String(table), row })),
    );
  }
  return found;
}

describe('a person who is erased', () => {
  test('is in no table any more, under either id, except in the facts of who acted on what', async () => {
    const { db } = store();
    const [id, otherId, colleague] = [somebody(), somebody('W'), somebody()];
    for (const userId of [id, id, otherId]) await recordLookup(db, attemptOf(userId));
    await recordRefusal(db, { ...attemptOf(id), reason: 'not_listed' });
    await recordRefusal(db, {
      ...attemptOf(id),
      reason: 'not_responder',
      actionName: 'quarantine',
      label: 'Quarantine',
    });
    await recordShare(db, attemptOf(id));
    await endedRun({ userId: id });
    await privateCard(otherId);
    await shownCard({ userId: id, channelId: `D${randomUUID()}` });
    const shared = await shownCard({ userId: id, note: 'Please look.' });
    const colleagues = await shownCard({ userId: colleague, note: `Ask <@${id}|ann> or ${otherId}.` });
    await db.insert(rateLimits).values({ key: `post:${id}`, points: 1, expire: at });
    await job('completed', { userId: id });

    expect(await erased(person(id, otherId))).toEqual({
      lookups: 3,
      refusedLookups: 1,
      refusedActions: 1,
      shares: 1,
      actions: 1,
      privateCards: 1,
      directCards: 1,
      sharedCards: 1,
      texts: 1,
      counters: 1,
      endedJobs: 1,
    });
    expect(await rowsNaming(otherId)).toEqual([]);
    const kept = z.object({ table: z.literal('public.audit'), row: z.object({ kind: z.string() }) });
    const kinds = (await rowsNaming(id)).map((found) => kept.parse(found).row.kind);
    expect(kinds.toSorted()).toEqual(['action', 'refusal', 'share']);
    expect(await shownMessagesOf(db, shared)).toMatchObject([{ userId: undefined, note: undefined }]);
    expect(await shownMessagesOf(db, colleagues)).toMatchObject([
      { userId: colleague, note: 'Ask [erased] or [erased].' },
    ]);
  });

  test('leaves everything of other people as it was', async () => {
    const { db } = store();
    const [id, other] = [somebody(), somebody()];
    const longer = `${id}1`;
    for (const userId of [other, longer]) await recordLookup(db, attemptOf(userId));
    await privateCard(other);
    await shownCard({ userId: other, note: `Ask ${longer}.` });
    const before = [...(await rowsNaming(other)), ...(await rowsNaming(longer))];
    expect(await erased(person(id))).toEqual({});
    expect([...(await rowsNaming(other)), ...(await rowsNaming(longer))]).toEqual(before);
    expect(before).toHaveLength(5);
  });

  test('keeps the claim of an action in progress, which is told, and the job that waits', async () => {
    const { db } = store();
    const id = somebody();
    const parameter = { reason: `for ${id}` };
    const run = aRun({ userId: id, parameter });
    const claim = await claimRun(db, run);
    await job('created', { userId: id });
    expect(await erased(person(id))).toEqual({ running: 1, waitingJobs: 1 });
    const others = await claimRun(db, { ...run, userId: somebody() });
    expect(others).toMatchObject({ kind: 'busy', by: { userId: id } });
    expect(await rowsNaming(id)).toHaveLength(2);
    if (claim.kind !== 'claimed') throw new Error('The first run could not be claimed.');
    expect(await runById(db, claim.run.id)).toMatchObject({ parameter });
    await endRun(db, claim.run.id, 'claimed', { outcome: 'not_sent', at });
  });
});

describe('an address that is erased', () => {
  test('is emptied from parameters, labels, HEC’s words and notes, and its previews are forgotten', async () => {
    const { db } = store();
    const address = `ann+${randomUUID()}@example.com`;
    const parameter = { adminEmail: address.toUpperCase(), to: [`Ann <${address}>`], [address]: 1, count: 2 };
    const id = await endedRun({ parameter, label: `Send to ${address}` });
    await db
      .update(audit)
      .set({ taskMessage: `Sent to ${address}.` })
      .where(eq(audit.id, id));
    const noted = await shownCard({ note: `It went to ${address}, not to joe.${address}.` });
    const url = `https://acme.avanan.net/#/events/1?mailbox=${encodeURIComponent(address)}`;
    const unfurl = { eventId: randomUUID(), channelId: 'C1', messageTs: randomUUID(), shownAt: at, revision: '0' };
    await rememberShownMessages(db, { kind: 'unfurl', shape: 'compact', url, ...unfurl });

    expect(await erased({ kind: 'address', address })).toEqual({ texts: 2, links: 1 });
    expect(await db.select().from(audit).where(eq(audit.id, id))).toMatchObject([
      {
        parameter: { adminEmail: '[erased]', to: ['Ann <[erased]>'], '[erased]': 1, count: 2 },
        actionLabel: 'Send to [erased]',
        taskMessage: 'Sent to [erased].',
        outcome: 'done',
      },
    ]);
    expect(await shownMessagesOf(db, noted)).toMatchObject([{ note: `It went to [erased], not to joe.${address}.` }]);
    expect(await rowsNaming(encodeURIComponent(address))).toEqual([]);
  });

  test('takes with it every event of the index that names it as the sender, the mailbox or in words, and no other', async () => {
    const { db } = store();
    const address = `ann+${randomUUID()}@example.com`;
    const named = [
      { sender: address.toUpperCase() },
      { entityName: `Re: ${address}` },
      { description: `Phishing in ${address}’s mailbox` },
      { entityId: randomUUID() },
    ];
    const others = [{}, { sender: `jo${address}` }];
    const rowsOf = (events: Partial<SecurityEvent>[]) =>
      events.map((each) => toRow(sampleEvent({ id: randomUUID(), ...each }), at)).filter((row) => row !== undefined);
    const kept = rowsOf(others);
    await keepEvents(db, [...rowsOf(named), ...kept]);
    const details = { ...silentEmail, recipients: [address] };
    await keepEmails(
      db,
      [toEmailRow(named[3]?.entityId ?? '', details, at)].filter((row) => row !== undefined),
    );
    expect(await erased({ kind: 'address', address })).toEqual({ seenEvents: 4 });
    const left = await db.select({ id: seenEvents.eventId }).from(seenEvents);
    expect(left.map(({ id }) => id).toSorted()).toEqual(kept.map(({ eventId }) => eventId).toSorted());
    expect(await rowsNaming(` ${address}`)).toEqual([]);
  });

  test.each([
    ['inside a longer one', 'joann@example.com'],
    ['inside a longer one, as it stands in a link', 'joe%2Bann%40example.com'],
    ['behind a letter that a link can’t hold', 'j%C3%BCann%40example.com'],
    ['in front of a longer domain', 'ann@example.com.au'],
    ['of another domain', 'ann@example.community'],
  ])('is another’s %s', async (_, other) => {
    const eventId = await shownCard({ note: `Ask ${other}.` });
    await erased({ kind: 'address', address: 'ann@example.com' });
    expect(await shownMessagesOf(store().db, eventId)).toMatchObject([{ note: `Ask ${other}.` }]);
  });

  test('is found at the end of a sentence', async () => {
    const eventId = await shownCard({ note: 'It was for bob@example.com.' });
    await erased({ kind: 'address', address: 'Bob@Example.com' });
    expect(await shownMessagesOf(store().db, eventId)).toMatchObject([{ note: 'It was for [erased].' }]);
  });
});

describe('an erasure', () => {
  async function recordsSince(count: number) {
    const all = [];
    for await (const entry of exportSince(store().db, new Date(0))) if (entry.kind === 'erasure') all.push(entry);
    return all.slice(count);
  }

  test('is recorded once with its time and how much was erased, not of whom, and is exported with the audit trail', async () => {
    const { db } = store();
    const id = somebody();
    const before = (await recordsSince(0)).length;
    for (let row = 0; row < 1_100; row += 100)
      await recordLookup(db, ...Array.from({ length: 100 }, () => attemptOf(id)));
    await endedRun({ userId: id });
    await erased(person(id));
    expect((await recordsSince(0)).length).toBe(before + 1);
    expect(await rowsNaming(id)).toHaveLength(1);
    const all = await recordsSince(0);
    expect(all).toContainEqual({ kind: 'erasure', id: expect.any(String), at, parameter: { lookups: 1_100 } });
  });

  test('changes and records nothing if it is only tried, and tells what it would do', async () => {
    const id = somebody();
    await recordLookup(store().db, attemptOf(id));
    const before = (await recordsSince(0)).length;
    expect(await erased(person(id), { isTrial: true })).toEqual({ lookups: 1 });
    expect(await rowsNaming(id)).toHaveLength(1);
    expect(await recordsSince(before)).toEqual([]);
  });

  test('that is interrupted has recorded what it erased, and goes on when it is repeated', async () => {
    const { db, transaction } = store();
    const id = somebody();
    const before = (await recordsSince(0)).length;
    await recordLookup(db, attemptOf(id));
    await privateCard(id);
    const stopping = new AbortController();
    const counting: ErasureOptions['store'] = {
      db,
      async transaction(work) {
        const result = await transaction(work);
        stopping.abort();
        return result;
      },
    };
    await expect(erased(person(id), { store: counting, signal: stopping.signal })).rejects.toThrow('aborted');
    expect(await rowsNaming(id)).toHaveLength(1);
    expect((await recordsSince(0)).length).toBe(before + 1);
    expect(await erased(person(id))).toEqual({ privateCards: 1 });
    expect(await rowsNaming(id)).toEqual([]);
  });
});

test('an erasure knows every table and column of a running app’s database', async () => {
  const found = await rowsOf(`select json_build_object('table', format('%s.%s', nspname, relname), 'columns',
      (select json_agg(attname order by attname collate "C") from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped)) as row
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p') and not relispartition and nspname not in ('information_schema', 'pg_catalog')`);
  const ours = Object.values(allTables).map(({ table, handling }) => {
    const columns = getTableColumns(table);
    const known = Object.keys(handling.columns).map((name) => columns[name]?.name ?? name);
    return [`public.${getTableName(table)}`, known.toSorted()];
  });
  const tables = z.object({ row: z.object({ table: z.string(), columns: z.array(z.string()) }) });
  const inDatabase = found.map((each) => tables.parse(each).row).map(({ table, columns }) => [table, columns]);
  expect(Object.fromEntries(inDatabase)).toEqual({ ...Object.fromEntries(ours), ...tablesOfLibraries });
});
