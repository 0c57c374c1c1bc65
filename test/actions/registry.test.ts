import { describe, expect, test } from 'vitest';
import {
  declineReasonIn,
  describeAction,
  describeEmailAction,
  type Input,
  isRecordedAs,
  likeliestFirst,
} from '../../src/actions/registry.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

describe('describing an action', () => {
  test.each([
    ['quarantine', undefined, 'Quarantine', 'protects'],
    ['restore', undefined, 'Restore', 'exposes'],
    ['dismiss', { eventId: '7ded' }, 'Dismiss', 'exposes'],
    ['severityChange', { newSeverity: 'High' }, 'Set severity to High', 'neutral'],
    ['severity_change', { newSeverity: 'Highest' }, 'Set severity to Critical', 'neutral'],
    ['severityChange', undefined, 'Set severity', 'neutral'],
    ['severityChange', { newSeverity: 4 }, 'Set severity', 'neutral'],
    ['sent to admin', { adminEmail: '' }, 'Send to admin', 'neutral'],
    ['Send To Admin', { adminEmail: 'a@b.com' }, 'Send to admin: a@b.com', 'neutral'],
    ['sent_to_admin', {}, 'Send to admin', 'neutral'],
    ['decline_restore_request', undefined, 'Decline restore request', 'neutral'],
    ['QUARANTINE', undefined, 'Quarantine', 'protects'],
    ['report_misclassification', { a: 1 }, 'Report misclassification', 'neutral'],
    ['reportMisclassification', undefined, 'Report misclassification', 'neutral'],
    ['constructor', undefined, 'Constructor', 'neutral'],
    [' _ ', undefined, 'Unnamed action', 'neutral'],
  ])('the action %j with the parameter %j is called %j', (name, parameter, label, consequence) => {
    expect(describeAction({ name, parameter })).toMatchObject({ label, consequence });
  });

  test.each([
    ['quarantine', undefined, 'email', 'Moves the email out of the mailbox.', 'Quarantined'],
    ['quarantine', undefined, 'file', 'Moves the file out of people’s reach.', 'Quarantined'],
    ['restore', {}, 'email', 'Puts the email back in the mailbox, even if it is dangerous.', 'Restored'],
    ['restore', {}, 'file', 'Puts the file back where it was, even if it is dangerous.', 'Restored'],
    ['dismiss', {}, 'email', 'Closes the event as dismissed. The email stays where it is.', 'Dismissed'],
    [
      'severityChange',
      { newSeverity: 'High' },
      'email',
      'Changes the event’s severity to High.',
      'Severity set to High',
    ],
    ['severityChange', undefined, 'email', 'Changes the event’s severity.', 'Severity set'],
    ['sent to admin', { adminEmail: '' }, 'email', 'HEC sends this to the address you enter.', 'Sent to admin'],
    [
      'sent to admin',
      { adminEmail: 'a@b.com' },
      'email',
      'HEC sends this to the admin: a@b.com.',
      'Sent to admin a@b.com',
    ],
    [
      'decline_restore_request',
      undefined,
      'email',
      'Declines the request to restore the email, which stays in quarantine.',
      'Restore request declined',
    ],
    [
      'addTag',
      { tag: 'case-1' },
      'email',
      'HEC offers this with case-1, but this app doesn’t know what it does.',
      'Add tag',
    ],
    ['', undefined, 'email', 'HEC offers this, but this app doesn’t know what it does.', 'Unnamed action'],
  ])('the action %j with the parameter %j on the %s is confirmed with: %j', (name, parameter, noun, effect, past) => {
    expect(describeAction({ name, parameter }, noun)).toMatchObject({ confirmation: { effect }, past });
  });

  test('a severity change shows in the event’s severity, and any other action in its state', () => {
    const changes = (name: string) => describeAction({ name, parameter: undefined }).changes;
    expect(['severityChange', 'quarantine', 'anything'].map(changes)).toEqual(['severity', 'state', 'state']);
  });

  test.each([
    [{ adminEmail: '' }, [{ key: 'adminEmail', label: 'Admin email', kind: 'email' }]],
    [{ admin_e_mail: '', EMAIL: 'a@b.com' }, [{ key: 'admin_e_mail', label: 'Admin e mail', kind: 'email' }]],
    [
      { 'admin e-mail': '', note: '', kept: ' ', deep: { x: '' } },
      [
        { key: 'admin e-mail', label: 'Admin e mail', kind: 'email' },
        { key: 'note', label: 'Note', kind: 'text' },
      ],
    ],
    [{ '': '' }, [{ key: '', label: 'Value', kind: 'text' }]],
  ] satisfies [unknown, Input[]][])(
    'an action with the parameter %j asks for what HEC leaves empty',
    (parameter, inputs) => {
      expect(describeAction({ name: 'anything', parameter }).inputs).toEqual(inputs);
    },
  );

  test.each([[undefined], [null], [''], [['']], [7], [{}]])(
    'an action with the parameter %j asks for nothing',
    (parameter) => {
      expect(describeAction({ name: 'anything', parameter }).inputs).toEqual([]);
    },
  );

  test('an action asks for ten inputs at most', () => {
    const parameter = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, '']));
    expect(describeAction({ name: 'x', parameter }).inputs).toHaveLength(10);
  });

  test('an action with a name of 100 kB is described quickly', () => {
    const names = ['a', 'aB', '_', ' '].map((piece) => piece.repeat(100_000));
    expect(cpuMsOf(() => names.map((name) => describeAction({ name, parameter: {} })))).toBeLessThan(500);
  });
});

test.each([
  ['quarantine', 'Quarantine email', 'protects', 'Email quarantined', /itself: it moves out of the mailbox\.$/],
  ['restore', 'Restore email', 'exposes', 'Email restored', /itself: it goes back .* even if it is dangerous\.$/],
  ['decline_restore_request', 'Decline restore request', 'neutral', 'Restore request declined', /^Declines /],
  ['brand_new', 'Brand new', 'neutral', 'Brand new', /doesn’t know what it does/],
])('the email action %s is called %s', (name, label, consequence, past, effect) => {
  const described = describeEmailAction(name);
  expect(described).toMatchObject({ label, consequence, past });
  expect(described.confirmation.effect).toMatch(effect);
});

test.each([
  ['quarantine', 'quarantine_email', true],
  ['restore', 'Restore Email', true],
  ['restore', 'decline_restore_request', false],
  ['restore', 'restore_request', false],
  ['severityChange', 'severity_change', true],
  ['sent to admin', 'send_to_admin', true],
  ['rescan', 'rescan', true],
  ['quarantine', 'restore_email', false],
  ['', '', false],
  ['', 'email', false],
])('HEC’s history records the action %j as %j: %s', (action, type, isSame) => {
  expect(isRecordedAs(action, type)).toBe(isSame);
});

test('the likeliest actions come first, and equally likely ones keep their order', () => {
  const names = ['other b', 'severityChange', 'dismiss', 'other a', 'restore', 'quarantine'];
  expect(likeliestFirst(names, (name) => name)).toEqual([
    'quarantine',
    'restore',
    'dismiss',
    'severityChange',
    'other b',
    'other a',
  ]);
});

test.each([
  [{ restoreDeclineReason: 'A scam' }, 'A scam'],
  [{ restoreDeclineReason: 1 }, undefined],
  [{ other: 'A scam' }, undefined],
  [undefined, undefined],
  [null, undefined],
  ['restoreDeclineReason', undefined],
])('the reason in the parameter %j is %j', (parameter, reason) => {
  expect(declineReasonIn(parameter)).toBe(reason);
});
