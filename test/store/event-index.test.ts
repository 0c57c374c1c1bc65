import { randomBytes, randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KnownEmail } from '../../src/events/email.ts';
import { silentEmail } from '../../src/events/email.ts';
import type { SecurityEvent } from '../../src/events/security-event.ts';
import { match } from '../../src/search/match.ts';
import { parse } from '../../src/search/parse.ts';
import type { Query } from '../../src/search/query.ts';
import {
  eventIdsAbout,
  forgetEvents,
  forgetSeenBefore,
  keepEmails,
  keepEvents,
  lastSeenAt,
  mostLookedAt,
  searchIndex,
} from '../../src/store/event-index.ts';
import { seenEvents } from '../../src/store/schema.ts';
import { toEmailRow, toIndexedEvent, toRow } from '../../src/store/seen-event-row.ts';
import { bareEvent, sampleEvent } from '../support/cards/sample-event.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const now = new Date('2026-11-23T12:00:00.000Z');
const clock = { now, offsetSeconds: 0 };
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hexId = () => randomBytes(16).toString('hex');

beforeEach(async () => {
  await store().db.delete(seenEvents);
});

function rowOf(event: Partial<SecurityEvent>, seenAt = now) {
  const row = toRow(sampleEvent({ id: hexId(), createdAt: minutesAgo(60), entityName: 'Another', ...event }), seenAt);
  if (row === undefined) throw new Error('not kept');
  return row;
}

function emailOf(entityId: string, details: Partial<typeof silentEmail>, seenAt = now) {
  const row = toEmailRow(entityId, { ...silentEmail, ...details }, seenAt);
  if (row === undefined) throw new Error('not kept');
  return row;
}

const keep = (...events: ReturnType<typeof rowOf>[]) => keepEvents(store().db, events);
const read = async (eventId: string) =>
  (await store().db.select().from(seenEvents).where(eq(seenEvents.eventId, eventId))).map(toIndexedEvent)[0];

function queryOf(text: string): Query {
  const parsed = parse(text, clock);
  if (parsed.kind !== 'query') throw new Error(JSON.stringify(parsed));
  return parsed.query;
}

const search = async (text: string, limit = 100) => (await searchIndex(store().db, queryOf(text), now, limit)).found;
const idsOf = (found: readonly { event: SecurityEvent }[]) => found.map(({ event }) => event.id);

describe('what is kept of an event', () => {
  test('an event is found again as a list shows it, and what it doesn’t show is not kept', async () => {
    const event = sampleEvent({ id: hexId(), entityName: 'Your invoice', entityType: 'office365_emails_email' });
    await keep(rowOf(event));
    const left = { availableActions: [], customer: undefined };
    expect(await read(event.id)).toEqual({ event: { ...event, ...left }, email: { kind: 'unread' } });
  });

  test('hostile text is kept harmless for the database, and short, and an id that is too long is not kept', async () => {
    const hostile = `\u0000\ud800${'😀'.repeat(100_000)}`;
    const row = rowOf({
      ...{ description: hostile, entityName: hostile, sender: hostile, type: hostile, state: hostile, saas: hostile },
      ...{ confidence: hostile, entityType: hostile, severity: { kind: 'unknown', text: hostile } },
    });
    await keep(row);
    await keepEmails(store().db, [emailOf(row.entityId ?? '', { subject: hostile, recipients: [hostile] })]);
    expect(JSON.stringify(await store().db.select().from(seenEvents)).length).toBeLessThan(6_000);
    expect(toRow(sampleEvent({ id: 'a'.repeat(201) }), now)).toBeUndefined();
    expect(rowOf({ entityId: 'a'.repeat(201) }).entityId).toBeNull();
    expect(toEmailRow('a'.repeat(201), silentEmail, now)).toBeUndefined();
  });

  test('the type of an item that only the link tells is kept, so that its event is still one about a file', async () => {
    const entityId = hexId();
    const route = Buffer.from(`profile/office365_onedrive_file/${entityId}`).toString('base64');
    const portalLink = `https://portal.checkpoint.com/dashboard/email?route=${route}`;
    const row = rowOf({ entityId, portalLink, saas: undefined });
    await keep(row);
    expect(await read(row.eventId)).toMatchObject({ email: { kind: 'none' } });
  });

  test('what HEC told earlier never replaces what it told since', async () => {
    const row = rowOf({ state: 'remediated' });
    await keep(row);
    await keep({ ...row, state: 'new', seenAt: minutesAgo(1) });
    expect(await read(row.eventId)).toMatchObject({ event: { state: 'remediated' } });
    await keep({ ...row, state: 'dismissed', seenAt: new Date(now.getTime() + 1) });
    expect(await read(row.eventId)).toMatchObject({ event: { state: 'dismissed' } });
  });

  test('what the email says of itself stays when its event is told again, and is searched', async () => {
    const { db } = store();
    const event = { id: hexId(), entityId: hexId(), sender: 'parcel.example', entityName: 'Deliv…' };
    await keep(rowOf(event), rowOf({}));
    const details = { fromEmail: 'ana@parcel.example', subject: 'Delivery note', recipients: ['bo@customer.example'] };
    await keepEmails(db, [emailOf(event.entityId, details)]);
    await keep(rowOf({ ...event, state: 'remediated' }), rowOf({}));
    const email: KnownEmail = { kind: 'read', details: { ...silentEmail, ...details } };
    expect(await read(event.id)).toMatchObject({ event: { state: 'remediated' }, email });
    expect(idsOf(await search('"DELIVERY note"'))).toEqual([event.id]);
    expect(idsOf(await search('from:ana@parcel.example'))).toEqual([event.id]);
    await keepEmails(db, [emailOf(event.entityId, { subject: 'Older' }, minutesAgo(1))]);
    await keepEmails(db, [emailOf(event.entityId, {})]);
    expect(await read(event.id)).toMatchObject({ email });
  });

  test('what an event said of its sender and its subject stays when it says nothing of them any more', async () => {
    const event = { id: hexId(), sender: 'ana@parcel.example', entityName: 'Delivery note' };
    await keep(rowOf(event));
    await keep(rowOf({ id: event.id, sender: undefined, entityName: undefined }));
    expect(await read(event.id)).toMatchObject({ event: { sender: event.sender, entityName: event.entityName } });
    expect(idsOf(await search('delivery'))).toEqual([event.id]);
  });

  test('an event that HEC has no more is forgotten, and so is one that it has not told of for long', async () => {
    const { db } = store();
    const [gone, old, young] = [rowOf({}), rowOf({}, minutesAgo(2)), rowOf({}, minutesAgo(1))];
    await keep(gone, old, young);
    await forgetEvents(db, [gone.eventId]);
    expect(await forgetSeenBefore(db, minutesAgo(1))).toBe(1);
    expect((await db.select().from(seenEvents)).map(({ eventId }) => eventId)).toEqual([young.eventId]);
    expect(await lastSeenAt(db)).toEqual(minutesAgo(1));
  });

  test('the events about an entity come newest first, and those without a time last', async () => {
    const entityId = hexId();
    const [old, undated, young] = [5, undefined, 1].map((minutes) =>
      rowOf({ entityId, createdAt: minutes === undefined ? undefined : minutesAgo(minutes) }),
    );
    if (old === undefined || undated === undefined || young === undefined) throw new Error('not made');
    await keep(old, undated, young, rowOf({ entityId: hexId() }));
    const ids = [young.eventId, old.eventId, undated.eventId];
    expect(await eventIdsAbout(store().db, entityId, 9)).toEqual(ids);
    expect(await eventIdsAbout(store().db, entityId, 1)).toEqual(ids.slice(0, 1));
  });
});

describe('a search of the index', () => {
  test('finds the newest first, of the time that is asked for, and what has no time at the end', async () => {
    const rows = [60, 1, 30, 25 * 60].map((minutes) => rowOf({ createdAt: minutesAgo(minutes) }));
    const undated = rowOf({ createdAt: undefined });
    await keep(...rows, undated);
    const ids = [rows[1], rows[2], rows[0], undated].map((row) => row?.eventId);
    expect(idsOf(await search('last:24h'))).toEqual(ids);
    expect(idsOf(await search('last:24h', 2))).toEqual(ids.slice(0, 2));
    expect(idsOf(await search('until:2026-11-22'))).toEqual([rows[3]?.eventId, undated.eventId]);
  });

  test('finds as many as were asked for, although the database can’t decide everything', async () => {
    // Of the sender's mailbox only our own filter knows that it is another.
    const others = Array.from({ length: 25 }, (_, index) =>
      rowOf({ sender: 'other@parcel.example', createdAt: minutesAgo(index) }),
    );
    const wanted = [40, 50, 60].map((minutes) =>
      rowOf({ sender: 'ana@parcel.example', createdAt: minutesAgo(minutes) }),
    );
    await keep(...others, ...wanted);
    expect(idsOf(await search('from:ana@parcel.example', 2))).toEqual(wanted.slice(0, 2).map((row) => row.eventId));
  });

  test('looks at the newest only, of very many, and tells how far back that is', async () => {
    const { db } = store();
    const rare = rowOf({ description: 'needle', createdAt: minutesAgo(mostLookedAt) });
    await keep(rare);
    await db.execute(sql`insert into seen_events (event_id, subject, description, plain_text, created_at, seen_at)
      select n::text, 'hay', '', E'\\nhay', ${now.toISOString()}::timestamptz - n * interval '600 milliseconds', now()
      from generate_series(0, ${mostLookedAt - 1}::integer) n`);
    const stopsAt = minutesAgo((mostLookedAt - 1) / 100);
    const { found, lookedBackTo } = await searchIndex(db, queryOf('needle last:30d'), now, 10);
    expect({ found, lookedBackTo }).toEqual({ found: [], lookedBackTo: stopsAt });
    expect(await searchIndex(db, queryOf('last:30d'), now, 10)).toMatchObject({ lookedBackTo: undefined });
    const query = queryOf('needle since:2026-11-01 until:2026-11-22');
    expect(await searchIndex(db, query, now, 10)).toMatchObject({ found: [{}], lookedBackTo: undefined });
  });

  test('agrees with our own filter on every event and every query', async () => {
    const word = fc.constantFrom('delivery', 'Note', 'delivery NOTE', '50%', 'a_b', '\\', 'ｎｏｔｅ');
    const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
    const text = fc.constantFrom('', 'Delivery\n note', 'de\u200blivery', '50% off', 'aab', 'a_b', 'C:\\x', 'NOTE');
    const sender = fc.constantFrom(
      'ana@Parcel.example',
      'bo@x.parcel.example',
      'parcel.example',
      'example',
      'bo@y.example',
    );
    const event = fc.record({
      id: fc.constant('').map(hexId),
      entityId: fc.constant('').map(() => randomUUID().replaceAll('-', '')),
      createdAt: maybe(fc.integer({ min: -10, max: 20_000 }).map(minutesAgo)),
      type: maybe(fc.constantFrom('phishing', 'Suspicious Phishing', 'alert', 'spam', 'what-is-that')),
      confidence: maybe(fc.constantFrom('alert', 'malicious', 'new one')),
      state: maybe(fc.constantFrom('new', 'Dismissed', 'other')),
      saas: maybe(fc.constantFrom('office365_emails', 'google_mail', 'slack', 'sharefile')),
      severity: fc.oneof(
        fc.constantFrom(1, 3, 5).map((level) => ({ kind: 'known', level }) as const),
        fc.constant({ kind: 'unknown', text: 'huge' } as const),
      ),
      sender: maybe(sender),
      entityName: maybe(text),
      description: text,
    });
    const filter = fc.constantFrom(
      ...['severity:medium+', '-severity:critical', 'type:phishing', '-type:phishing', 'type:spam,dlp', 'state:new'],
      ...['-state:dismissed', 'saas:office365', '-saas:gmail', 'confidence:malicious', 'from:parcel.example'],
      ...['from:ana@parcel.example', '-from:parcel.example', 'from:x.parcel.example,y.example'],
    );
    const words = fc
      .tuple(fc.constantFrom('', '-'), word)
      .map(([sign, said]) => `${sign}"${said.replace(/\\/g, '\\\\')}"`);
    const query = fc
      .tuple(
        fc.uniqueArray(filter, { maxLength: 2 }),
        fc.array(words, { maxLength: 2 }),
        fc.constantFrom('', 'last:1d', 'until:2026-11-21'),
      )
      .map(([filters, said, time]) => [...filters, ...said, time].join(' '));
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 20 }),
        fc.array(query, { minLength: 5, maxLength: 5 }),
        async (given, asked) => {
          await store().db.delete(seenEvents);
          const events = given.map((each) => ({ ...bareEvent(), ...each }));
          await keep(...events.map((each) => rowOf(each)));
          const candidates = await Promise.all(events.map(({ id }) => read(id)));
          for (const said of asked) {
            const parsed = parse(said, clock);
            if (parsed.kind !== 'query') continue;
            const wanted = candidates.flatMap((candidate) =>
              candidate !== undefined && match(candidate, parsed.query, now).kind !== 'miss'
                ? [candidate.event.id]
                : [],
            );
            const { found } = await searchIndex(store().db, parsed.query, now, 100);
            expect(idsOf(found).toSorted(), said).toEqual(wanted.toSorted());
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
