import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventOfCardButton, readEventId, writeEventId } from '../../../src/slack/cards/event-codec.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';

const eventId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const value = `{"eventId":"${eventId}"}`;

describe('the event of a button or a modal', () => {
  test('a button or a modal carries its event as {"eventId"}', () => {
    expect(writeEventId(eventId)).toBe(value);
    expect(readEventId(value)).toBe(eventId);
  });

  test.each(['', 'nonsense', '{}', '[]', 'null', '{"eventId":1}', '{"eventId":"short"}', '{"runId":"x"}'])(
    'no event is read from %j',
    (carried) => {
      expect(() => readEventId(carried)).toThrow(ForeignValueError);
    },
  );

  test('no event is read from any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (carried) => {
        expect(() => readEventId(carried)).toThrow(ForeignValueError);
      }),
    );
  });
});

describe('the event of a card', () => {
  test.each(['event_action:7', 'email_action:0', 'event_details', 'more_actions', 'share_event'])(
    'the button %s tells which event its card shows',
    (actionId) => {
      expect(eventOfCardButton(actionId, value)).toBe(eventId);
    },
  );

  test.each([
    ['open_portal', value],
    ['anything', value],
    ['event_details', undefined],
    ['event_details', 'nonsense'],
    ['event_details', `{"eventId":"${eventId}","more":"${'x'.repeat(2_000)}"}`],
  ])('the button %s with the value %j does not tell which event its card shows', (actionId, carried) => {
    expect(eventOfCardButton(actionId, carried)).toBeUndefined();
  });
});
