import { describe, expect, test } from 'vitest';
import { isEnded, isRunning, lastEffective, revisionAfter } from '../../src/actions/run.ts';
import { at, sampleRun, sampleRunning } from '../support/cards/sample-run.ts';

test.each(['claimed', 'sending', 'following', 'looking'] as const)(
  'a run that is %s is running, and has not ended',
  (state) => {
    const run = sampleRunning(state);
    expect([isRunning(run), isEnded(run)]).toEqual([true, false]);
  },
);

test('a run that has ended is not running', () => {
  expect([isRunning(sampleRun()), isEnded(sampleRun())]).toEqual([false, true]);
});

describe('the last effective run', () => {
  const first = sampleRun({ id: 'first', endedAt: at(2) });
  const second = sampleRun({ id: 'second', endedAt: at(4) });

  test('the last effective run is the one that ended last, whatever the order of the list', () => {
    expect(lastEffective([first, second])).toBe(second);
    expect(lastEffective([second, first])).toBe(second);
  });

  test('a run that the database says ended later is the last effective run, whatever the clocks say', () => {
    const [one, other] = [sampleRun({ endedOrder: 7, endedAt: at(9) }), sampleRun({ endedOrder: 8, endedAt: at(2) })];
    expect(lastEffective([one, other])).toBe(other);
    expect(lastEffective([other, one])).toBe(other);
    expect(lastEffective([second, one])).toBe(one);
    expect(lastEffective([one, sampleRun({ endedAt: at(20) })])).toBe(one);
  });

  test('of two runs that ended at once, the first in the list counts as the last effective run', () => {
    expect(lastEffective([first, sampleRun({ id: 'other', endedAt: at(2) })])).toBe(first);
  });

  test('a run that was not sent or is still running is never the last effective run', () => {
    const notSent = sampleRun({ id: 'later', endedAt: at(9), outcome: 'not_sent' });
    expect(lastEffective([sampleRunning('following'), notSent, first])).toBe(first);
    expect(lastEffective([sampleRunning('following'), notSent])).toBeUndefined();
  });

  test.each(['done', 'unchanged', 'failed', 'doubtful', 'still_working'] as const)(
    'a run that ended as %s can be the last effective run',
    (outcome) => {
      const run = sampleRun({ outcome });
      expect(lastEffective([run])).toBe(run);
    },
  );

  test('a card’s revision is the id of the last effective run, or 0 before any run', () => {
    expect(revisionAfter(second)).toBe('second');
    expect(revisionAfter(undefined)).toBe('0');
  });
});
