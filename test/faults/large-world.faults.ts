// The large world: what is in it, and that the local HEC’s queries are right on it, and fast.

import { subDays } from 'date-fns';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { campaigns } from '../../playground/hec/content/campaigns.ts';
import { readTime } from '../../playground/hec/read-time.ts';
import { busy, startBusyHec } from '../support/playground/busy-hec.ts';
import { envelopeOf, start } from '../support/playground/hec-client.ts';

const small = { ...busy, emails: 2_000, events: 800 };
const payload = z.object({ fromEmail: z.string(), subject: z.string(), received: z.string() });
const saas = 'office365_emails';

test('the large world is the same for the same seed, has as much as it is asked for, and nothing from the future', () => {
  const world = campaigns(small);
  expect(world).toEqual(campaigns(small));
  expect(world.emails[0]).not.toEqual(campaigns({ ...small, seed: 16 }).emails[0]);
  expect([world.emails.length, world.events.length]).toEqual([2_000, 800]);
  for (const { eventCreated } of world.events) expect(readTime(eventCreated)).toBeLessThanOrEqual(start.getTime());
  for (const { entityInfo, entityPayload } of world.emails) {
    const [received, recorded] = [readTime(payload.parse(entityPayload).received), readTime(entityInfo.entityCreated)];
    expect(recorded - received).toBeGreaterThan(0);
    expect(recorded).toBeLessThanOrEqual(start.getTime());
  }
});

test('a campaign is several emails from one sender with one subject: some with events, one or two, and some without', () => {
  const { emails, events } = campaigns(small);
  const eventsOn = new Map<unknown, number>();
  for (const { entityId } of events) eventsOn.set(entityId, (eventsOn.get(entityId) ?? 0) + 1);
  const byCampaign = new Map<string, number[]>();
  for (const { entityInfo, entityPayload } of emails) {
    const { fromEmail, subject } = payload.parse(entityPayload);
    const name = `${fromEmail} ${subject}`;
    byCampaign.set(name, [...(byCampaign.get(name) ?? []), eventsOn.get(entityInfo.entityId) ?? 0]);
  }
  const numbers = [...byCampaign.values()];
  const mixed = numbers.filter((each) => each.includes(0) && each.includes(1) && each.includes(2));
  expect(mixed.length).toBeGreaterThan(5);
  expect(Math.max(...numbers.map((each) => each.length))).toBeGreaterThan(20);
  for (const oddity of [{ isQuarantineNotification: true }, { emailSplit: 'split' }]) {
    expect(emails).toContainEqual(expect.objectContaining({ entityPayload: expect.objectContaining(oddity) }));
  }
});

test('a query over 20,000 events or 50,000 emails finds each that is true, once, and a page takes a moment', async () => {
  const { hec, post, events, emails } = await startBusyHec();
  hec.world.brokenRows.length = 0;
  const { fromDomain } = emails[0]?.entityPayload ?? {};
  const startDate = subDays(start, 200).toISOString();
  const isMalware = ({ type }: { type?: unknown }) => type === 'malware';
  const domain = { saasAttrName: 'entityPayload.fromDomain', saasAttrOp: 'is', saasAttrValue: fromDomain };
  const asked = { entityFilter: { saas, startDate }, entityExtendedFilter: [domain] };
  const fromThere = emails.filter(
    ({ entityInfo, entityPayload }) => entityInfo.saas === saas && entityPayload.fromDomain === fromDomain,
  );
  const searches: [string, object, string[]][] = [
    ['/event/query', { startDate, eventTypes: ['malware'] }, events.filter(isMalware).map(({ eventId }) => eventId)],
    ['/search/query', asked, fromThere.map(({ entityInfo }) => entityInfo.entityId)],
  ];
  for (const [path, filters, expected] of searches) {
    const { ids, pageMs } = await walk(post, path, filters);
    expect(ids.toSorted()).toEqual(expected.toSorted());
    expect(ids.length).toBeGreaterThan(20);
    // On an idle machine: up to 60 ms for the first page, and a few for each after it.
    expect(Math.max(...pageMs)).toBeLessThan(2_000);
  }
}, 60_000);

const row = z.union([
  z.object({ eventId: z.string() }).transform(({ eventId }) => eventId),
  z.object({ entityInfo: z.object({ entityId: z.string() }) }).transform(({ entityInfo }) => entityInfo.entityId),
]);

async function walk(post: (path: string, body: object) => Promise<Response>, path: string, filters: object) {
  const ids: string[] = [];
  const pageMs: number[] = [];
  for (let scrollId = ''; ; ) {
    const before = performance.now();
    const page = await envelopeOf(post(path, { ...filters, scrollId }));
    pageMs.push(performance.now() - before);
    ids.push(...z.array(row).parse(page.responseData));
    if (!page.responseEnvelope.scrollId) return { ids, pageMs };
    scrollId = page.responseEnvelope.scrollId;
  }
}
