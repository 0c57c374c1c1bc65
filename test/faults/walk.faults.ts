/** A walk over the simulated HEC, which does what nobody expects of a query. */
import { subDays, subHours } from 'date-fns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HecSimulator, startHecSimulator } from '../../playground/hec/server.ts';
import { walkEvents } from '../../src/hec/walk.ts';
import { refusal, startClient } from '../support/hec/hec-server.ts';
import { busy, startBusyHec } from '../support/playground/busy-hec.ts';

let hec: HecSimulator;
beforeEach(async () => {
  hec = await startHecSimulator();
  hec.world.events.clear();
});
afterEach(() => hec.close());

/** Adds events of the last day, a minute between them, and walks over all of it. */
async function walk(count: number, limits = {}) {
  const now = Date.now();
  const ids = Array.from({ length: count }, (_, minutes) => {
    const eventCreated = new Date(now - (minutes + 1) * 60_000).toISOString();
    return hec.world.addEvent({ eventCreated }).eventId;
  });
  const { client } = startClient(hec.url, { clientId: hec.clientId, accessKey: hec.accessKey, limits });
  const found = new Set<string>();
  const query = { start: subDays(now, 1), end: new Date(now) };
  const walking = walkEvents(client, query, ({ id }) => found.add(id), AbortSignal.timeout(30_000));
  return { ids, found, walking };
}

test('a walk finds everything though an answer is lost on the way, after which HEC goes on with the page after it', async () => {
  hec.world.pageSize = 10;
  let queries = 0;
  hec.onRequest(({ path, handled }) => {
    if (!path.endsWith('/event/query') || handled) return;
    queries += 1;
    if (queries === 3) hec.faults.set({ kind: 'cut', path: '/event/query', when: 'after-applying', times: 1 });
  });
  const { ids, found, walking } = await walk(45);
  await walking;
  expect([...found].toSorted()).toEqual(ids.toSorted());
});

test('a walk starts again, quietly, when HEC has forgotten its cursor', async () => {
  hec.world.pageSize = 10;
  hec.faults.set({ kind: 'expired-cursor', times: 1 });
  const { ids, found, walking } = await walk(45);
  await walking;
  expect([...found].toSorted()).toEqual(ids.toSorted());
});

test('a walk gives up when HEC forgets every cursor, however short the window', async () => {
  hec.world.pageSize = 10;
  hec.faults.set({ kind: 'expired-cursor' });
  const { walking } = await walk(45);
  expect(await refusal(walking)).toMatchObject({ code: 'hec_failure' });
  // Three starts, and then one of each half until a minute is left.
  expect(hec.requests.length).toBeLessThan(40);
});

test('a walk without enough cursors or totals finds everything, in ever smaller windows', async () => {
  for (const totals of ['both', 'none'] as const) {
    hec.world.events.clear();
    hec.world.queries.totals = totals;
    hec.world.queries.cursor = 'missing';
    const { ids, found, walking } = await walk(350);
    await walking;
    expect([...found].toSorted(), totals).toEqual(ids.toSorted());
  }
});

test('a walk whose last page has no cursor ends there, and asks no more', async () => {
  hec.world.queries.end = 'no cursor';
  const { ids, found, walking } = await walk(150);
  await walking;
  expect([...found].toSorted()).toEqual(ids.toSorted());
  expect(hec.requests.filter(({ path }) => path.endsWith('/event/query'))).toHaveLength(2);
});

test('a walk reads a page that is one event instead of a list, and null instead of an empty one', async () => {
  Object.assign(hec.world.queries, { singleRow: 'object', noRows: 'null' });
  hec.world.brokenRows.length = 0;
  const { ids, found, walking } = await walk(1);
  await walking;
  expect([...found]).toEqual(ids);
});

test('a walk over more events than HEC counts, recorded hours late and in no order, finds each of them', async () => {
  const { hec: busyHec, events } = await startBusyHec({ emails: 0, events: 12_000 });
  const { queries } = busyHec.world;
  Object.assign(queries, { recordedAfterSeconds: 3 * 3_600, totals: 'none', end: 'no cursor' });
  const { client } = startClient(busyHec.url, { clientId: busyHec.clientId, accessKey: busyHec.accessKey });
  const found = new Set<string>();
  const query = { start: subDays(busy.now, 181), end: busy.now };
  await walkEvents(client, query, ({ id }) => found.add(id), AbortSignal.timeout(60_000));
  const recorded = events.filter(
    ({ eventCreated }) => Date.parse(eventCreated ?? '') <= subHours(busy.now, 3).getTime(),
  );
  expect(recorded.length).toBeGreaterThan(10_000);
  expect([...found].toSorted()).toEqual(recorded.map(({ eventId }) => eventId).toSorted());
}, 60_000);
