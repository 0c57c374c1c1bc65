import { subHours } from 'date-fns';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { mailTexts } from '../../../playground/hec/content/mail.ts';
import type { HecSimulator } from '../../../playground/hec/server.ts';
import type { HecReader } from '../../../src/hec/client.ts';
import type { FoundStep } from '../../../src/services/search/found.ts';
import { HecFinder } from '../../../src/services/search/hec-finder.ts';
import { sampleEvent } from '../../support/cards/sample-event.ts';
import { eventPage } from '../../support/hec/event-page.ts';
import { finderFor, pagesOf, queryOf } from '../../support/hec-search.ts';
import { start, startHec } from '../../support/playground/hec-client.ts';

const never = new AbortController().signal;
const atNow = () => start.getTime();

async function startEmptyHec() {
  const { hec } = await startHec();
  hec.world.events.clear();
  hec.world.entities.clear();
  hec.world.brokenRows.length = 0;
  return hec;
}

const eventAt = (hec: HecSimulator, hours: number, fields: Parameters<typeof hec.world.addEvent>[0] = {}) =>
  hec.world.addEvent({ eventCreated: subHours(start, hours).toISOString(), ...fields }).eventId;
const idsOf = (pages: Awaited<ReturnType<typeof pagesOf>>) =>
  pages.flatMap(({ rows }) => rows.map(({ found }) => found.id));
const search = (hec: HecSimulator, text: string) =>
  pagesOf(finderFor(hec, { now: atNow }), queryOf(text, start), start);
const queriesOf = (hec: HecSimulator, path = '/event/query') => hec.requests.filter((each) => each.path.endsWith(path));

async function stepsOf(hec: HecSimulator, text: string, given: Partial<Parameters<typeof finderFor>[1]> = {}) {
  const steps: FoundStep[] = [];
  const finder = finderFor(hec, { now: atNow, ...given });
  for await (const step of finder.find(queryOf(text, start), { asOf: start, signal: never })) steps.push(step);
  return steps;
}

test('events of the last week come the newest first, each once, from windows that grow', async () => {
  const hec = await startEmptyHec();
  const ids = [0.1, 0.5, 3, 20, 30, 100, 160].map((hours) => eventAt(hec, hours));
  eventAt(hec, 24 * 8);
  const pages = await search(hec, 'last:7d');
  expect(idsOf(pages)).toEqual(ids);
  expect(pages[0]).toMatchObject({ total: 7, progress: { kind: 'whole', cut: undefined } });
});

test('what was found stands before all is looked through, and says from when on that is all', async () => {
  const hec = await startEmptyHec();
  const [newest, older] = [eventAt(hec, 0.5), eventAt(hec, 100)];
  const steps = await stepsOf(hec, 'last:7d');
  const first = steps.findIndex(({ found }) => found.some(({ id }) => id === newest));
  expect(first).toBeLessThan(steps.findIndex(({ found }) => found.some(({ id }) => id === older)));
  const wholeFrom = steps.map((step) => step.wholeFrom?.getTime() ?? Number.POSITIVE_INFINITY);
  expect(wholeFrom).toEqual(wholeFrom.toSorted((one, other) => other - one));
  expect(steps.at(-1)?.wholeFrom?.getTime()).toBeLessThanOrEqual(subHours(start, 24 * 7).getTime());
});

test('an event that HEC recorded hours after it was made is found by when it was made', async () => {
  const hec = await startEmptyHec();
  hec.world.queries.recordedAfterSeconds = 3 * 3_600;
  const made = eventAt(hec, 30);
  eventAt(hec, 60);
  const text = 'since:"2026-11-22 00:00" until:"2026-11-22 08:00"';
  expect(idsOf(await search(hec, text))).toEqual([made]);
});

test('an event is found though HEC’s clock is ahead of ours', async () => {
  const hec = await startEmptyHec();
  const ahead = eventAt(hec, 0.05);
  const ours = subHours(start, 0.1);
  expect(idsOf(await pagesOf(finderFor(hec, { now: atNow }), queryOf('last:7d', ours), ours))).toEqual([ahead]);
});

test('events that HEC shows and that don’t match are told as such', async () => {
  const hec = await startEmptyHec();
  const [high, low] = [eventAt(hec, 1, { severity: '4' }), eventAt(hec, 1, { severity: '1' })];
  const steps = await stepsOf(hec, 'severity:high+');
  expect([...new Set(steps.flatMap(({ missed }) => missed))]).toEqual([low]);
  expect([...new Set(steps.flatMap(({ found }) => found.map(({ id }) => id)))]).toEqual([high]);
});

test('words and senders are looked for first in all of the time', async () => {
  const hec = await startEmptyHec();
  const id = eventAt(hec, 150, { description: 'Detected phishing - Delivery note 88412' });
  const steps = await stepsOf(hec, '"Delivery note"');
  const first = steps.find(({ found }) => found.some((each) => each.id === id));
  expect(first?.wholeFrom ?? start).toSatisfy((wholeFrom) => wholeFrom > subHours(start, 150));
});

test('a search that nobody waits for asks HEC for no more', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const queryEvents: HecReader['queryEvents'] = async (_query, signal) => {
    signals.push(signal);
    return eventPage([sampleEvent()], 'more');
  };
  const hec = { queryEvents, queryEmails: () => Promise.reject(new Error('not asked')) };
  const background = { ...hec, readEntity: () => Promise.reject(new Error('not asked')) };
  const logger = pino({ enabled: false });
  const finder = new HecFinder({ hec, background, logger });
  for await (const _ of finder.find(queryOf('last:7d', start), { asOf: start, signal: never })) break;
  expect(signals.length).toBeGreaterThan(0);
  expect(signals.every((signal) => signal?.aborted)).toBe(true);
});

const mail = {
  lead: 'Detected phishing',
  from: 'dispatch@parcel-point.example',
  subject: 'Note',
  to: ['ana@x.example'] as const,
  mailbox: 'Ana',
};
const reported = { type: 'alert', confidenceIndicator: 'alert', senderAddress: null, data: '' };

test('from: finds an event that names no sender by its email, also one that came days before', async () => {
  const hec = await startEmptyHec();
  const emailFrom = (fromEmail: string, hours: number) =>
    hec.world.addEntity({
      entityInfo: { entityCreated: subHours(start, hours).toISOString() },
      entityPayload: { fromEmail, fromDomain: fromEmail.split('@')[1], subject: 'x' },
    }).entityInfo.entityId;
  const [wanted, other] = [emailFrom('a@mail.evil.example', 70), emailFrom('b@good.example', 2)];
  const id = eventAt(hec, 1, { ...reported, entityId: wanted });
  const miss = eventAt(hec, 1, { ...reported, entityId: other });
  expect(idsOf(await search(hec, 'from:evil.example last:24h'))).toEqual([id]);
  expect(idsOf(await search(hec, '-from:evil.example last:24h'))).toEqual([miss]);
});

test('an event whose sender nobody can tell is shown, and HEC is not asked for hundreds of emails', async () => {
  const hec = await startEmptyHec();
  const ids = Array.from({ length: 60 }, (_, at) => eventAt(hec, at / 10, reported));
  const found = idsOf(await search(hec, 'from:evil.example last:24h'));
  expect(found.toSorted()).toEqual(ids.toSorted());
  const reads = hec.requests.filter(({ path }) => path.includes('/search/entity/'));
  expect(reads.length).toBeLessThanOrEqual(20);
});

test('from: needs no emails where HEC’s sentence names the sender', async () => {
  const hec = await startEmptyHec();
  const id = eventAt(hec, 1, { senderAddress: null, ...mailTexts(mail, 'a'.repeat(32)), entityId: 'a'.repeat(32) });
  expect(idsOf(await search(hec, 'from:dispatch@parcel-point.example'))).toEqual([id]);
  expect(queriesOf(hec, '/search/query')).toEqual([]);
});
