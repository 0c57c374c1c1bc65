import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EventAction } from '../../../src/events/security-event.ts';
import { actionButtons, cardActions } from '../../../src/slack/messages/action-buttons.ts';
import { findOfferedAction, parseActionValue } from '../../../src/slack/messages/action-value.ts';
import { actionsView } from '../../../src/slack/messages/actions-modal.ts';
import { buttonsOf } from './rendered.ts';
import { eventId, sampleEvent } from './sample-event.ts';

const offering = (availableActions: EventAction[]) => sampleEvent({ availableActions });
const labels = (availableActions: EventAction[]) =>
  actionButtons(offering(availableActions)).map(({ text }) => text.text);
const values = (availableActions: EventAction[]) =>
  actionButtons(offering(availableActions)).map(({ value }) => value ?? '');
const numbered = (count: number): EventAction[] =>
  Array.from({ length: count }, (_, index) => ({ name: `action ${index}`, parameter: undefined }));

describe('an action button', () => {
  it('carries the parameter exactly as HEC gave it, and none where HEC gave none', () => {
    expect(values([{ name: 'dismiss', parameter: { b: [1, null], a: '<x>' } }])).toEqual([
      `{"eventId":"${eventId}","actionName":"dismiss","actionParameter":{"b":[1,null],"a":"<x>"}}`,
    ]);
    expect(
      values([
        { name: 'x', parameter: null },
        { name: 'x', parameter: undefined },
      ]),
    ).toEqual([
      `{"eventId":"${eventId}","actionName":"x","actionParameter":null}`,
      `{"eventId":"${eventId}","actionName":"x"}`,
    ]);
  });

  it('carries a digest of the canonical JSON where the parameter is too long', () => {
    const long = 'y'.repeat(3_000);
    const digest = createHash('sha256')
      .update(`{"actionName":"x","actionParameter":{"a":1,"z":"${long}"}}`)
      .digest('hex');
    expect(values([{ name: 'x', parameter: { z: long, a: 1 } }])).toEqual([
      JSON.stringify({ eventId, actionName: 'x', digest }),
    ]);
  });

  it('is recognised whatever the order of the parameter’s keys is at the click', () => {
    const [value = ''] = values([{ name: 'x', parameter: { a: 1, b: 2 } }]);
    const parsed = parseActionValue(value);
    const reordered = { name: 'x', parameter: { b: 2, a: 1 } };
    expect(parsed && findOfferedAction(offering([reordered]), parsed)).toBe(reordered);
  });

  it.each([
    ['another parameter', { name: 'x', parameter: { a: 2 } }],
    ['no parameter', { name: 'x', parameter: undefined }],
    ['another name', { name: 'y', parameter: { a: 1 } }],
  ])('does not stand for %s', (_, offered) => {
    const [value = ''] = values([{ name: 'x', parameter: { a: 1 } }]);
    const parsed = parseActionValue(value);
    expect(parsed).toBeDefined();
    expect(parsed && findOfferedAction(offering([offered]), parsed)).toBeUndefined();
  });

  it('does not stand for the same action on another event', () => {
    const [value = ''] = values([{ name: 'x', parameter: undefined }]);
    const parsed = parseActionValue(value);
    const other = sampleEvent({ id: 'b'.repeat(32), availableActions: [{ name: 'x', parameter: undefined }] });
    expect(parsed && findOfferedAction(other, parsed)).toBeUndefined();
  });

  it.each([
    '',
    'nonsense',
    '[]',
    '{}',
    '{"eventId":1,"actionName":"x"}',
    '{"eventId":"a","actionName":"x","digest":"short"}',
    '{"eventId":"a","actionName":"x","more":1}',
  ])('is none of ours with the value %j', (value) => {
    expect(parseActionValue(value)).toBeUndefined();
  });

  it('is not made for what could not be sent as it was offered', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(
      labels([
        { name: 'deep', parameter: deep },
        { name: 'huge', parameter: Number.POSITIVE_INFINITY },
      ]),
    ).toEqual([]);
    expect(actionButtons(sampleEvent({ id: 'x'.repeat(300) }))).toEqual([]);
  });

  it('says aloud which event it is for', () => {
    const [button] = actionButtons(offering([{ name: 'quarantine', parameter: undefined }]));
    expect(button?.accessibility_label).toBe('Quarantine, event 7ded0371…');
  });
});

describe('the labels', () => {
  it('tell actions of one name apart by their parameter, and by a number where that does not help', () => {
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

  it('stay different when what differs is beyond what fits', () => {
    const long = 'z'.repeat(200);
    const [first = '', second = ''] = labels([
      { name: `${long}a`, parameter: undefined },
      { name: `${long}b`, parameter: undefined },
    ]);
    expect(first).toHaveLength(75);
    expect(second).toMatch(/…? \(2\)$/);
    expect(second).toHaveLength(75);
  });

  it('show what HEC offers twice word for word once', () => {
    expect(
      labels([
        { name: 'x', parameter: { a: 1, b: 2 } },
        { name: 'x', parameter: { b: 2, a: 1 } },
      ]),
    ).toEqual(['X']);
  });

  it('cannot pose as a button of ours', () => {
    expect(labels([{ name: 'open in portal', parameter: undefined }])).toEqual(['Open in portal (2)']);
  });

  it('have words even where the name has none', () => {
    expect(labels([{ name: '\u200b', parameter: undefined }])).toEqual(['Action without a name']);
  });
});

describe('a card', () => {
  const idsOf = (count: number) =>
    cardActions(offering(numbered(count))).map(({ elements }) => elements.map((e) => e.action_id));

  it('puts the likeliest action first', () => {
    expect(actionButtons(sampleEvent()).map(({ text, style }) => [text.text, style])).toEqual([
      ['Quarantine', 'primary'],
      ['Dismiss', 'danger'],
      ['Set severity: Low', undefined],
      ['Set severity: High', undefined],
    ]);
  });

  it('shows 25 actions without further ado', () => {
    expect(idsOf(25)).toEqual([Array.from({ length: 25 }, (_, index) => `event_action:${index}`)]);
  });

  it('shows 25 actions and the way to the others', () => {
    const [first, second] = idsOf(26);
    expect(first).toHaveLength(25);
    expect(second).toEqual(['more_actions']);
    expect(cardActions(offering(numbered(26)))[1]?.elements[0]).toMatchObject({ value: JSON.stringify({ eventId }) });
  });

  it('has no block for no actions', () => {
    expect(cardActions(offering([]))).toEqual([]);
  });
});

describe('the modal', () => {
  const buttonsIn = (count: number) => buttonsOf(actionsView(offering(numbered(count))).blocks);

  it('holds every action', () => {
    expect(buttonsIn(120)).toHaveLength(120);
  });

  it('says so when HEC offers none', () => {
    expect(JSON.stringify(actionsView(offering([])))).toContain('offers no actions');
  });

  it('says how many it could not hold', () => {
    const count = buttonsIn(1_000).length;
    expect(count).toBeGreaterThan(100);
    expect(actionsView(offering(numbered(1_000))).blocks.at(-1)).toMatchObject({
      elements: [{ text: `and ${1_000 - count} more, which only the portal can show` }],
    });
  });
});
