import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { EmailReader } from '../../src/services/email-reader.ts';
import { EventSnapshots } from '../../src/services/event-snapshot.ts';
import { eventId, sampleEvent } from '../support/cards/sample-event.ts';
import { storeOfFile } from '../support/store.ts';

const store = storeOfFile();
const reference = { kind: 'typed', id: eventId } as const;

const snapshots = new EventSnapshots({
  lookup: async () => ({ event: sampleEvent(), otherEvents: 0, readAt: 0 }),
  hec: { readEntity: () => Promise.reject(new Error('not asked')) },
  get store() {
    return store();
  },
  emails: new EmailReader({ logger: createLogger('silent'), now: () => 0 }),
  now: () => 0,
  emailMs: { card: 1_000, last_chance: 1_000, redraw: 1_000, action: 1_000 },
});

test('a lookup is given only once it is recorded', async () => {
  let finish = () => {};
  const recorded = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let isGiven = false;
  const record = async () => {
    await recorded;
    return [];
  };
  const reading = snapshots.read(reference, { record }).then(() => {
    isGiven = true;
  });
  await nextTurn();
  expect(isGiven).toBe(false);
  finish();
  await reading;
});

test('a lookup that can’t be recorded is not given', async () => {
  const record = () => Promise.reject(new Error('full'));
  await expect(snapshots.read(reference, { record })).rejects.toThrow('full');
});
