import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ActionRun } from '../../src/actions/run.ts';
import { createLogger } from '../../src/log.ts';
import { EventSnapshots } from '../../src/services/event-snapshot.ts';
import { eventId, sampleEvent } from '../support/cards/sample-event.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const reference = { kind: 'typed', id: eventId } as const;

function snapshotsWith(runsOfEvent: () => Promise<ActionRun[]>): EventSnapshots {
  return new EventSnapshots({
    lookup: async () => ({ event: sampleEvent(), otherEvents: 0, readAt: 0 }),
    hec: { readEntity: () => Promise.reject(new Error('not asked')) },
    store: { ...store(), batched: { ...store().batched, runsOfEvent } },
    logger: createLogger('silent'),
    now: () => 0,
    offersMs: 1_000,
  });
}

test('a lookup is recorded while what was done about the event is read, and given only once it is', async () => {
  const began: string[] = [];
  let finish = () => {};
  const recorded = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const snapshots = snapshotsWith(async () => {
    began.push('read');
    await recorded;
    return [];
  });
  let isGiven = false;
  const record = async () => {
    began.push('recorded');
    await recorded;
  };
  const reading = snapshots.read(reference, { record }).then(() => {
    isGiven = true;
  });
  await nextTurn();
  expect(began.toSorted()).toEqual(['read', 'recorded']);
  expect(isGiven).toBe(false);
  finish();
  await reading;
});

test('a lookup that can’t be recorded is not given', async () => {
  const record = () => Promise.reject(new Error('full'));
  await expect(snapshotsWith(async () => []).read(reference, { record })).rejects.toThrow('full');
});
