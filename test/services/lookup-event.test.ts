import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { subDays } from 'date-fns';
import { LRUCache } from 'lru-cache';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { referenceInLink } from '../../src/events/links.ts';
import type { SecurityEvent } from '../../src/events/security-event.ts';
import type { EventQuery, HecClient } from '../../src/hec/client.ts';
import { HecFailureError, HecNotFoundError, HecTimeoutError } from '../../src/hec/errors.ts';
import { EventLookup, type EventLookupOptions, type Lookup } from '../../src/services/lookup-event.ts';
import { sampleEmail } from '../support/cards/sample-email.ts';
import { eventPage } from '../support/hec/event-page.ts';

const entityId = 'e'.repeat(32);
const today = new Date('2026-11-23T12:00:00Z');

function event(id: string, daysAgo: number, about = entityId): SecurityEvent {
  return {
    id,
    entityId: about,
    entityType: undefined,
    entityName: undefined,
    createdAt: subDays(today, daysAgo),
    severity: { kind: 'unknown', text: '' },
    description: '',
    details: '',
    attachmentMd5: undefined,
    additional: null,
    availableActions: [],
    history: [],
    customer: undefined,
    saas: undefined,
    state: undefined,
    type: undefined,
    confidence: undefined,
    sender: undefined,
    portalLink: undefined,
    skipped: [],
  };
}

type Hec = Pick<HecClient, 'readEvent' | 'readEntity' | 'queryEvents' | 'queryEmails'>;

/** A HEC that knows these events and entities, and counts what it is asked. */
function createHec({
  events = [],
  entityCreatedDaysAgo,
  pages,
  size = 1_000,
}: {
  events?: SecurityEvent[];
  entityCreatedDaysAgo?: number;
  pages?: number;
  /** Of each answer with an event. */
  size?: number;
}) {
  const asked = { events: 0, entities: 0, queries: [] as EventQuery[] };
  const hec: Hec = {
    async readEvent(id) {
      asked.events += 1;
      const found = events.find((candidate) => candidate.id === id);
      if (found === undefined) throw new HecNotFoundError('event', 'here');
      // As from HEC's answer: nobody else holds it.
      return { ...found, size };
    },
    async readEntity(id) {
      asked.entities += 1;
      if (entityCreatedDaysAgo === undefined) throw new HecNotFoundError('entity', 'here');
      const createdAt = subDays(today, entityCreatedDaysAgo);
      return {
        id,
        size: 0,
        createdAt,
        saas: undefined,
        type: undefined,
        isEmail: false,
        isQuarantined: undefined,
        email: undefined,
        file: undefined,
        availableActions: [],
      };
    },
    queryEmails: () => Promise.reject(new Error('no email was asked for')),
    async queryEvents(query) {
      asked.queries.push(query);
      const { start, end = start } = query;
      const found = events.filter(({ createdAt }) => createdAt && createdAt >= start && createdAt <= end);
      const isLast =
        pages === undefined ? query.cursor !== undefined || found.length === 0 : asked.queries.length >= pages;
      return eventPage(query.cursor === undefined ? found : [], isLast ? undefined : 'the same cursor');
    },
  };
  return { hec, asked };
}

const nothingSeen = { eventIdsAbout: async () => [] };

function createLookup(options: Omit<EventLookupOptions, 'beside' | 'seen'> & Partial<EventLookupOptions>): Lookup {
  const events = new EventLookup({ beside: new LRUCache({ max: 100 }), seen: nothingSeen, ...options });
  return (...asked) => events.lookUp(...asked);
}

async function collectGarbage(): Promise<void> {
  // Until the next turn, a WeakRef holds what it was asked for.
  await nextTurn();
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
}

const lookupIn = (hec: Hec, now = () => today.getTime()) =>
  createLookup({ hec, tenantLabel: 'here', now, limitMs: 1_000 });
const typed = (id: string) => ({ kind: 'typed', id }) as const;
const entity = { kind: 'entity', id: entityId } as const;
const codeOf = (search: Promise<unknown>) =>
  search.then(
    () => 'found',
    (error: { code: string }) => error.code,
  );

describe('lookups', () => {
  test('looking up an event asks for nothing else', async () => {
    const { hec, asked } = createHec({ events: [event('a', 0)] });
    expect(await lookupIn(hec)(typed('a'))).toMatchObject({ event: { id: 'a' }, otherEvents: 0 });
    expect(asked).toEqual({ events: 1, entities: 0, queries: [] });
  });

  test('looking up an email finds its newest event around its own time, whatever the order of the answer', async () => {
    const events = [
      event('older', 100),
      event('newest', 99.9),
      event('old', 99.95),
      event('other', 99.9, 'f'.repeat(32)),
    ];
    const { hec, asked } = createHec({ events, entityCreatedDaysAgo: 100 });
    expect(await lookupIn(hec)(typed(entityId))).toMatchObject({ event: { id: 'newest' }, otherEvents: 2 });
    expect(asked.queries).toHaveLength(2);
  });

  test('looking up an email without events around its time searches back from now, in windows that do not overlap', async () => {
    const { hec, asked } = createHec({ events: [event('late', 20)], entityCreatedDaysAgo: 100 });
    expect(await lookupIn(hec)(entity)).toMatchObject({ event: { id: 'late' } });
    const windows = asked.queries.filter(({ cursor }) => cursor === undefined).slice(1);
    expect(windows.map(({ start, end }) => [start, end])).toEqual([
      [subDays(today, 1), today],
      [subDays(today, 7), subDays(today, 1)],
      [subDays(today, 30), subDays(today, 7)],
    ]);
  });

  test('looking up a typed id ends if HEC knows no such email', async () => {
    const { hec, asked } = createHec({ events: [event('a', 5)] });
    expect(await codeOf(lookupIn(hec)(typed(entityId)))).toBe('event_not_found');
    expect(asked.queries).toEqual([]);
  });

  test.each([
    ['a link to a person or a file', { kind: 'item', id: entityId }, 1],
    // It may be an event's id that something wrote with dashes.
    ['a typed GUID', typed('3f2504e0-4f89-41d3-9a0c-0305e82c3301'), 2],
  ] as const)(
    'looking up %s searches for its events, and asks HEC for nothing that it does not know',
    async (_name, reference, events) => {
      const { hec, asked } = createHec({ events: [event('a'.repeat(32), 5, reference.id)] });
      expect(await lookupIn(hec)(reference)).toMatchObject({ event: { id: 'a'.repeat(32) } });
      expect(asked).toMatchObject({ events, entities: 0 });
      const none = createHec({});
      expect(await codeOf(lookupIn(none.hec)(reference))).toBe('event_not_found');
    },
  );

  test('looking up an event’s id that was written as a GUID finds the event', async () => {
    const { hec, asked } = createHec({ events: [event('3f2504e04f8941d39a0c0305e82c3301', 5)] });
    const reference = typed('3f2504e0-4f89-41d3-9a0c-0305e82c3301');
    expect(await lookupIn(hec)(reference)).toMatchObject({ event: { id: '3f2504e04f8941d39a0c0305e82c3301' } });
    expect(asked).toMatchObject({ events: 1, entities: 0, queries: [] });
  });

  test('looking up a GUID goes on if HEC hangs on it as an event', async () => {
    const person = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    const { hec } = createHec({ events: [event('a'.repeat(32), 5, person)] });
    const hanging: Hec = {
      ...hec,
      readEvent: (id, signal) =>
        id.startsWith('3f') ? Promise.reject(new HecTimeoutError('own')) : hec.readEvent(id, signal),
    };
    expect(await lookupIn(hanging)(typed(person))).toMatchObject({ event: { id: 'a'.repeat(32) } });
  });

  test('looking up a link goes on if HEC does not know the email or hangs on it', async () => {
    const { hec } = createHec({ events: [event('a', 5)] });
    expect(await lookupIn(hec)(entity)).toMatchObject({ event: { id: 'a' } });
    const hanging: Hec = { ...hec, readEntity: () => Promise.reject(new HecTimeoutError('own')) };
    expect(await lookupIn(hanging)(entity)).toMatchObject({ event: { id: 'a' } });
    expect(await codeOf(lookupIn(hanging)(typed(entityId)))).toBe('hec_timeout');
  });

  test('a lookup reads every page, however many there are', async () => {
    const { hec, asked } = createHec({ events: [event('a', 0.5)], pages: 200 });
    expect(await lookupIn(hec)(entity)).toMatchObject({ event: { id: 'a' } });
    expect(asked.queries).toHaveLength(200);
  });

  test('a lookup of an email asks only for the events of its service with words of its subject, and for all if it finds none', async () => {
    const { hec, asked } = createHec({ events: [event('a', 20)] });
    const email = sampleEmail({ subject: '“Invoice 7” – your new invoice is due 🧾' });
    const read = {
      id: entityId,
      type: 'office365_emails_email',
      createdAt: undefined,
      isEmail: true,
      isQuarantined: false,
    };
    const known: Hec = { ...hec, readEntity: async () => ({ ...read, size: 0, email, file: undefined }) };
    expect(await lookupIn(known)(entity)).toMatchObject({ event: { id: 'a' } });
    const narrowing = { saas: 'office365_emails', description: 'your new invoice is due' };
    for (const query of asked.queries) expect(query).toMatchObject(narrowing);
    asked.queries.splice(0);
    const blind: Hec = {
      ...known,
      queryEvents: (query) => (query.saas === undefined ? hec.queryEvents(query) : Promise.resolve(eventPage([]))),
    };
    expect(await lookupIn(blind)(entity)).toMatchObject({ event: { id: 'a' } });
    expect(asked.queries.every(({ saas, description }) => saas === undefined && description === undefined)).toBe(true);
  });

  test('a lookup by the event’s own id knows how many more events an earlier search found', async () => {
    const { hec } = createHec({ events: [event('a'.repeat(32), 0.5), event('b', 0.6)] });
    const find = lookupIn(hec);
    await find(entity);
    expect(await find(typed('a'.repeat(32)))).toMatchObject({ otherEvents: 1 });
  });

  test('a lookup by a link knows the link, and so does the next one by the event’s own id; nobody’s later link takes its place', async () => {
    const id = 'a'.repeat(32);
    const { hec } = createHec({ events: [event(id, 0.5)] });
    const find = lookupIn(hec);
    expect((await find(typed(id))).pastedLink).toBeUndefined();
    const link = `https://acme.avanan.net/#/events/${id}`;
    const linked = (text: string) => referenceInLink(text) ?? typed(id);
    expect(await find(linked(link))).toMatchObject({ pastedLink: link });
    expect(await find(typed(id), { fresh: true })).toMatchObject({ pastedLink: link });
    const later = linked(`https://other.avanan.net/#/profile/office365_emails_email/${entityId}`);
    expect(await find(later)).toMatchObject({ event: { id }, pastedLink: link });
  });

  test('a lookup remembers for a minute what it did not find, but never a failure', async () => {
    let time = today.getTime();
    const { hec, asked } = createHec({});
    const find = lookupIn(hec, () => time);
    for (const wait of [0, 59_000, 2_000]) {
      time += wait;
      expect(await codeOf(find(typed('a')))).toBe('event_not_found');
    }
    expect(asked.events).toBe(2);

    const failing = lookupIn({ ...hec, readEvent: () => Promise.reject(new HecFailureError(500)) });
    expect(await codeOf(failing(typed('a')))).toBe('hec_failure');
    expect(await codeOf(failing(typed('a')))).toBe('hec_failure');
  });

  test('a lookup serves what it found for two seconds to everybody who asks', async () => {
    let time = today.getTime();
    const { hec, asked } = createHec({ events: [event('a', 0)] });
    const find = lookupIn(hec, () => time);
    await Promise.all([find(typed('a')), find(typed('a'))]);
    time += 1_900;
    await find(typed('a'));
    expect(asked.events).toBe(1);
    time += 200;
    await find(typed('a'));
    expect(asked.events).toBe(2);
  });

  test('a lookup is served from anything read since it was requested, however long it waited for its turn', async () => {
    let time = today.getTime();
    const { hec, asked } = createHec({ events: [event('a', 0)] });
    const find = lookupIn(hec, () => time);
    const askedAt = time;
    await find(typed('a'), { askedAt });
    time += 30_000;
    await find(typed('a'), { askedAt });
    expect(asked.events).toBe(1);
    await find(typed('a'), { askedAt: askedAt + 2_000 });
    expect(asked.events).toBe(2);
  });

  test('a lookup of large events keeps only some of them, and one of small events all', async () => {
    const events = Array.from({ length: 150 }, (_, index) => event(`event ${index}`, 0));
    for (const [size, kept] of [
      [1_000_000, 7],
      [1_000, 150],
    ] as const) {
      const { hec, asked } = createHec({ events, size });
      const find = lookupIn(hec);
      for (const { id } of events) await find(typed(id));
      for (const { id } of events.toReversed()) await find(typed(id));
      expect(asked.events).toBe(2 * events.length - kept);
    }
  });

  test('a lookup is answered, however many others are under way', async () => {
    const events = Array.from({ length: 1_200 }, (_, index) => event(`event ${index}`, 0));
    const find = lookupIn(createHec({ events }).hec);
    const found = await Promise.all(events.map(({ id }) => find(typed(id))));
    expect(found.map(({ event }) => event.id)).toEqual(events.map(({ id }) => id));
  });

  test('a lookup leaves nothing in memory once it has not been asked for again within a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { hec } = createHec({ events: [event('a', 0)] });
    const find = lookupIn(hec, Date.now);
    const found = new WeakRef(await find(typed('a')));
    vi.advanceTimersByTime(59_000);
    await collectGarbage();
    expect(found.deref()).toMatchObject({ event: { id: 'a' } });
    vi.advanceTimersByTime(2_000);
    await collectGarbage();
    expect(found.deref()).toBeUndefined();
    // It is the cache that let go, not the test.
    expect(await find(typed('a'))).toMatchObject({ event: { id: 'a' } });
  });

  test('a lookup that takes too long in all ends as a HEC timeout', async () => {
    const { hec } = createHec({});
    const hanging: Hec = {
      ...hec,
      readEvent: (_id, signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    };
    const find = createLookup({ hec: hanging, tenantLabel: 'here', now: Date.now, limitMs: 10 });
    expect(await codeOf(find(typed('a')))).toBe('hec_timeout');
  });
});
