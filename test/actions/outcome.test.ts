import { describe, expect, test } from 'vitest';
import { decideLostOutcome, decideOutcome, type Observation, type TaskReport } from '../../src/actions/outcome.ts';
import type { RunOutcome } from '../../src/actions/run.ts';
import type { SecurityEvent } from '../../src/events/security-event.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';

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
    ['HEC can’t be asked afterwards', run('dismiss'), undefined, completed, 'done'],
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
