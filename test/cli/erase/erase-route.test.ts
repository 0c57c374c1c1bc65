import { expect, test } from 'vitest';
import { subjectOf } from '../../../src/cli/erase/erase-route.ts';

test.each(['', 'of=', 'of=%20&of=U1AAAAAA', 'of=U1AAAAAA&of=ann%40example.com', 'of=@', 'address=', 'id='])(
  'the running app erases nothing for whom it can’t tell: %j',
  (query) => {
    expect(subjectOf(new URLSearchParams(query))).toBeUndefined();
  },
);

test('the running app erases whom the command named', () => {
  const ids = ['U1AAAAAA', 'W1AAAAAA'];
  expect(subjectOf(new URLSearchParams('of=U1AAAAAA&of=W1AAAAAA'))).toEqual({ kind: 'person', ids });
  const address = 'ann+1@example.com';
  expect(subjectOf(new URLSearchParams({ of: address }))).toEqual({ kind: 'address', address });
});
