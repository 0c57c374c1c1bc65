import { expect, test } from 'vitest';
import { readChoiceTarget, writeChoiceTarget } from '../../../../src/slack/features/lookup/choice-codec.ts';
import { ForeignValueError } from '../../../../src/slack/payloads/carried.ts';

test.each([
  { channelId: 'C1', threadTs: '1700000000.000100', audience: 'conversation' },
  { channelId: 'C1', threadTs: undefined, audience: 'conversation' },
  { channelId: 'C1', threadTs: undefined, audience: 'asker' },
] as const)('a choice tells where the events that are chosen go: %j', (target) => {
  expect(readChoiceTarget(writeChoiceTarget(target))).toEqual(target);
});

test('a choice that an earlier version opened shows its events in the thread', () => {
  const before = '{"thread":{"channelId":"C1","threadTs":"1700000000.000100"}}';
  expect(readChoiceTarget(before)).toEqual({
    channelId: 'C1',
    threadTs: '1700000000.000100',
    audience: 'conversation',
  });
});

test.each(['', '{}', '{"thread":{}}', '{"thread":{"channelId":"C1"},"audience":"everybody"}'])(
  'a choice that this app did not write is refused: %s',
  (metadata) => {
    expect(() => readChoiceTarget(metadata)).toThrow(ForeignValueError);
  },
);
