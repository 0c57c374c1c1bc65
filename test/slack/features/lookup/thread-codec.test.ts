import { expect, test } from 'vitest';
import { readThread, writeThread } from '../../../../src/slack/features/lookup/thread-codec.ts';
import { ForeignValueError } from '../../../../src/slack/payloads/carried.ts';

const thread = { channelId: 'C0SECURITY', threadTs: '1763900000.123456' };

test('a modal carries the thread that it shows events in as {"thread"}', () => {
  const written = '{"thread":{"channelId":"C0SECURITY","threadTs":"1763900000.123456"}}';
  expect(writeThread(thread)).toBe(written);
  expect(readThread(written)).toEqual(thread);
});

test('a modal in which the person chooses the conversation carries no thread', () => {
  expect(writeThread(undefined)).toBe('{}');
  expect(readThread('{}')).toBeUndefined();
});

test.each(['', 'null', '[]', '{"thread":1}', '{"thread":{"channelId":"C1"}}'])(
  'a modal with the metadata %j is refused',
  (metadata) => {
    expect(() => readThread(metadata)).toThrow(ForeignValueError);
  },
);
