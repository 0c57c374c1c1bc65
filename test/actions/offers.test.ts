import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestOf, emailOffersOn, findOffered, likeliestOffers, offersBeside } from '../../src/actions/offers.ts';
import { type RestoreRequest, unknownFate } from '../../src/events/email.ts';
import type { Entity, EventAction } from '../../src/events/security-event.ts';
import { sampleEmail } from '../support/cards/sample-email.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const offering = (...availableActions: EventAction[]) => sampleEvent({ availableActions });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function deepParameter(): unknown {
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  return deep;
}

describe('finding the action that was asked for', () => {
  const offered = { name: 'x', parameter: { b: 2, a: 1 } };

  test.each([
    ['by name and parameter, in any order of keys', { kind: 'named', name: 'x', parameter: { a: 1, b: 2 } }],
    ['by digest', { kind: 'digest', digest: sha256('{"actionName":"x","actionParameter":{"a":1,"b":2}}') }],
  ] as const)('an offered action is found %s', (_, wanted) => {
    expect(findOffered(offering({ name: 'y', parameter: undefined }, offered), wanted)).toBe(offered);
  });

  test.each([
    ['it with another parameter', { name: 'x', parameter: { a: 2, b: 2 } }],
    ['it without a parameter', { name: 'x', parameter: undefined }],
    ['it with null as its parameter', { name: 'x', parameter: null }],
    ['one with another name', { name: 'X', parameter: { a: 1, b: 2 } }],
  ])('an action is not found when HEC now offers %s', (_, other) => {
    expect(findOffered(offering(other), { kind: 'named', ...offered })).toBeUndefined();
    const digest = digestOf(offered) ?? '';
    expect(findOffered(offering(other), { kind: 'digest', digest })).toBeUndefined();
  });

  test('an action without canonical JSON is not found, even if HEC offers exactly that', () => {
    const huge = { name: 'x', parameter: Number.POSITIVE_INFINITY };
    expect(findOffered(offering(huge), { kind: 'named', ...huge })).toBeUndefined();
  });
});

describe('the actions on offer', () => {
  const offered = (...actions: EventAction[]) => likeliestOffers(offering(...actions), 10).offers;

  test('HEC’s actions are offered in HEC’s order, and repeated ones only once', () => {
    const [first, second] = [
      { name: 'x', parameter: { a: 1, b: 2 } },
      { name: 'a', parameter: undefined },
    ];
    const again = { name: 'x', parameter: { b: 2, a: 1 } };
    expect(offered(first, second, again)).toEqual([
      { action: first, place: 0 },
      { action: second, place: 1 },
    ]);
  });

  test('an action that can’t be sent exactly as offered is left out', () => {
    const unsendable = [deepParameter(), Number.NaN].map((parameter) => ({ name: 'x', parameter }));
    expect(offered(...unsendable)).toEqual([]);
    expect(digestOf({ name: 'x', parameter: deepParameter() })).toBeUndefined();
  });
});

describe('thousands of actions', () => {
  const thousands = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `x ${n}`, parameter: undefined }));

  test('of thousands of actions the likeliest are offered, wherever they stand, and the others counted', () => {
    const quarantine = { name: 'quarantine', parameter: undefined };
    const { offers, others } = likeliestOffers(offering(...thousands(60_000), quarantine), 3);
    expect(offers.map(({ action, place }) => [action.name, place])).toEqual([
      ['quarantine', 60_000],
      ['x 0', 0],
      ['x 1', 1],
    ]);
    expect(others).toBe(59_998);
  });

  test('of thousands of actions the one that a button carries is found, by name and by digest', () => {
    const restore = { name: 'restore', parameter: { a: 1 } };
    const event = offering(...thousands(60_000), restore);
    const ms = cpuMsOf(() => {
      expect(findOffered(event, { kind: 'named', ...restore })).toBe(restore);
      expect(findOffered(event, { kind: 'digest', digest: digestOf(restore) ?? '' })).toBe(restore);
      expect(findOffered(event, { kind: 'digest', digest: 'a'.repeat(64) })).toBeUndefined();
    });
    expect(ms).toBeLessThan(500);
  });

  test('thousands of repeats cost no more than a bound', () => {
    const repeats = Array.from({ length: 60_000 }, () => ({ name: 'x', parameter: { deep: 'y'.repeat(1_000) } }));
    expect(cpuMsOf(() => likeliestOffers(offering(...repeats), 500))).toBeLessThan(500);
  });
});

describe('actions on the email itself', () => {
  const email: Entity = {
    id: 'e1',
    type: 'office365_emails_email',
    createdAt: undefined,
    isEmail: true,
    isQuarantined: false,
    email: undefined,
    file: undefined,
  };
  const offers = (changes: Partial<Entity>) => emailOffersOn({ ...email, ...changes });

  test('an email in the mailbox can be quarantined, and one in quarantine can be restored', () => {
    const named = { entityId: 'e1', entityType: 'office365_emails_email' };
    expect(offers({ isQuarantined: false })).toEqual([{ ...named, actionName: 'quarantine' }]);
    expect(offers({ isQuarantined: true })).toEqual([{ ...named, actionName: 'restore' }]);
  });

  test.each([{ isQuarantined: undefined }, { isEmail: false }, { type: undefined }])(
    'no action is offered on an entity with %o',
    (changes) => {
      expect(offers(changes)).toEqual([]);
    },
  );

  const askedFor = { kind: 'pending', at: undefined, words: undefined } as const;
  const withRequest = (restoreRequest: RestoreRequest) => sampleEmail({ fate: { ...unknownFate, restoreRequest } });
  const names = (changes: Partial<Entity>) => offers(changes).map(({ actionName }) => actionName);

  test('an email that somebody asks for can be restored, and their request declined', () => {
    const answers = ['restore', 'decline_restore_request'];
    expect(names({ isQuarantined: true, email: withRequest(askedFor) })).toEqual(answers);
    expect(names({ isQuarantined: undefined, email: withRequest(askedFor) })).toEqual(answers);
  });

  test.each<RestoreRequest>([{ kind: 'none' }, { kind: 'declined', reason: undefined }])(
    'nothing waits to be declined while the request is %o',
    (request) => {
      expect(names({ isQuarantined: true, email: withRequest(request) })).toEqual(['restore']);
    },
  );

  test('nothing waits to be declined once the email is back in the mailbox', () => {
    expect(names({ isQuarantined: false, email: withRequest(askedFor) })).toEqual(['quarantine']);
  });

  test('beside what HEC offers on the event, only what answers a restore request is offered, and nothing twice', () => {
    const onEmail = offers({ isQuarantined: true, email: withRequest(askedFor) });
    const beside = (...actions: string[]) =>
      offersBeside(offering(...actions.map((name) => ({ name, parameter: undefined }))), onEmail).map(
        ({ actionName }) => actionName,
      );
    expect(beside()).toEqual(['restore', 'decline_restore_request']);
    expect(beside('dismiss')).toEqual(['restore', 'decline_restore_request']);
    expect(beside('Restore', 'dismiss')).toEqual(['decline_restore_request']);
    expect(beside('restore', 'declineRestoreRequest')).toEqual([]);
    const dismiss = offering({ name: 'dismiss', parameter: undefined });
    expect(offersBeside(dismiss, offers({ isQuarantined: true }))).toEqual([]);
  });
});
