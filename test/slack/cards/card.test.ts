import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/slack/blocks/limits.ts';
import { cardOf, noteMax } from '../../../src/slack/cards/card.ts';
import { compactCard } from '../../../src/slack/cards/compact-card.ts';
import { eventCard } from '../../../src/slack/cards/event-card.ts';
import { buttonsOf, shownBy, totalLength } from '../../support/cards/rendered.ts';
import { sampleEvent } from '../../support/cards/sample-event.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';

const long = 'W'.repeat(3_000);
const many = (count: number) => Array.from({ length: count }, (_, index) => `${index}${long}`);

/** With as much of everything as a card shows. */
const largest = (actions: number) =>
  sampleEvent({
    description: long,
    details: `x${long}`,
    customer: long,
    sender: long,
    entityId: long,
    additional: Object.fromEntries(many(50).map((text) => [text, text])),
    history: many(50).map((type) => ({ type, at: new Date(0), relatedEventId: type })),
    availableActions: many(actions).map((name) => ({ name, parameter: undefined })),
  });
const labelsOf = ({ blocks }: ReturnType<typeof cardOf>) => buttonsOf(blocks).map(({ text }) => text.text);

describe('the full card under a note', () => {
  const note = Array.from({ length: 10 }, () => '&'.repeat(noteMax / 10 - 1)).join('\n');

  test.each([18, 70])(
    'under a note, the card of the largest event with %i actions stays within our bound and still leads to them all',
    (actions) => {
      const input = sampleSnapshot({ event: largest(actions) });
      const card = cardOf('full', input, { requestedBy: 'U012ABC', note });
      expect(totalLength(shownBy(eventCard(input, { requestedBy: 'U012ABC' })))).toBeGreaterThan(
        limits.message.text - 2_600,
      );
      expect(totalLength(shownBy(card))).toBeLessThan(limits.message.text);
      expect(shownBy(card).mrkdwn[0]?.match(/^> (?:&amp;)+…?$/gm)).toHaveLength(10);
      const labels = labelsOf(card);
      expect(labels.length).toBeGreaterThan(5);
      expect(labelsOf(eventCard(input, { requestedBy: 'U012ABC' })).slice(0, labels.length - 3)).toEqual(
        labels.slice(0, -3),
      );
      expect(labels.slice(-3)).toEqual(labelsOf(eventCard(input, { requestedBy: 'U012ABC' })).slice(-3));
    },
  );

  test('under a note, the card keeps all its buttons if there is room', () => {
    const input = sampleSnapshot();
    expect(labelsOf(cardOf('full', input, { requestedBy: 'U012ABC', note }))).toEqual(
      labelsOf(eventCard(input, { requestedBy: 'U012ABC' })),
    );
  });
});

describe('a note above a card', () => {
  const firstOf = (note: string | undefined, shape: 'full' | 'compact' = 'full') =>
    shownBy({ blocks: cardOf(shape, sampleSnapshot(), { requestedBy: 'U012ABC', note }).blocks.slice(0, 1) });
  const linesOf = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);
  const quoted = (lines: string[]) => ['<@U012ABC> wrote:', ...lines.map((line) => `> ${line}`)].join('\n');

  test.each(['full', 'compact'] as const)('a note above a %s card names its writer and quotes each line', (shape) => {
    expect(firstOf('Please look:\r\n\n \nit is *bad*', shape).mrkdwn).toEqual([
      quoted(['Please look:', 'it is ∗bad∗']),
    ]);
  });

  test('a note of more than ten lines is cut there, and says so', () => {
    expect(firstOf(linesOf(10).join('\n')).mrkdwn).toEqual([quoted(linesOf(10))]);
    expect(firstOf(linesOf(11).join('\n')).mrkdwn).toEqual([quoted([...linesOf(10), '…'])]);
  });

  test('a note is cut after a thousand characters', () => {
    const [cut = ''] = firstOf(Array.from({ length: 9 }, () => 'x'.repeat(200)).join('\n')).mrkdwn;
    expect(cut.match(/x/g)).toHaveLength(noteMax - 4);
  });

  test.each([undefined, '', ' \n\r\n '])('a card under the note %j is the card alone', (note) => {
    const sharing = { requestedBy: 'U012ABC', note };
    expect(cardOf('full', sampleSnapshot(), sharing)).toEqual(eventCard(sampleSnapshot(), { requestedBy: 'U012ABC' }));
    expect(cardOf('compact', sampleSnapshot(), sharing)).toEqual(compactCard(sampleSnapshot()));
  });

  test('a link’s preview is the card alone, and names nobody', () => {
    expect(cardOf('full', sampleSnapshot())).toEqual(eventCard(sampleSnapshot()));
    expect(cardOf('compact', sampleSnapshot())).toEqual(compactCard(sampleSnapshot()));
  });
});
