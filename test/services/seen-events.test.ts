import { pino } from 'pino';
import { expect, test } from 'vitest';
import { SeenEventIndex } from '../../src/services/seen-events.ts';
import { asOf, everything } from '../support/fake-search.ts';
import { newLocation, openAt } from '../support/store.ts';

test('a search goes on to HEC if the index can’t be read', async () => {
  const store = await openAt(await newLocation());
  await store.close();
  const seen = new SeenEventIndex({ store, logger: pino({ enabled: false }), now: () => asOf.getTime() });
  expect(await seen.search(everything, asOf, 10)).toEqual({ found: [], asOf: undefined, lookedBackTo: undefined });
});
