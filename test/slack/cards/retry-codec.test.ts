import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../../src/slack/blocks/limits.ts';
import { type FailedLookup, readFailedLookup, writeFailedLookup } from '../../../src/slack/cards/retry-codec.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';

const id = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';

test.each<[string, FailedLookup]>([
  [
    `{"kind":"typed","id":"${id}","to":"conversation","shape":"full"}`,
    { reference: { kind: 'typed', id }, to: 'conversation', shape: 'full', threadTs: undefined },
  ],
  [
    '{"kind":"item","id":"farm:tenant:1","to":"asker","shape":"compact","threadTs":"1.2","userId":"U1"}',
    { reference: { kind: 'item', id: 'farm:tenant:1' }, to: 'asker', shape: 'compact', threadTs: '1.2', userId: 'U1' },
  ],
])('a “Try again” carries %s', (value, lookup) => {
  expect(writeFailedLookup(lookup)).toBe(value);
  expect(readFailedLookup(value)).toEqual(lookup);
});

test.each([
  '',
  '{}',
  `{"kind":"other","id":"${id}","to":"asker","shape":"full"}`,
  '{"kind":"typed","id":"a b","to":"asker","shape":"full"}',
])('a “Try again” with the value %j is refused as foreign', (value) => {
  expect(() => readFailedLookup(value)).toThrow(ForeignValueError);
});

test('whatever id a person named, a “Try again” carries it within Slack’s limit or isn’t offered', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ minLength: 250, maxLength: 400 })), (named) => {
      const lookup: FailedLookup = { reference: { kind: 'item', id: named }, to: 'asker', shape: 'full' };
      const value = writeFailedLookup(lookup);
      if (value === undefined) return;
      expect(value.length).toBeLessThanOrEqual(limits.button.value);
      expect(readFailedLookup(value).reference.id).toBe(named);
    }),
  );
});
