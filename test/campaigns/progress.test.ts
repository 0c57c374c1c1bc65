import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runOutcomes } from '../../src/actions/run.ts';
import {
  chosenIn,
  type EmailState,
  leftOutReasons,
  progressOf,
  type Standing,
  standingOf,
} from '../../src/campaigns/progress.ts';

test.each<[EmailState, Standing]>([
  [{ kind: 'no_run' }, 'toGo'],
  [{ kind: 'running' }, 'toGo'],
  [{ kind: 'left_out', reason: 'held' }, 'heldByOthers'],
  [{ kind: 'left_out', reason: 'touched' }, 'touched'],
  [{ kind: 'ended', outcome: 'done', errorCode: undefined }, 'moved'],
  [{ kind: 'ended', outcome: 'unchanged', errorCode: undefined }, 'failed'],
  [{ kind: 'ended', outcome: 'failed', errorCode: undefined }, 'failed'],
  [{ kind: 'ended', outcome: 'doubtful', errorCode: 'hec_timeout' }, 'unconfirmed'],
  [{ kind: 'ended', outcome: 'still_working', errorCode: undefined }, 'unconfirmed'],
  [{ kind: 'ended', outcome: 'not_sent', errorCode: 'already' }, 'already'],
  [{ kind: 'ended', outcome: 'not_sent', errorCode: 'gone' }, 'gone'],
  [{ kind: 'ended', outcome: 'not_sent', errorCode: 'stopped' }, 'stopped'],
  [{ kind: 'ended', outcome: 'not_sent', errorCode: 'hec_forbidden' }, 'failed'],
])('an email of which the record says %j counts as %s', (state, standing) => {
  expect(standingOf(state)).toBe(standing);
});

const arbitraryState: fc.Arbitrary<EmailState> = fc.oneof(
  fc.constantFrom<EmailState>({ kind: 'no_run' }, { kind: 'running' }),
  fc.record({ kind: fc.constant('left_out' as const), reason: fc.constantFrom(...leftOutReasons) }),
  fc.record({
    kind: fc.constant('ended' as const),
    outcome: fc.constantFrom(...runOutcomes),
    errorCode: fc.option(fc.string(), { nil: undefined }),
  }),
);

test('whatever became of them, the emails of a campaign are all counted, each once', () => {
  const counted = fc.array(fc.record({ state: arbitraryState, emails: fc.nat(10_000) }));
  fc.assert(
    fc.property(counted, (states) => {
      expect(chosenIn(progressOf(states))).toBe(states.reduce((sum, { emails }) => sum + emails, 0));
    }),
  );
});
