// The event query of the local HEC: filters, pages, and the cursor.

import { subDays } from 'date-fns';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { dataOf, envelopeOf, phishing, start, startHec } from '../../support/playground/hec-client.ts';

const startDate = subDays(start, 365).toISOString();
const rows = z.array(z.looseObject({ eventId: z.string(), eventCreated: z.string() }));

async function idsOf(answer: Promise<Response>): Promise<string[]> {
  return rows.parse(await dataOf(answer)).map(({ eventId }) => eventId);
}

/** A local HEC whose queries find nothing but events. */
async function startTidyHec() {
  const started = await startHec();
  started.hec.world.brokenRows.length = 0;
  return started;
}

test('a query needs a start date and refuses an invalid one', async () => {
  const { post } = await startHec();
  expect((await post('/event/query', {})).status).toBe(422);
  expect((await post('/event/query', { startDate: 'yesterday' })).status).toBe(422);
});

test('every filter narrows a query’s answer, and severities match as words, digits and numbers', async () => {
  const { hec, post } = await startTidyHec();
  hec.world.events.clear();
  const wanted = hec.world.addEvent({
    type: 'Suspicious malware',
    state: 'pending',
    severity: 'Highest',
    saas: 'ms_teams',
    confidenceIndicator: 'alert',
    description: 'a rare word',
  });
  hec.world.addEvent({ eventCreated: subDays(start, 10).toISOString() });
  const query = (filter: object) => idsOf(post('/event/query', { startDate, ...filter }));
  expect(await query({})).toHaveLength(2);
  for (const filter of [
    { startDate: subDays(start, 1).toISOString() },
    { eventTypes: ['suspicious_malware'] },
    { eventStates: ['pending'] },
    { severities: [5] },
    { severities: ['critical'] },
    { severities: ['5'] },
    { saas: ['ms_teams'] },
    { eventIds: [wanted.eventId] },
    { confidenceIndicator: 'alert' },
    { description: 'rare' },
  ]) {
    expect(await query(filter), JSON.stringify(filter)).toEqual([wanted.eventId]);
  }
  expect(await query({ endDate: subDays(start, 5).toISOString() })).not.toContain(wanted.eventId);
});

test('an unknown filter value, an explicit null and a window that ends before it starts match nothing', async () => {
  const { post } = await startHec();
  for (const filter of [
    { severities: ['enormous'] },
    { eventTypes: null },
    { scopes: ['mt-prod-3:somebody-else'] },
    { startDate: start.toISOString(), endDate: startDate },
  ]) {
    expect(await idsOf(post('/event/query', { startDate, ...filter }))).toEqual([]);
  }
});

test('pages share one cursor until an empty page without a cursor', async () => {
  const { hec, post, tick } = await startTidyHec();
  hec.world.pageSize = 7;
  const filters = { startDate };
  const first = await envelopeOf(post('/event/query', filters));
  const { scrollId, recordsNumber } = first.responseEnvelope;
  const ids = rows.parse(first.responseData).map(({ eventId }) => eventId);
  expect(ids).toHaveLength(7);
  expect(scrollId).toMatch(/^[0-9a-f]{32}$/);
  for (;;) {
    tick(1);
    const page = await envelopeOf(post('/event/query', { ...filters, scrollId }));
    const more = rows.parse(page.responseData);
    if (more.length === 0) {
      expect(page.responseEnvelope.scrollId).toBe('');
      break;
    }
    expect(page.responseEnvelope).toMatchObject({ scrollId, recordsNumber });
    ids.push(...more.map(({ eventId }) => eventId));
  }
  expect(new Set(ids).size).toBe(recordsNumber);
  expect(ids).toHaveLength(recordsNumber);
  expect(ids).toContain(phishing);
});

test('a query’s answer is not in the order of time', async () => {
  const { post } = await startTidyHec();
  const dates = rows
    .parse(await dataOf(post('/event/query', { startDate })))
    .map(({ eventCreated }) => Date.parse(eventCreated));
  const ascending = dates.toSorted((a, b) => a - b);
  expect(dates).not.toEqual(ascending);
  expect(dates).not.toEqual(ascending.toReversed());
});

test('a cursor that is unknown, old, or sent with other filters gets a bare 500', async () => {
  const { post, tick } = await startHec();
  const filters = { startDate, eventStates: ['new'] };
  const bare = async (requestData: object) => {
    const answer = await post('/event/query', requestData);
    return [answer.status, await answer.text()];
  };
  expect(await bare({ ...filters, scrollId: 'nobody-knows' })).toEqual([500, '']);
  const { scrollId } = (await envelopeOf(post('/event/query', filters))).responseEnvelope;
  expect(await bare({ startDate, scrollId })).toEqual([500, '']);
  tick(5 * 60);
  expect(await bare({ ...filters, scrollId })).toEqual([500, '']);
});

test('events in a query’s answer offer no actions', async () => {
  const { hec, post } = await startHec();
  const data = await dataOf(post('/event/query', { startDate }));
  expect(data).toContainEqual({ ...hec.world.events.get(phishing), availableEventActions: null });
});

test('a query’s answer has broken elements among its events, unless the query names ids', async () => {
  const { hec, post } = await startHec();
  const broken = expect.arrayContaining(hec.world.brokenRows);
  expect(await dataOf(post('/event/query', { startDate, eventStates: ['new'] }))).toEqual(broken);
  expect(await idsOf(post('/event/query', { startDate, eventIds: [phishing] }))).toEqual([phishing]);
});
