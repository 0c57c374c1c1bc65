import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOrigin, writeOrigin } from '../../../src/slack/cards/origin-codec.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';
import type { Origin } from '../../../src/slack/payloads/interaction.ts';

const card: Origin = {
  kind: 'unfurl',
  channelId: 'C0SECURITY',
  messageTs: '1763900000.123456',
  threadTs: undefined,
  url: 'https://acme.avanan.net/#/events/1',
};
const { url: _, ...withoutUrl } = card;
const written = '{"place":{"kind":"unfurl","channelId":"C0SECURITY","messageTs":"1763900000.123456"}}';
const inModal = (metadata: string) => ({ origin: undefined, view: { id: 'V1', metadata } });

test('a modal carries the card it was opened from as {"place"}, without a preview’s link', () => {
  expect(writeOrigin(card)).toBe(written);
  expect(readOrigin(inModal(written))).toEqual(withoutUrl);
});

test('a modal that was not opened from a card carries none', () => {
  expect(writeOrigin(undefined)).toBe('{}');
  for (const metadata of ['{}', '', '{"thread":{}}']) expect(readOrigin(inModal(metadata))).toBeUndefined();
});

test('a click on a card tells where the card is', () => {
  expect(readOrigin({ origin: card, view: undefined })).toEqual(withoutUrl);
});

test('a modal gives back any card that it carries', () => {
  const origin = fc.record({
    kind: fc.constantFrom('message', 'unfurl', 'private'),
    channelId: fc.string(),
    messageTs: fc.string(),
    threadTs: fc.option(fc.string(), { nil: undefined }),
  });
  fc.assert(
    fc.property(origin, (given) => {
      expect(readOrigin(inModal(writeOrigin(given)))).toEqual(given);
    }),
  );
});

test.each(['nonsense', 'null', '[]', '{"place":1}', '{"place":{"kind":"elsewhere"}}'])(
  'a modal with the metadata %j is refused',
  (metadata) => {
    expect(() => readOrigin(inModal(metadata))).toThrow(ForeignValueError);
  },
);
