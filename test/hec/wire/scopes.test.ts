import { expect, test } from 'vitest';
import { readScopes } from '../../../src/hec/wire/scopes.ts';

test('scopes are read without the empty one, which stands for none', () => {
  expect(readScopes(['mt-prod-3:acme', '', 7]).items).toEqual(['mt-prod-3:acme']);
  expect(readScopes(['']).items).toEqual([]);
});
