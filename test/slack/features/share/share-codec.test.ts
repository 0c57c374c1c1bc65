import { expect, test } from 'vitest';
import { readShared, writeShared } from '../../../../src/slack/features/share/share-codec.ts';
import { ForeignValueError } from '../../../../src/slack/payloads/carried.ts';

const eventId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const origin = { kind: 'message', channelId: 'C1', messageTs: '1.2', threadTs: undefined } as const;

test('the form behind "Share…" brings back its event and the card that was pressed', () => {
  expect(readShared(writeShared({ eventId, origin }))).toEqual({ eventId, origin });
  expect(readShared(writeShared({ eventId, origin: undefined }))).toEqual({ eventId, origin: undefined });
});

test('a form that a version before 0.5 opened is read, without the card', () => {
  expect(readShared(JSON.stringify({ eventId }))).toEqual({ eventId, origin: undefined });
});

test.each(['', '{}', '{"eventId":1}', '{"eventId":"x/../y"}', `{"eventId":"${eventId}","place":{"kind":"other"}}`])(
  'a form that carries %s is not ours',
  (metadata) => {
    expect(() => readShared(metadata)).toThrow(ForeignValueError);
  },
);
