import { describe, expect, test } from 'vitest';
import { isEnded, isRunning, lastEffective, revisionAfter } from '../../src/actions/run.ts';
import { at, sampleRun, sampleRunning } from '../support/cards/sample-run.ts';

test.each(['claimed', 'sending', 'following'] as const)('a run that is %s is running, and has not ended', (state) => {
  const run = sampleRunning(state);
  expect([isRunning(run), isEnded(run)]).toEqual([true, false]);
});

test('a run that has ended is not running', () => {
  expect([isRunning(sampleRun()), isEnded(sampleRun())]).toEqual([false, true]);
});

describe('the run that a card was made after', () => {
  const first = sampleRun({ id: 'first', endedAt: at(2) });
  const second = sampleRun({ id: 'second', endedAt: at(4) });

  test('is the one that ended last, in whatever order they come', () => {
    expect(lastEffective([first, second])).toBe(second);
    expect(lastEffective([second, first])).toBe(second);
  });

  test('is the first of those given if two ended at once', () => {
    expect(lastEffective([first, sampleRun({ id: 'other', endedAt: at(2) })])).toBe(first);
  });

  test('is none that was not sent, because it changed nothing, and none that is still running', () => {
    const notSent = sampleRun({ id: 'later', endedAt: at(9), outcome: 'not_sent' });
    expect(lastEffective([sampleRunning('following'), notSent, first])).toBe(first);
    expect(lastEffective([sampleRunning('following'), notSent])).toBeUndefined();
  });

  test.each(['done', 'unchanged', 'failed', 'doubtful', 'still_working'] as const)(
    'may be one that ended as %s',
    (outcome) => {
      const run = sampleRun({ outcome });
      expect(lastEffective([run])).toBe(run);
    },
  );

  test('gives the card its revision; one made before any run has revision 0', () => {
    expect(revisionAfter(second)).toBe('second');
    expect(revisionAfter(undefined)).toBe('0');
  });
});
