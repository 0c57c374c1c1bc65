import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/actions/offers.ts';
import { emailActionNames } from '../../../src/actions/registry.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import {
  type ActionClick,
  readActionClick,
  readActionMetadata,
  workObjectActionId,
  writeActionMetadata,
  writeEmailAction,
  writeEventAction,
} from '../../../src/slack/cards/action-codec.ts';
import type { CardOrigin } from '../../../src/slack/cards/origin-codec.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';
import { arbitraryAction } from '../../support/arbitrary-event.ts';
import { clickOn } from '../../support/cards/clicks.ts';

const eventId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const digest = 'a'.repeat(64);
const origin: CardOrigin = {
  kind: 'message',
  channelId: 'C0SECURITY',
  messageTs: '1763900000.123456',
  threadTs: '1763900000.000001',
};

const arbitraryValue = fc.oneof(
  arbitraryAction.map((action) => ({ action_id: 'event_action:0', value: writeEventAction(eventId, action) })),
  fc
    .record({ entityId: fc.string(), entityType: fc.string(), actionName: fc.constantFrom(...emailActionNames) })
    .map((offer) => ({ action_id: 'email_action:0', value: writeEmailAction(eventId, offer) })),
);
const arbitraryClick = arbitraryValue
  .filter((button): button is { action_id: string; value: string } => button.value !== undefined)
  .map((button) => ({ ...button, read: readActionClick(clickOn(button)) }));

describe('buttons on old messages', () => {
  test.each([
    [
      'event_action:0',
      `{"eventId":"${eventId}","actionName":"severityChange","actionParameter":{"newSeverity":"High"}}`,
      {
        target: 'event',
        offer: { kind: 'named', name: 'severityChange', parameter: { newSeverity: 'High' } },
        name: 'severityChange',
        values: {},
      },
    ],
    [
      'event_action:3',
      `{"eventId":"${eventId}","actionName":"dismiss"}`,
      {
        target: 'event',
        offer: { kind: 'named', name: 'dismiss', parameter: undefined },
        name: 'dismiss',
        values: {},
      },
    ],
    [
      'event_action:1',
      `{"eventId":"${eventId}","actionName":"a long one","digest":"${digest}"}`,
      { target: 'event', offer: { kind: 'digest', digest }, name: 'a long one', values: {} },
    ],
    [
      'email_action:0',
      `{"eventId":"${eventId}","entityId":"e1","entityType":"office365_emails_email","actionName":"restore"}`,
      { target: 'email', entityId: 'e1', entityType: 'office365_emails_email', name: 'restore', values: {} },
    ],
  ])('a button %s with %s on an old message still means its action', (action_id, value, action) => {
    const click = { ...clickOn({ action_id, value }, 'actions:a-1B:0'), origin: { ...origin, url: undefined } };
    expect(readActionClick(click)).toEqual({ eventId, action, revision: 'a-1B', origin, knownDoubt: undefined });
  });

  test.each([
    ['event_action:0', 'actions:1f0c2a4e-6d5b:2', '1f0c2a4e-6d5b'],
    ['event_action:0:1f0c2a4e-6d5b', '', '1f0c2a4e-6d5b'],
    ['event_action:0', 'b0', '0'],
  ])('a button %s in the block %j has the revision %s', (action_id, blockId, revision) => {
    const value = `{"eventId":"${eventId}","actionName":"dismiss"}`;
    expect(readActionClick(clickOn({ action_id, value }, blockId)).revision).toBe(revision);
  });

  test('a button on a Work Object has the revision in its action_id', () => {
    expect(workObjectActionId('email_action:2', 'a-1B')).toBe('email_action:2:a-1B');
  });

  test('a button in a modal belongs to the card that the modal was opened from', () => {
    const metadata = JSON.stringify({ place: origin });
    const value = `{"eventId":"${eventId}","actionName":"dismiss"}`;
    const click = { ...clickOn({ action_id: 'event_action:0', value }), view: { id: 'V1', metadata } };
    expect(readActionClick(click).origin).toEqual(origin);
  });
});

describe('confirmation modals', () => {
  test.each<[string, ActionClick]>([
    [
      `{"kind":"event_action","revision":"0","value":{"eventId":"${eventId}","actionName":"x","actionParameter":null}}`,
      {
        eventId,
        action: { target: 'event', offer: { kind: 'named', name: 'x', parameter: null }, name: 'x', values: {} },
        revision: '0',
        origin: undefined,
        knownDoubt: undefined,
      },
    ],
    [
      `{"kind":"event_action","revision":"r1","knownDoubt":"run 1","value":{"eventId":"${eventId}","actionName":"x","digest":"${digest}"},"place":{"kind":"message","channelId":"C0SECURITY","messageTs":"1763900000.123456","threadTs":"1763900000.000001"}}`,
      {
        eventId,
        action: { target: 'event', offer: { kind: 'digest', digest }, name: 'x', values: {} },
        revision: 'r1',
        origin,
        knownDoubt: 'run 1',
      },
    ],
    [
      `{"kind":"email_action","revision":"r1","value":{"eventId":"${eventId}","entityId":"e1","entityType":"t","actionName":"quarantine"},"place":{"kind":"private","channelId":"C1","messageTs":"1.2"}}`,
      {
        eventId,
        action: { target: 'email', entityId: 'e1', entityType: 't', name: 'quarantine', values: {} },
        revision: 'r1',
        origin: { kind: 'private', channelId: 'C1', messageTs: '1.2', threadTs: undefined },
        knownDoubt: undefined,
      },
    ],
  ])('a confirmation modal’s metadata is written and read as %s', (metadata, click) => {
    expect(writeActionMetadata(click)).toBe(metadata);
    expect(readActionMetadata(metadata)).toEqual(click);
  });

  test('a confirmation modal hands on any click with the value that its button carried', () => {
    fc.assert(
      fc.property(arbitraryClick, fc.option(fc.uuid(), { nil: undefined }), ({ value, read }, knownDoubt) => {
        const click = { ...read, origin, knownDoubt };
        const metadata = writeActionMetadata(click);
        expect(metadata.length).toBeLessThanOrEqual(3_000);
        expect(JSON.parse(metadata).value).toEqual(JSON.parse(value));
        expect(readActionMetadata(metadata)).toEqual(click);
      }),
    );
  });

  test.each(['', '{}', '[]', 'null', `{"kind":"event_action","revision":"0","value":{}}`, '{"thread":{}}'])(
    'a confirmation modal with the metadata %j is refused',
    (metadata) => {
      expect(() => readActionMetadata(metadata)).toThrow(ForeignValueError);
    },
  );
});

test('any action that HEC offers comes back from its button as it was, or as its digest', () => {
  fc.assert(
    fc.property(arbitraryAction, (action) => {
      const value = writeEventAction(eventId, action);
      expect(value === undefined).toBe(digestOf(action) === undefined);
      if (value === undefined) return;
      expect(value.length).toBeLessThanOrEqual(limits.button.value);
      const { action: read } = readActionClick(clickOn({ action_id: 'event_action:0', value }));
      const offer = read.target === 'event' ? read.offer : undefined;
      expect(offer?.kind === 'named' ? digestOf(offer) : offer?.digest).toBe(digestOf(action));
    }),
  );
});
