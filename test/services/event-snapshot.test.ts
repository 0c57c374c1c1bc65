import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ActionRun } from '../../src/actions/run.ts';
import { unknownFate } from '../../src/events/email.ts';
import type { ReadEntity } from '../../src/hec/client.ts';
import { HecNotFoundError } from '../../src/hec/errors.ts';
import { createLogger } from '../../src/log.ts';
import { EmailReader } from '../../src/services/email-reader.ts';
import { EventSnapshots } from '../../src/services/event-snapshot.ts';
import { sampleEmail } from '../support/cards/sample-email.ts';
import { eventId, sampleEvent } from '../support/cards/sample-event.ts';
import { sampleRun } from '../support/cards/sample-run.ts';
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
  const reading = snapshots.read(reference, { record: { event: record } }).then(() => {
    isGiven = true;
  });
  await nextTurn();
  expect(isGiven).toBe(false);
  finish();
  await reading;
});

test('a lookup that can’t be recorded is not given', async () => {
  const record = () => Promise.reject(new Error('full'));
  await expect(snapshots.read(reference, { record: { event: record } })).rejects.toThrow('full');
});

describe('the email of an event', () => {
  const entityId = sampleEvent().entityId ?? '';
  const soon = { card: 5, last_chance: 5, redraw: 5, action: 5 };
  const details = sampleEmail({ fate: { ...unknownFate, isQuarantined: false } });
  const entity: ReadEntity = {
    id: entityId,
    type: 'office365_emails_email',
    createdAt: undefined,
    isEmail: true,
    isQuarantined: false,
    email: details,
    file: undefined,
    size: 2_000,
  };

  /** @param answers HEC's, in order; it hangs once there are no more */
  function reading(
    answers: (ReadEntity | Error)[],
    { event = sampleEvent(), runs = [] as ActionRun[], sent = [] as string[] } = {},
  ) {
    const now = () => Date.now();
    const readEntity = () => {
      const answer = answers.shift();
      if (answer === undefined) return new Promise<ReadEntity>(() => {});
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return new EventSnapshots({
      lookup: async () => ({ event, otherEvents: 0, readAt: now() }),
      hec: { readEntity },
      emails: new EmailReader({ logger: createLogger('silent'), now }),
      store: {
        ...store(),
        batched: { ...store().batched, runsOfEvent: async () => runs },
        jobs: { ...store().jobs, send: async (_, name) => void sent.push(name) },
      },
      now,
      emailMs: soon,
    });
  }

  test('an event is given with its email, and with what the email offers only if HEC offers nothing on the event', async () => {
    const { email, emailOffers } = await reading([entity]).read(reference);
    expect(email).toEqual({ kind: 'read', details });
    expect(emailOffers).toEqual([]);
    const event = sampleEvent({ availableActions: [] });
    expect((await reading([entity], { event }).read(reference)).emailOffers).toEqual([
      { entityId, entityType: 'office365_emails_email', actionName: 'quarantine' },
    ]);
  });

  test('an event is given without the email that HEC is slow to tell, which another moment may bring', async () => {
    const snapshots = reading([]);
    const snapshot = await snapshots.read(reference);
    expect(snapshot).toMatchObject({ email: { kind: 'unread' }, emailOffers: [] });
    expect(await snapshots.waitForEmail(snapshot)).toEqual(snapshot);
    const failing = reading([new Error('broken'), entity]);
    expect((await failing.read(reference)).email).toEqual({ kind: 'unread' });
  });

  test('an event about no email is given without one, and HEC is not asked', async () => {
    const answers = [entity];
    const event = sampleEvent({ entityType: 'google_user' });
    expect((await reading(answers, { event }).read(reference)).email).toEqual({ kind: 'none' });
    expect((await reading(answers).read(reference, { email: 'none' })).email).toEqual({ kind: 'unread' });
    expect(answers).toHaveLength(1);
  });

  test('an email that HEC doesn’t have, or that is none, is none', async () => {
    const other = { ...entity, isEmail: false, email: undefined };
    for (const answer of [new HecNotFoundError('entity', 'here'), other]) {
      expect((await reading([answer]).read(reference)).email).toEqual({ kind: 'none' });
    }
  });

  test('a card that is drawn again keeps what was known of its email, without what an action may have changed', async () => {
    const runs: ActionRun[] = [];
    const event = sampleEvent({ availableActions: [] });
    const snapshots = reading([entity], { event, runs });
    await snapshots.read(reference);
    runs.push(sampleRun({ startedAt: new Date(), endedAt: new Date() }));
    const { email, emailOffers } = await snapshots.read(reference, { fresh: true, email: 'redraw' });
    expect(email).toEqual({ kind: 'read', details: { ...details, fate: unknownFate } });
    expect(emailOffers).toEqual([]);
    expect((await snapshots.read(reference)).email).toEqual({ kind: 'unread' });
  });

  test('a card that was drawn without what an action may have changed gets it later', async () => {
    const runs: ActionRun[] = [];
    const sent: string[] = [];
    const snapshots = reading([entity], { event: sampleEvent({ availableActions: [] }), runs, sent });
    await snapshots.catchUp(await snapshots.read(reference));
    expect(sent).toEqual([]);
    runs.push(sampleRun({ startedAt: new Date(), endedAt: new Date() }));
    await snapshots.catchUp(await snapshots.read(reference, { fresh: true, email: 'redraw' }));
    expect(sent).toEqual(['read_email']);
  });

  test('an action on an email asks HEC anew', async () => {
    const answers = [entity, { ...entity, isQuarantined: true }];
    const snapshots = reading(answers, { event: sampleEvent({ availableActions: [] }) });
    await snapshots.read(reference);
    const { emailOffers } = await snapshots.read(reference, { fresh: true, email: 'action' });
    expect(emailOffers).toMatchObject([{ actionName: 'restore' }]);
  });
});
