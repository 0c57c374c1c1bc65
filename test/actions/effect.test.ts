import { describe, expect, test } from 'vitest';
import { isEffectSeen, newEntries, type Observation, seenBefore } from '../../src/actions/effect.ts';
import { decideOutcome } from '../../src/actions/outcome.ts';
import type { HistoryEntry, SecurityEvent } from '../../src/events/security-event.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';

const startedAt = new Date('2026-11-23T12:00:00Z');
const minutes = (count: number) => new Date(startedAt.getTime() + count * 60_000);
const entry = (type: string, at: Date | undefined = startedAt, relatedEventId?: string): HistoryEntry => ({
  type,
  at,
  relatedEventId,
});

const event = (changes: Partial<SecurityEvent>) => sampleEvent({ history: [], state: 'new', ...changes });

/** How an action is judged that was sent after the one was read and before the other was. */
function judged(action: string, before: Partial<SecurityEvent>, after: Partial<SecurityEvent>, parameter?: unknown) {
  const run = { actionName: action, parameter, startedAt, before: seenBefore(action, event(before)) };
  return isEffectSeen(run, { target: 'event', event: event(after) });
}

const restored = entry('restore_email', minutes(-1.5));
const low = { severity: { kind: 'known', level: 2 } } as const;
const high = { severity: { kind: 'known', level: 4 } } as const;

describe('what an action did is judged by what was there before it', () => {
  test.each<[string, boolean | undefined, boolean | undefined]>([
    ['an entry that was not there counts', judged('quarantine', {}, { history: [entry('quarantine_email')] }), true],
    [
      'a new entry counts even if its clock is seven minutes behind',
      judged('quarantine', {}, { history: [entry('quarantine_email', minutes(-7))] }),
      true,
    ],
    [
      'a new entry counts even if its clock is a day ahead',
      judged('quarantine', {}, { history: [entry('quarantine_email', minutes(1_440))] }),
      true,
    ],
    [
      'a new entry counts even without a time',
      judged('restore', {}, { history: [{ ...restored, at: undefined }] }),
      true,
    ],
    [
      'an entry that was there proves nothing',
      judged('restore', { history: [restored] }, { history: [restored] }),
      false,
    ],
    [
      'a second entry like one that was there counts',
      judged('restore', { history: [restored] }, { history: [restored, { ...restored }] }),
      true,
    ],
    [
      'a new entry of another action proves nothing',
      judged('restore', {}, { history: [entry('decline_restore_request')] }),
      false,
    ],
    ['a dismissal counts that only the history shows', judged('dismiss', {}, { history: [entry('dismiss')] }), true],
    ['a dismissal counts that only the state shows', judged('dismiss', {}, { state: 'Dismissed' }), true],
    [
      'an event that was dismissed before proves nothing',
      judged('dismiss', { state: 'dismissed' }, { state: 'dismissed' }),
      false,
    ],
    ['a quarantine counts that only the state shows', judged('quarantine', {}, { state: 'remediated' }), true],
    [
      'an event that was remediated before proves nothing of a quarantine',
      judged('quarantine', { state: 'Remediated' }, { state: 'remediated' }),
      false,
    ],
    [
      'a restore counts that only the state shows',
      judged('restore', { state: 'remediated' }, { state: 'detected' }),
      true,
    ],
    [
      'a dismissal by somebody else proves nothing of a restore',
      judged('restore', { state: 'remediated' }, { state: 'dismissed' }),
      false,
    ],
    [
      'an event that loses its state proves nothing of a restore',
      judged('restore', { state: 'remediated' }, { state: undefined }),
      false,
    ],
    ['an event that was open before proves nothing of a restore', judged('restore', {}, { state: 'pending' }), false],
    ['a severity counts that is new', judged('severityChange', low, high, { newSeverity: 'High' }), true],
    ['a severity that was there proves nothing', judged('severityChange', high, high, { newSeverity: 'High' }), false],
    ['another severity is none of the action', judged('severityChange', low, high, { newSeverity: 'Low' }), false],
    [
      'a severity that could not be read before counts',
      judged('severityChange', { severity: { kind: 'unknown', text: '?' } }, high, { newSeverity: 'High' }),
      true,
    ],
    [
      'a severity that can’t be read says nothing',
      judged('severityChange', low, { severity: { kind: 'unknown', text: '?' } }, { newSeverity: 'High' }),
      undefined,
    ],
    ['an action that leaves no trace says nothing', judged('notify user', {}, { state: 'pending' }), undefined],
    [
      'an action unknown to this app counts once HEC records it',
      judged('notify user', {}, { history: [entry('notify user')] }),
      true,
    ],
  ])('%s', (_title, seen, expected) => {
    expect(seen).toBe(expected);
  });

  test.each<[string, boolean | undefined, boolean | undefined, boolean | undefined]>([
    ['restore', true, false, true],
    ['restore', true, true, false],
    ['quarantine', false, true, true],
    ['quarantine', true, true, false],
    ['quarantine', undefined, true, true],
    ['quarantine', false, undefined, undefined],
  ])('a %s of an email that was in quarantine: %s, and is: %s, counts: %s', (action, was, is, expected) => {
    const run = { actionName: action, parameter: undefined, startedAt, before: seenBefore(action, event({}), was) };
    expect(isEffectSeen(run, { target: 'email', isQuarantined: is })).toBe(expected);
  });

  test.each([
    [true, false],
    [false, true],
    [undefined, undefined],
  ])('a declined request that still waits: %s, counts: %s, wherever the email is', (isAskedFor, expected) => {
    const before = seenBefore('decline_restore_request', event({}), true);
    const run = { actionName: 'decline_restore_request', parameter: undefined, startedAt, before };
    expect(isEffectSeen(run, { target: 'email', isQuarantined: true, isAskedFor })).toBe(expected);
  });

  test('an old entry of the same kind does not make an action done that HEC reports as done', () => {
    const run = { actionName: 'restore', parameter: undefined, startedAt };
    const shown: Observation = { target: 'event', event: event({ history: [restored] }) };
    const report = { status: 'completed', succeeded: 1, failed: 0 } as const;
    const before = seenBefore('restore', event({ history: [restored] }));
    expect(decideOutcome({ ...run, before }, shown, report)).toBe('unchanged');
    expect(decideOutcome({ ...run, before: undefined }, shown, report)).toBe('done');
  });
});

test('what is kept of a history are the entries that could be the action’s own', () => {
  const other = entry('quarantine_email', startedAt, 'other');
  const history = [restored, entry('dismiss'), other];
  expect(seenBefore('quarantine', event({ history, ...low }), false)).toEqual({
    state: 'new',
    severity: 2,
    isQuarantined: false,
    entries: ['quarantine_email 2026-11-23T12:00:00.000Z other'],
  });
  const before = seenBefore('quarantine', event({ history }));
  expect(newEntries({ actionName: 'quarantine' }, before, [...history, other])).toEqual([other]);
  const invalid = entry('quarantine_email', new Date(Number.NaN));
  expect(
    newEntries({ actionName: 'quarantine' }, seenBefore('quarantine', event({ history: [invalid] })), [invalid]),
  ).toEqual([]);
});
