import { expect, test } from 'vitest';
import type { EventQuery } from '../../src/hec/client.ts';
import { HecFailureError } from '../../src/hec/errors.ts';
import { OtherEvents, wordsIn } from '../../src/services/events-about.ts';
import { sampleEmail } from '../support/cards/sample-email.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';
import { eventPage } from '../support/hec/event-page.ts';

const now = () => new Date('2026-11-23T12:00:00Z').getTime();
const event = sampleEvent({ createdAt: new Date('2026-11-20T12:00:00Z') });
const email = { kind: 'read', details: sampleEmail({ subject: 'Your new invoice' }) } as const;

test.each([
  ['Action required: your mailbox is almost full', 'your mailbox is almost full'],
  ['💸 Veni, vidi, vici 💸', undefined],
  ['Re: [EXT] "Rechnung über 12 Stück" <b>', 'Rechnung über 12 Stück'],
  ['请尽快付款并确认收货地址', '请尽快付款并确认收货地址'],
  ['', undefined],
  ['a b', undefined],
])('of the subject %j, HEC is asked for %j', (subject, words) => {
  expect(wordsIn(subject)).toBe(words);
});

test('a very long subject is cut, and nothing else is in the words', () => {
  expect(wordsIn('word '.repeat(10_000))).toMatch(/^(?:word ){11}word/);
  expect(wordsIn('x'.repeat(10_000))).toHaveLength(60);
});

test('the events of the service with the email’s words are asked for, and those around its time without', async () => {
  const asked: EventQuery[] = [];
  const hec = {
    async queryEvents(query: EventQuery) {
      asked.push(query);
      return eventPage([sampleEvent({ id: `b${asked.length}` }), event, sampleEvent({ entityId: 'other' })]);
    },
  };
  const { events, isComplete } = await new OtherEvents({ hec, now, limitMs: 1_000 }).about(event, email);
  expect(asked.map(({ saas, description }) => [saas, description])).toEqual([
    ['office365_emails', 'Your new invoice'],
    ['office365_emails', undefined],
  ]);
  expect(events.map(({ id }) => id)).toEqual(['b1', 'b2']);
  expect(isComplete).toBe(true);
});

test('what HEC told of in time is given, and that there may be more', async () => {
  const late = {
    queryEvents: (query: EventQuery, signal?: AbortSignal) =>
      query.cursor === undefined
        ? Promise.resolve(eventPage([sampleEvent({ id: 'b' })], 'more'))
        : new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  };
  const found = await new OtherEvents({ hec: late, now, limitMs: 20 }).about(event, email);
  expect(found).toMatchObject({ events: [{ id: 'b' }], isComplete: false });
});

test('a failure of HEC’s is no empty list', async () => {
  const hec = { queryEvents: () => Promise.reject(new HecFailureError(500)) };
  await expect(new OtherEvents({ hec, now, limitMs: 1_000 }).about(event, email)).rejects.toThrow(HecFailureError);
});

test('however many people ask at once, HEC is asked once, and then anew', async () => {
  let asked = 0;
  const hec = {
    async queryEvents() {
      asked += 1;
      return eventPage([sampleEvent({ id: 'b' })]);
    },
  };
  const others = new OtherEvents({ hec, now, limitMs: 1_000 });
  const found = await Promise.all([others.about(event, email), others.about(event, email)]);
  expect(found.map(({ events }) => events.length)).toEqual([1, 1]);
  expect(asked).toBe(2);
  await others.about(event, email);
  expect(asked).toBe(4);
});

test('an event that names nothing has no others, though others name nothing either', async () => {
  const nothing = { entityId: undefined };
  const hec = { queryEvents: async () => eventPage([sampleEvent({ id: 'b', ...nothing })]) };
  const { events } = await new OtherEvents({ hec, now, limitMs: 1_000 }).about(sampleEvent(nothing), { kind: 'none' });
  expect(events).toEqual([]);
});
