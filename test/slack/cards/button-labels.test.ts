import { describe, expect, test } from 'vitest';
import type { EventAction } from '../../../src/events/security-event.ts';
import { actionButtons } from '../../../src/slack/cards/action-buttons.ts';
import { sampleEvent } from '../../support/cards/sample-event.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';

const labels = (availableActions: EventAction[]) =>
  actionButtons(sampleSnapshot({ event: sampleEvent({ availableActions }) })).map(({ text }) => text.text);

describe('button labels', () => {
  test('labels tell actions with the same name apart by their parameter, or by a number if that does not help', () => {
    expect(
      labels([
        { name: 'report', parameter: { reason: 'spam' } },
        { name: 'report', parameter: { reason: 'phishing' } },
        { name: 'report', parameter: { deep: { a: 1 } } },
        { name: 'report', parameter: { deep: { a: 2 } } },
        { name: 'Report', parameter: { deep: { a: 3 } } },
        { name: 'report (2)', parameter: undefined },
      ]),
    ).toEqual([
      'Report: reason spam',
      'Report: reason phishing',
      'Report',
      'Report (2)',
      'Report (3)',
      'Report (2) (2)',
    ]);
  });

  test('labels give as much of the parameter as tells actions apart', () => {
    expect(
      labels([
        { name: 'move', parameter: 'inbox' },
        { name: 'move', parameter: { to: 'spam', all: true } },
      ]),
    ).toEqual(['Move: inbox', 'Move: to spam, all true']);
  });

  test('labels stay different even if the difference does not fit', () => {
    const long = 'z'.repeat(200);
    const [first = '', second = ''] = labels([
      { name: `${long}a`, parameter: undefined },
      { name: `${long}b`, parameter: undefined },
    ]);
    expect(first).toHaveLength(75);
    expect(second).toMatch(/…? \(2\)$/);
    expect(second).toHaveLength(75);
  });

  test('an action that HEC offers twice, word for word, gets one label', () => {
    expect(
      labels([
        { name: 'x', parameter: { a: 1, b: 2 } },
        { name: 'x', parameter: { b: 2, a: 1 } },
      ]),
    ).toEqual(['X']);
  });

  test('a label cannot pose as a button of ours', () => {
    expect(labels([{ name: 'open in portal', parameter: undefined }])).toEqual(['Open in portal (2)']);
  });

  test('a label has words even if the action’s name has none', () => {
    expect(labels([{ name: '\u200b', parameter: undefined }])).toEqual(['Unnamed action']);
  });
});
