/** What the buttons and the modal of a search carry. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../../src/search/parse.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import {
  type CarriedSearch,
  readRow,
  readSearch,
  readShownHere,
  writeRow,
  writeSearch,
  writeShownHere,
} from '../../../src/slack/cards/search-codec.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';
import { arbitraryClock, arbitraryQueryText } from '../../support/arbitrary-query.ts';

const clock = { now: new Date('2026-11-29T12:00:00.123Z'), offsetSeconds: 3_600 };
const asked = { channelId: `C${'0'.repeat(20)}`, threadTs: '1795993872.271000', userId: `U${'0'.repeat(20)}` };
const eventId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';

const text = fc.oneof(
  arbitraryQueryText,
  // As long as any, of what JSON and the language both escape.
  fc
    .tuple(fc.constantFrom('"', '\\', 'a', '“', '\u{1f600}'), fc.integer({ min: 1, max: 1_500 }))
    .map(([unit, times]) => `'x${unit.repeat(times)}'`),
);

test('whatever is understood as a search is carried within Slack’s limits, and read again as the same search', () => {
  let longest = 0;
  fc.assert(
    fc.property(text, arbitraryClock, fc.integer({ min: 1, max: 10_000 }), (typed, at, page) => {
      const parsed = parse(typed, at);
      if (parsed.kind === 'problems') return;
      const search: CarriedSearch = { query: parsed.query, clock: at, page, asked };
      const carried = writeSearch(search);
      longest = Math.max(longest, carried.length);
      expect(carried.length).toBeLessThanOrEqual(Math.min(limits.button.value, limits.modal.privateMetadata));
      expect(readSearch(carried)).toEqual(search);
    }),
    { numRuns: 2_000 },
  );
  expect(longest).toBeGreaterThan(1_000);
});

test('a search that is too long for a button is told in a sentence', () => {
  expect(parse(`"${'long '.repeat(400)}"`, clock)).toEqual({
    kind: 'problems',
    problems: [expect.stringMatching(/^That is too long for one search\./)],
  });
});

test.each([
  '',
  '{}',
  '{"text":"severty:high","asOf":1795993872271,"offset":0,"page":1}',
  '{"text":"severity:high","asOf":-1,"offset":0,"page":1}',
  '{"text":"severity:high","asOf":1795993872271,"offset":0,"page":0}',
  '{"text":"severity:high","asOf":1795993872271,"offset":9e9,"page":1}',
])('a search with the value %j is refused as foreign', (value) => {
  expect(() => readSearch(value)).toThrow(ForeignValueError);
});

test('a row carries what it opens, and “Show here” where to', () => {
  const event = { kind: 'event', eventId, asked } as const;
  const email = { kind: 'email', entityId: eventId, asked: undefined } as const;
  expect(readRow(writeRow(event))).toEqual(event);
  expect(readRow(writeRow(email))).toEqual(email);
  expect(readShownHere(writeShownHere({ eventId, asked }))).toEqual({ eventId, asked });
  expect(() => readRow('{"kind":"event","eventId":"../audit"}')).toThrow(ForeignValueError);
  expect(() => readShownHere(JSON.stringify({ eventId }))).toThrow(ForeignValueError);
});
