import { describe, expect, test } from 'vitest';
import {
  decideLostOutcome,
  decideOutcome,
  type Observation,
  reconcile,
  type TaskReport,
} from '../../src/actions/outcome.ts';
import type { RunOutcome } from '../../src/actions/run.ts';
import type { HistoryEntry, SecurityEvent } from '../../src/events/security-event.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';
import { at, sampleRun, sampleRunning } from '../support/cards/sample-run.ts';

const startedAt = new Date('2026-11-23T12:00:00Z');
const run = (actionName: string, parameter: unknown = undefined) => ({ actionName, parameter, startedAt });
const shows = (event: Partial<SecurityEvent>): Observation => ({
  target: 'event',
  event: sampleEvent({ history: [], ...event }),
});
const completed: TaskReport = { status: 'completed', succeeded: 1, failed: 0 };
const done = (type: string, minutesLater: number) => ({
  history: [{ type, at: new Date(startedAt.getTime() + minutesLater * 60_000), relatedEventId: undefined }],
});

describe('how a run ended', () => {
  test.each<[string, ReturnType<typeof run>, Observation | undefined, TaskReport | undefined, RunOutcome]>([
    ['dismissed, and it shows', run('dismiss'), shows({ state: 'dismissed' }), completed, 'done'],
    ['dismissed, and it does not show', run('dismiss'), shows({ state: 'new' }), completed, 'unchanged'],
    ['done without a task', run('dismiss'), shows({ state: 'dismissed' }), undefined, 'done'],
    ['quarantined, in the history', run('quarantine'), shows(done('quarantine_email', 1)), completed, 'done'],
    [
      'quarantined, by a clock that is a little behind',
      run('quarantine'),
      shows(done('quarantine_email', -1)),
      completed,
      'done',
    ],
    ['quarantined before only', run('quarantine'), shows(done('quarantine_email', -60)), completed, 'unchanged'],
    ['restored', run('restore'), shows(done('restore_email', 1)), completed, 'done'],
    [
      'declined, which is no restore',
      run('restore'),
      shows(done('decline_restore_request', 1)),
      completed,
      'unchanged',
    ],
    [
      'severity set',
      run('severityChange', { newSeverity: 'Highest' }),
      shows({ severity: { kind: 'known', level: 5 } }),
      completed,
      'done',
    ],
    [
      'severity as before',
      run('severityChange', { newSeverity: 'Low' }),
      shows({ severity: { kind: 'known', level: 5 } }),
      completed,
      'unchanged',
    ],
    ['an action that nothing shows', run('notify user'), shows({ state: 'new' }), completed, 'done'],
    ['HEC says failed', run('dismiss'), shows({ state: 'dismissed' }), { ...completed, status: 'failed' }, 'failed'],
    [
      'HEC counts a failure only',
      run('dismiss'),
      shows({}),
      { status: 'completed', succeeded: 0, failed: 1 },
      'failed',
    ],
    [
      'HEC counts nothing at all',
      run('notify user'),
      shows({}),
      { status: 'completed', succeeded: 0, failed: 0 },
      'done',
    ],
    [
      'quarantined, among what else HEC recorded',
      run('quarantine'),
      shows({ history: [...done('restore_email', 1).history, ...done('quarantine_email', 1).history] }),
      completed,
      'done',
    ],
    ['quarantined two minutes before', run('quarantine'), shows(done('quarantine_email', -2)), completed, 'done'],
    [
      'a severity that HEC did not say how to read',
      run('severityChange', { newSeverity: 'Highest' }),
      shows({ severity: { kind: 'unknown', text: 'catastrophic' } }),
      completed,
      'done',
    ],
    [
      'a severity that nobody knows',
      run('severityChange', { newSeverity: 'catastrophic' }),
      shows({ severity: { kind: 'known', level: 5 } }),
      completed,
      'done',
    ],
    ...[undefined, null, 'Low', {}].map(
      (parameter): [string, ReturnType<typeof run>, Observation, TaskReport, RunOutcome] => [
        `a severity that the parameter ${JSON.stringify(parameter)} does not name`,
        run('severityChange', parameter),
        shows({ severity: { kind: 'known', level: 5 } }),
        completed,
        'done',
      ],
    ),
    ['dismissed, and HEC shows no state', run('dismiss'), shows({ state: undefined }), completed, 'unchanged'],
    ['HEC can’t be asked afterwards', run('dismiss'), undefined, completed, 'done'],
    [
      'the email says nothing of it',
      run('quarantine'),
      { target: 'email', isQuarantined: undefined },
      completed,
      'done',
    ],
    ['the email stays quarantined', run('restore'), { target: 'email', isQuarantined: true }, completed, 'unchanged'],
    [
      'an action that the email can’t show',
      run('notify user'),
      { target: 'email', isQuarantined: false },
      completed,
      'done',
    ],
    ['the email is quarantined', run('quarantine'), { target: 'email', isQuarantined: true }, completed, 'done'],
    [
      'the email is not quarantined',
      run('quarantine'),
      { target: 'email', isQuarantined: false },
      completed,
      'unchanged',
    ],
    ['the email is restored', run('restore'), { target: 'email', isQuarantined: false }, completed, 'done'],
  ])('%s', (_title, asked, observation, report, expected) => {
    expect(decideOutcome(asked, observation, report)).toBe(expected);
  });

  test.each<[string, Observation | undefined, RunOutcome]>([
    ['the effect is seen', shows({ state: 'dismissed' }), 'done'],
    ['it is not seen', shows({ state: 'new' }), 'doubtful'],
    ['HEC can’t be asked', undefined, 'doubtful'],
  ])('after a lost answer, when %s', (_title, observation, expected) => {
    expect(decideLostOutcome(run('dismiss'), observation)).toBe(expected);
  });
});

describe('what HEC’s history says of our runs', () => {
  const entry = (type: string, when: Date | undefined): HistoryEntry => ({ type, at: when, relatedEventId: undefined });
  const quarantined = entry('quarantine_email', at(2));
  const outcomesOf = (...given: Parameters<typeof reconcile>) =>
    reconcile(...given).runs.map((run) => (run.state === 'ended' ? run.outcome : run.state));

  test.each(['done', 'unchanged', 'doubtful', 'still_working'] as const)(
    'a run that ended as %s is done once HEC has recorded it, and the entry is its own',
    (outcome) => {
      const { runs, recorded } = reconcile([sampleRun({ outcome })], [entry('restore_email', at(2)), quarantined]);
      expect(runs).toEqual([sampleRun({ outcome: 'done' })]);
      expect(recorded).toEqual(new Map([['run-1', quarantined]]));
    },
  );

  test.each(['failed', 'not_sent'] as const)('a run that ended as %s did not do what HEC recorded', (outcome) => {
    const { runs, recorded } = reconcile([sampleRun({ outcome })], [quarantined]);
    expect(runs).toEqual([sampleRun({ outcome })]);
    expect(recorded.size).toBe(0);
  });

  test('a run that is under way stays under way', () => {
    expect(outcomesOf([sampleRunning('sending')], [quarantined])).toEqual(['sending']);
  });

  test.each([
    ['another action', entry('restore_email', at(2))],
    [
      'the same action a moment more than two minutes after the run ended',
      entry('quarantine_email', new Date(at(4).getTime() + 1)),
    ],
    ['the same action three minutes after the run ended', entry('quarantine_email', at(5))],
    ['the same action three minutes before the run began', entry('quarantine_email', at(-2))],
    ['the same action at an unknown time', entry('quarantine_email', undefined)],
  ])('a doubtful run stays doubtful if HEC recorded %s', (_, recorded) => {
    expect(outcomesOf([sampleRun({ outcome: 'doubtful' })], [recorded])).toEqual(['doubtful']);
  });

  test.each([
    ['two minutes after the run ended', at(4)],
    ['two minutes before the run began', at(-1)],
  ])('a doubtful run is done if HEC recorded it %s', (_, when) => {
    expect(outcomesOf([sampleRun({ outcome: 'doubtful' })], [entry('quarantine_email', when)])).toEqual(['done']);
  });

  test('one entry settles one run', () => {
    const twice = [sampleRun({ outcome: 'doubtful' }), sampleRun({ outcome: 'doubtful', id: 'run-2' })];
    expect(outcomesOf(twice, [quarantined])).toEqual(['done', 'doubtful']);
  });
});
