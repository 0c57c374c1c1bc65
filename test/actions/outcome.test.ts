import { describe, expect, test } from 'vitest';
import { type Observation, seenBefore } from '../../src/actions/effect.ts';
import {
  decideLostOutcome,
  decideOutcome,
  observationOf,
  reconcile,
  type TaskReport,
} from '../../src/actions/outcome.ts';
import type { RunOutcome } from '../../src/actions/run.ts';
import type { HistoryEntry, SecurityEvent } from '../../src/events/security-event.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';
import { at, sampleRun, sampleRunning } from '../support/cards/sample-run.ts';

const startedAt = new Date('2026-11-23T12:00:00Z');
const run = (actionName: string, parameter: unknown = undefined) => ({
  actionName,
  parameter,
  startedAt,
  before: undefined,
});
const shows = (event: Partial<SecurityEvent>): Observation => ({
  target: 'event',
  event: sampleEvent({ history: [], ...event }),
});
const completed: TaskReport = { status: 'completed', succeeded: 1, failed: 0 };
const done = (type: string, minutesLater: number) => ({
  history: [{ type, at: new Date(startedAt.getTime() + minutesLater * 60_000), relatedEventId: undefined }],
});

describe('how a run ended', () => {
  test.each<
    [string, ReturnType<typeof run>, Observation | undefined, TaskReport | undefined, ReturnType<typeof decideOutcome>]
  >([
    ['a dismissal that the event shows ends as done', run('dismiss'), shows({ state: 'dismissed' }), completed, 'done'],
    [
      'a dismissal that the event does not show ends as unchanged',
      run('dismiss'),
      shows({ state: 'new' }),
      completed,
      'unchanged',
    ],
    [
      'a dismissal without a task ends as done if the event shows it',
      run('dismiss'),
      shows({ state: 'dismissed' }),
      undefined,
      'done',
    ],
    [
      'a quarantine in the history ends as done',
      run('quarantine'),
      shows(done('quarantine_email', 1)),
      completed,
      'done',
    ],
    [
      'a quarantine recorded by a clock one minute behind ends as done',
      run('quarantine'),
      shows(done('quarantine_email', -1)),
      completed,
      'done',
    ],
    [
      'a quarantine recorded only an hour before the run ends as unchanged',
      run('quarantine'),
      shows(done('quarantine_email', -60)),
      completed,
      'unchanged',
    ],
    ['a restore in the history ends as done', run('restore'), shows(done('restore_email', 1)), completed, 'done'],
    [
      'a restore ends as unchanged if the history shows only a declined request',
      run('restore'),
      shows(done('decline_restore_request', 1)),
      completed,
      'unchanged',
    ],
    [
      'a severity change that the event shows ends as done',
      run('severityChange', { newSeverity: 'Highest' }),
      shows({ severity: { kind: 'known', level: 5 } }),
      completed,
      'done',
    ],
    [
      'a severity change that the event does not show ends as unchanged',
      run('severityChange', { newSeverity: 'Low' }),
      shows({ severity: { kind: 'known', level: 5 } }),
      completed,
      'unchanged',
    ],
    ['an action that leaves no trace ends as done', run('notify user'), shows({ state: 'new' }), completed, 'done'],
    [
      'an action ends as failed if HEC says so, whatever the event shows',
      run('dismiss'),
      shows({ state: 'dismissed' }),
      { ...completed, status: 'failed' },
      'failed',
    ],
    [
      'an action ends as failed if HEC counts only a failure',
      run('dismiss'),
      shows({}),
      { status: 'completed', succeeded: 0, failed: 1 },
      'failed',
    ],
    [
      'an action that leaves no trace ends as done even if HEC counts nothing',
      run('notify user'),
      shows({}),
      { status: 'completed', succeeded: 0, failed: 0 },
      'done',
    ],
    [
      'a quarantine among other entries in the history ends as done',
      run('quarantine'),
      shows({ history: [...done('restore_email', 1).history, ...done('quarantine_email', 1).history] }),
      completed,
      'done',
    ],
    [
      'a quarantine recorded two minutes before the run ends as done',
      run('quarantine'),
      shows(done('quarantine_email', -2)),
      completed,
      'done',
    ],
    [
      'a severity change ends as done if the event’s severity can’t be read',
      run('severityChange', { newSeverity: 'Highest' }),
      shows({ severity: { kind: 'unknown', text: 'catastrophic' } }),
      completed,
      'done',
    ],
    [
      'a change to an unknown severity ends as done',
      run('severityChange', { newSeverity: 'catastrophic' }),
      shows({ severity: { kind: 'known', level: 5 } }),
      completed,
      'done',
    ],
    ...[undefined, null, 'Low', {}].map(
      (parameter): [string, ReturnType<typeof run>, Observation, TaskReport, ReturnType<typeof decideOutcome>] => [
        `a severity change with the parameter ${JSON.stringify(parameter)} ends as done`,
        run('severityChange', parameter),
        shows({ severity: { kind: 'known', level: 5 } }),
        completed,
        'done',
      ],
    ),
    [
      'a dismissal ends as unchanged if the event has no state',
      run('dismiss'),
      shows({ state: undefined }),
      completed,
      'unchanged',
    ],
    ['a completed action is unseen if HEC can’t be asked afterwards', run('dismiss'), undefined, completed, 'unseen'],
    [
      'a quarantine ends as done if the email doesn’t say whether it is quarantined',
      run('quarantine'),
      { target: 'email', isQuarantined: undefined },
      completed,
      'done',
    ],
    [
      'a restore ends as unchanged if the email is still quarantined',
      run('restore'),
      { target: 'email', isQuarantined: true },
      completed,
      'unchanged',
    ],
    [
      'an action that the email can’t show ends as done',
      run('notify user'),
      { target: 'email', isQuarantined: false },
      completed,
      'done',
    ],
    [
      'a quarantine ends as done if the email is quarantined',
      run('quarantine'),
      { target: 'email', isQuarantined: true },
      completed,
      'done',
    ],
    [
      'a quarantine ends as unchanged if the email is not quarantined',
      run('quarantine'),
      { target: 'email', isQuarantined: false },
      completed,
      'unchanged',
    ],
    [
      'a restore ends as done if the email is no longer quarantined',
      run('restore'),
      { target: 'email', isQuarantined: false },
      completed,
      'done',
    ],
  ])('%s', (_title, asked, observation, report, expected) => {
    expect(decideOutcome(asked, observation, report)).toBe(expected);
  });

  test.each<[string, Observation | undefined, RunOutcome]>([
    ['an action ends as done if its effect shows', shows({ state: 'dismissed' }), 'done'],
    ['an action ends as doubtful if its effect does not show', shows({ state: 'new' }), 'doubtful'],
    ['an action ends as doubtful if HEC can’t be asked', undefined, 'doubtful'],
  ])('after a lost answer, %s', (_title, observation, expected) => {
    expect(decideLostOutcome(run('dismiss'), observation)).toBe(expected);
  });
});

describe('runs in HEC’s history', () => {
  const entry = (type: string, when: Date | undefined): HistoryEntry => ({ type, at: when, relatedEventId: undefined });
  const quarantined = entry('quarantine_email', at(2));
  const outcomesOf = (...given: Parameters<typeof reconcile>) =>
    reconcile(...given).runs.map((run) => (run.state === 'ended' ? run.outcome : run.state));

  test.each(['done', 'unchanged', 'doubtful', 'still_working'] as const)(
    'a run that ended as %s counts as done once HEC has recorded it, and the entry belongs to it',
    (outcome) => {
      const { runs, recorded } = reconcile([sampleRun({ outcome })], [entry('restore_email', at(2)), quarantined]);
      expect(runs).toEqual([sampleRun({ outcome: 'done' })]);
      expect(recorded).toEqual(new Map([['run-1', quarantined]]));
    },
  );

  test.each(['failed', 'not_sent'] as const)(
    'an entry in HEC’s history is not credited to a run that ended as %s',
    (outcome) => {
      const { runs, recorded } = reconcile([sampleRun({ outcome })], [quarantined]);
      expect(runs).toEqual([sampleRun({ outcome })]);
      expect(recorded.size).toBe(0);
    },
  );

  test('HEC’s history does not end a run that is under way', () => {
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
  ])('a doubtful run counts as done if HEC recorded it %s', (_, when) => {
    expect(outcomesOf([sampleRun({ outcome: 'doubtful' })], [entry('quarantine_email', when)])).toEqual(['done']);
  });

  // Anna's answer was lost and HEC never did it; Ben sends it again within two minutes, and HEC records that once.
  const anna = sampleRun({ id: 'anna', outcome: 'doubtful', startedAt: at(1), endedAt: at(1) });

  test.each(['sending', 'following'] as const)(
    'an entry that may be that of a run in state %s does not settle an earlier doubtful run',
    (state) => {
      const ben = sampleRunning(state, { id: 'ben', startedAt: at(2) });
      const { runs, recorded } = reconcile([ben, anna], [entry('quarantine_email', at(2))]);
      expect(runs).toEqual([ben, anna]);
      expect(recorded.size).toBe(0);
    },
  );

  test('the entry of a run that is known to be done does not settle an earlier doubtful run', () => {
    const ben = sampleRun({ id: 'ben', startedAt: at(2), endedAt: at(3) });
    const once = entry('quarantine_email', at(2));
    expect(reconcile([anna, ben], [once]).runs).toEqual([anna, ben]);
    expect(reconcile([anna, ben], [once]).recorded).toEqual(new Map([['ben', once]]));
  });

  test('two entries settle both runs, each run taking the entry nearest to its end', () => {
    const ben = sampleRun({ id: 'ben', startedAt: at(2), endedAt: at(3) });
    const [first, second] = [entry('quarantine_email', at(1)), entry('quarantine_email', at(3))];
    expect(reconcile([ben, anna], [first, second]).recorded).toEqual(
      new Map([
        ['ben', second],
        ['anna', first],
      ]),
    );
  });

  test('a run that has sent nothing yet keeps no entry from another', () => {
    const claimed = sampleRunning('claimed', { id: 'ben', startedAt: at(2) });
    expect(outcomesOf([claimed, anna], [quarantined])).toEqual(['claimed', 'done']);
  });

  test('one entry in HEC’s history settles only one run', () => {
    const twice = [sampleRun({ outcome: 'doubtful' }), sampleRun({ outcome: 'doubtful', id: 'run-2' })];
    expect(outcomesOf(twice, [quarantined])).toEqual(['done', 'doubtful']);
  });
});

describe('runs with a note of what was there before them', () => {
  const entry = (when: Date | undefined): HistoryEntry => ({
    type: 'quarantine_email',
    at: when,
    relatedEventId: undefined,
  });
  const seen = (...history: HistoryEntry[]) => seenBefore('quarantine', sampleEvent({ history }));
  const outcomesOf = (...given: Parameters<typeof reconcile>) =>
    reconcile(...given).runs.map((run) => (run.state === 'ended' ? run.outcome : run.state));
  const old = entry(at(1));

  test.each([
    ['seven minutes before it began', at(-6)],
    ['seven minutes after it ended', at(9)],
    ['fifteen minutes after it ended', at(17)],
  ])('a run counts as done once HEC has recorded something new, by HEC’s clock %s', (_, when) => {
    const run = sampleRun({ outcome: 'unchanged', before: seen(old) });
    expect(outcomesOf([run], [old, entry(when)])).toEqual(['done']);
  });

  test.each([
    ['what was there before it', [old]],
    ['something much later', [old, entry(new Date(at(17).getTime() + 1))]],
    ['something without a time', [old, entry(undefined)]],
  ])('a run stays unchanged if HEC’s history shows only %s', (_, history) => {
    const run = sampleRun({ outcome: 'unchanged', before: seen(old) });
    expect(outcomesOf([run], history)).toEqual(['unchanged']);
  });

  test('a run that is known to be done takes the first new entry, however late HEC’s clock says it was', () => {
    const [own, later] = [entry(at(63)), entry(at(90))];
    expect(reconcile([sampleRun({ before: seen(old) })], [later, old, own]).recorded).toEqual(
      new Map([['run-1', own]]),
    );
  });

  test('of two runs that are done, each takes its own entry, even if the first came late', () => {
    const [first, second] = [entry(at(2)), entry(at(5))];
    const anna = sampleRun({ id: 'anna', before: seen() });
    const ben = sampleRun({ id: 'ben', startedAt: at(4), endedAt: at(5), before: seen() });
    expect(reconcile([ben, anna], [first, second]).recorded).toEqual(
      new Map([
        ['anna', first],
        ['ben', second],
      ]),
    );
  });

  test('of two uncertain runs, the later one takes what only one can have done', () => {
    const anna = sampleRun({ id: 'anna', outcome: 'doubtful', before: seen() });
    const ben = sampleRun({ id: 'ben', outcome: 'doubtful', startedAt: at(4), endedAt: at(5), before: seen() });
    expect(outcomesOf([ben, anna], [entry(at(5))])).toEqual(['done', 'doubtful']);
  });

  test('which of two runs is the later one is what the database says, whatever the clocks of their processes', () => {
    const anna = sampleRun({ id: 'anna', outcome: 'doubtful', startedAt: at(4), before: seen(), endedOrder: 1 });
    const ben = sampleRun({ id: 'ben', outcome: 'doubtful', startedAt: at(1), before: seen(), endedOrder: 2 });
    expect(outcomesOf([ben, anna], [entry(at(5))])).toEqual(['done', 'doubtful']);
  });

  describe('what is seen when a run is looked at again', () => {
    const remediated = (...history: HistoryEntry[]): Observation => ({
      target: 'event',
      event: sampleEvent({ state: 'remediated', history }),
    });
    const anna = sampleRun({ id: 'anna', outcome: 'doubtful', before: seen(old) });
    const later = { startedAt: at(4), endedAt: at(5), before: seen(old) };

    test('the state of an event that is looked at again counts for the last run', () => {
      expect(observationOf(anna, remediated(old), [anna])).toEqual(remediated(old));
      const notSent = sampleRun({ ...later, id: 'ben', outcome: 'not_sent' });
      expect(observationOf(anna, remediated(old), [sampleRunning('claimed', { id: 'c' }), notSent, anna])).toEqual(
        remediated(old),
      );
    });

    test.each([
      ['another run has ended since', sampleRun({ ...later, id: 'ben' })],
      ['another run may have been sent', sampleRunning('sending', { ...later, id: 'ben' })],
    ])('the state of an event that is looked at again says nothing about a run if %s', (_, ben) => {
      expect(observationOf(anna, remediated(old), [ben, anna])).toBeUndefined();
      expect(observationOf(anna, { target: 'email', isQuarantined: true }, [ben, anna])).toBeUndefined();
    });

    test('an email that is looked at again counts for the last run', () => {
      const email: Observation = { target: 'email', isQuarantined: true };
      expect(observationOf(anna, email, [anna])).toBe(email);
      expect(observationOf(anna, undefined, [anna])).toBeUndefined();
    });

    test.each([
      ['is done', sampleRun({ ...later, id: 'ben' })],
      ['is under way', sampleRunning('following', { ...later, id: 'ben' })],
    ])('an entry does not count for a run if another run that may have caused it %s', (_, ben) => {
      const [first, second] = [entry(at(2)), entry(at(5))];
      expect(observationOf(anna, remediated(old, first), [ben, anna])).toBeUndefined();
      expect(observationOf(anna, remediated(old, first, second), [ben, anna])).toMatchObject({
        event: { history: [old, second] },
      });
    });

    test('a run without a note of what was there before it is judged by all that is there', () => {
      const unknown = sampleRun({ id: 'anna', outcome: 'doubtful' });
      const shown = remediated(old);
      expect(observationOf(unknown, shown, [sampleRun({ ...later, id: 'ben' }), unknown])).toBe(shown);
    });
  });
});
