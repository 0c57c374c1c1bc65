import type { EntityActionButton } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityProblems, presentedEntity, sharedEntities } from '../../../playground/slack/work-object.ts';
import type { EventSnapshot } from '../../../src/services/event-snapshot.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import type { WorkObject } from '../../../src/slack/blocks/work-object-types.ts';
import { actionButtons } from '../../../src/slack/cards/action-buttons.ts';
import { workObjectRevision } from '../../../src/slack/cards/action-codec.ts';
import { sharedMetadata, type WorkObjectSurface, workObject } from '../../../src/slack/cards/work-object.ts';
import { arbitrarySituation, busySituation, idleSituation } from '../../support/arbitrary-event.ts';
import { expectInert } from '../../support/cards/rendered.ts';
import { bareEvent, eventId, sampleEvent } from '../../support/cards/sample-event.ts';
import { at, sampleRun, sampleRunning } from '../../support/cards/sample-run.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';

const url = 'https://portal.checkpoint.com/dashboard/?a=1&b=2';
const link = 'https://portal.checkpoint.com/dashboard/?a=1&amp;b=2';
const surfaces: WorkObjectSurface[] = ['unfurl', 'details'];
const seconds = (minute: number) => at(minute).getTime() / 1_000;

const payloadOf = (input: EventSnapshot, surface: WorkObjectSurface = 'unfurl') =>
  workObject(input, url, surface).entity_payload;
const fieldsOf = (input: EventSnapshot, surface?: WorkObjectSurface) => payloadOf(input, surface).fields;
const customOf = (input: EventSnapshot, surface?: WorkObjectSurface) =>
  Object.fromEntries(payloadOf(input, surface).custom_fields.map((field) => [field.key, field]));

function actionsOf(entity: WorkObject): EntityActionButton[] {
  const { primary_actions: primary = [], overflow_actions: overflow = [] } = entity.entity_payload.actions ?? {};
  return [...primary, ...overflow];
}

/** Every text that a person sees or hears; what only machines read (ids, addresses, buttons' values) is left out. */
function textsOf(entity: WorkObject): string[] {
  const { attributes, fields, custom_fields: custom } = entity.entity_payload;
  const values = [...Object.values(fields), ...custom].map((field: { value?: unknown }) => field.value);
  return [
    attributes.title.text,
    ...[attributes.display_id, attributes.display_type, attributes.product_name].flatMap((text) => text ?? []),
    ...values.filter((value) => typeof value === 'string'),
    ...custom.map(({ label }) => label),
    ...actionsOf(entity).flatMap(({ text, accessibility_label: label }) => [text, label ?? '']),
  ];
}

/** No event that HEC sends lacks its id. */
const withId = (snapshots: fc.Arbitrary<EventSnapshot>) => snapshots.filter(({ event }) => event.id !== '');

function holdsFor(inputs: fc.Arbitrary<EventSnapshot>, check: (input: EventSnapshot) => void, numRuns = 60) {
  fc.assert(fc.property(withId(inputs), check), { numRuns });
}

describe('the Work Object of any event', () => {
  test('Slack accepts the Work Object of any event, in a preview and as details', () => {
    holdsFor(arbitrarySituation, (input) => {
      const metadata = sharedMetadata([{ link, entity: workObject(input, url, 'unfurl') }]);
      expect(entityProblems(sharedEntities, metadata)).toEqual([]);
      expect(entityProblems(presentedEntity, workObject(input, url, 'details'))).toEqual([]);
    });
  });

  test('a Work Object holds nothing live from outside, nothing empty, and no Markdown', () => {
    holdsFor(arbitrarySituation, (input) => {
      for (const surface of surfaces) {
        const entity = workObject(input, url, surface);
        for (const text of textsOf(entity)) {
          expect(text).toMatch(/\S/);
          expect(text).not.toMatch(/[<>]|&(?:amp|lt|gt);/);
          expectInert(text);
        }
        const { fields, custom_fields: custom } = entity.entity_payload;
        for (const field of [...Object.values(fields), ...custom]) expect(field).not.toHaveProperty('format');
      }
    });
  });

  test('a Work Object’s display order names all of its fields and no others', () => {
    holdsFor(arbitrarySituation, (input) => {
      for (const surface of surfaces) {
        const { fields, custom_fields: custom, display_order: order } = payloadOf(input, surface);
        expect(order.toSorted()).toEqual([...Object.keys(fields), ...custom.map(({ key }) => key)].toSorted());
      }
    });
  });

  test('a Work Object has the card’s likeliest actions, two in sight and five behind, within Slack’s limits', () => {
    holdsFor(
      idleSituation,
      (input) => {
        const buttons = actionButtons(input).slice(0, 7);
        for (const surface of surfaces) {
          const entity = workObject(input, url, surface);
          const { primary_actions: primary = [], overflow_actions: overflow = [] } =
            entity.entity_payload.actions ?? {};
          expect(primary.length).toBeLessThanOrEqual(2);
          expect(overflow.length).toBeLessThanOrEqual(5);
          const actions = actionsOf(entity);
          expect(actions.map(({ text, value }) => [text, value])).toEqual(
            buttons.map(({ text, value }) => [text.text, value]),
          );
          for (const { text, value = '', action_id: id, accessibility_label: label = '' } of actions) {
            expect(text.length).toBeLessThanOrEqual(limits.button.text);
            expect(value.length).toBeLessThanOrEqual(limits.button.value);
            expect(id.length).toBeLessThanOrEqual(limits.actionId);
            expect(label.length).toBeLessThanOrEqual(limits.button.accessibilityLabel);
          }
        }
      },
      30,
    );
  });

  test('each action of a Work Object gives back the revision it was made with', () => {
    holdsFor(
      idleSituation,
      (input) => {
        const actions = actionsOf(workObject(input, url, 'details'));
        const buttons = actionButtons(input).slice(0, 7);
        expect(actions.map(({ action_id: id }) => id.replace(/:[^:]*$/, ''))).toEqual(
          buttons.map(({ action_id: id }) => id),
        );
        for (const { action_id: id } of actions) expect(workObjectRevision(id)).toBe(input.revision ?? '0');
      },
      30,
    );
  });

  test('a Work Object has no action while one runs, and says what is running', () => {
    holdsFor(busySituation, (input) => {
      for (const surface of surfaces) {
        expect(payloadOf(input, surface)).not.toHaveProperty('actions');
        expect(customOf(input, surface).running?.value).toMatch(/ is running$/);
      }
    });
  });

  test('a Work Object’s details tell everything that its preview tells, and more', () => {
    const readable = arbitrarySituation.filter(({ event }) => /[a-z0-9]/i.test(event.id));
    holdsFor(
      readable,
      (input) => {
        const shown = customOf(input, 'unfurl');
        const details = customOf(input, 'details');
        expect(details).toMatchObject(shown);
        expect(Object.keys(fieldsOf(input, 'details'))).toEqual(Object.keys(fieldsOf(input, 'unfurl')));
        expect(textsOf(workObject(input, url, 'details')).join('').length).toBeGreaterThan(
          textsOf(workObject(input, url, 'unfurl')).join('').length,
        );
        expect(payloadOf(input, 'details').attributes).toEqual(payloadOf(input, 'unfurl').attributes);
      },
      30,
    );
  });
});

describe('the Work Object of an event', () => {
  const event = sampleEvent({ history: [{ type: 'quarantine_email', at: at(5), relatedEventId: undefined }] });

  test('a Work Object says what the card says, in words beside every colour', () => {
    expect(workObject(sampleSnapshot({ event, revision: 'run-1' }), url, 'unfurl')).toEqual({
      url,
      external_ref: { id: eventId, type: 'event' },
      entity_type: 'slack#/entities/incident',
      entity_payload: {
        attributes: {
          title: {
            text: "Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
          },
          display_id: '7ded0371…',
          display_type: 'Security event',
          product_name: 'Harmony Email & Collaboration',
          metadata_last_modified: seconds(5),
        },
        fields: {
          status: { value: 'New', tag_color: 'red' },
          priority: { value: 'Critical' },
          service: { value: 'Office 365 Mail' },
          description: {
            value: "Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
            long: true,
          },
          date_created: { value: 1_595_624_307 },
          date_updated: { value: seconds(5) },
        },
        custom_fields: [
          { key: 'severity', label: 'Severity', type: 'string', value: 'Critical', tag_color: 'red' },
          { key: 'confidence', label: 'Confidence', type: 'string', value: 'Malicious' },
          { key: 'saas', label: 'SaaS', type: 'string', value: 'Office 365 Mail' },
        ],
        display_order: [
          'severity',
          'status',
          'description',
          'confidence',
          'service',
          'saas',
          'date_created',
          'date_updated',
          'priority',
        ],
        actions: {
          primary_actions: [
            {
              text: 'Quarantine',
              action_id: 'event_action:3:run-1',
              value: `{"eventId":"${eventId}","actionName":"quarantine"}`,
              style: 'primary',
              accessibility_label: 'Quarantine, event 7ded0371',
            },
            expect.objectContaining({ text: 'Dismiss', action_id: 'event_action:0:run-1', style: 'danger' }),
          ],
          overflow_actions: [
            expect.objectContaining({ text: 'Set severity to Low', action_id: 'event_action:1:run-1' }),
            expect.objectContaining({ text: 'Set severity to High', action_id: 'event_action:2:run-1' }),
          ],
        },
      },
    });
  });

  test('the Work Object of an event with only an id has a title and no empty field', () => {
    const { attributes, fields, custom_fields: custom, actions } = payloadOf(sampleSnapshot({ event: bareEvent() }));
    expect(attributes).toEqual({
      title: { text: '⚫ Unknown severity' },
      display_id: '7ded0371…',
      display_type: 'Security event',
      product_name: 'Harmony Email & Collaboration',
    });
    expect(fields).toEqual({ priority: { value: 'Unknown severity' } });
    expect(custom).toEqual([{ key: 'severity', label: 'Severity', type: 'string', value: 'Unknown severity' }]);
    expect(actions).toBeUndefined();
  });

  test('a Work Object leaves out an id with nothing visible in it', () => {
    const unseen = sampleSnapshot({ event: sampleEvent({ id: '\u200b', entityId: '\u2066' }) });
    expect(payloadOf(unseen).attributes).not.toHaveProperty('display_id');
    expect(customOf(unseen, 'details')).not.toHaveProperty('event_id');
    expect(customOf(unseen, 'details')).not.toHaveProperty('entity_id');
    expect(entityProblems(presentedEntity, workObject(unseen, url, 'details'))).toEqual([]);
  });

  test('a Work Object always keeps its reference, because Slack finds related conversations by it', () => {
    const later = sampleEvent({ state: 'remediated', description: 'x', history: event.history });
    const references = [event, later].flatMap((each) =>
      surfaces.map(
        (surface) =>
          workObject(sampleSnapshot({ event: each, runs: [sampleRun()], revision: 'r' }), url, surface).external_ref,
      ),
    );
    expect(new Set(references.map((reference) => JSON.stringify(reference))).size).toBe(1);
  });

  test('a Work Object shows a long description briefly to everyone, and at length to the person who opens it', () => {
    const long = sampleSnapshot({ event: sampleEvent({ description: 'word '.repeat(1_000) }) });
    const [shown, opened] = surfaces.map((surface) => {
      const fields = fieldsOf(long, surface);
      return 'description' in fields ? (fields.description?.value.length ?? 0) : 0;
    });
    expect(shown).toBeGreaterThan(200);
    expect(shown).toBeLessThanOrEqual(300);
    expect(opened).toBeGreaterThan(1_900);
    expect(opened).toBeLessThanOrEqual(2_000);
  });

  test('a Work Object names sender, customer and whole ids only to the person who opens it', () => {
    expect(customOf(sampleSnapshot({ event }), 'details')).toMatchObject({
      sender: { value: 'billing@evil.example' },
      customer: { value: 'us:customername' },
      event_id: { value: eventId },
      entity_id: { value: '639c16e1aaa3affd5d3fa4fda5e75765' },
    });
    for (const key of ['sender', 'customer', 'event_id', 'entity_id']) {
      expect(customOf(sampleSnapshot({ event }), 'unfurl')).not.toHaveProperty(key);
    }
  });

  test.each([
    ['Dismissed', 'gray'],
    ['pending', 'yellow'],
    ['remediated', 'green'],
    ['something else', undefined],
  ])('a Work Object in the state %s has the colour %s', (state, color) => {
    const fields = fieldsOf(sampleSnapshot({ event: sampleEvent({ state }) }));
    expect('status' in fields ? fields.status?.tag_color : 'none').toBe(color);
  });

  test('every run moves a Work Object’s modification time, but only one that is done moves its update time', () => {
    const created = sampleEvent();
    const running = sampleSnapshot({ event: created, runs: [sampleRunning('following', { startedAt: at(7) })] });
    expect(payloadOf(running).attributes.metadata_last_modified).toBe(seconds(7));
    expect(fieldsOf(running)).not.toHaveProperty('date_updated');
    const done = sampleSnapshot({
      event: created,
      runs: [sampleRun({ endedAt: at(9) }), sampleRun({ endedAt: at(8) })],
    });
    expect(payloadOf(done).attributes.metadata_last_modified).toBe(seconds(9));
    expect(fieldsOf(done)).toMatchObject({ date_updated: { value: seconds(9) } });
    const notSent = sampleSnapshot({ event: created, runs: [sampleRun({ outcome: 'not_sent', endedAt: at(9) })] });
    expect(payloadOf(notSent).attributes.metadata_last_modified).toBe(seconds(9));
    expect(fieldsOf(notSent)).not.toHaveProperty('date_updated');
  });

  test('a Work Object gives no time that Slack would misread', () => {
    for (const createdAt of [new Date(Number.NaN), new Date('+012345-01-01'), new Date('1912-06-23')]) {
      const payload = payloadOf(sampleSnapshot({ event: sampleEvent({ createdAt }) }));
      expect(payload.fields).not.toHaveProperty('date_created');
      expect(payload.attributes).not.toHaveProperty('metadata_last_modified');
    }
  });
});

test('a preview’s metadata names each entity’s link exactly as Slack named it', () => {
  const other = 'https://eu.avanan.net/x';
  const metadata = sharedMetadata([
    { link, entity: workObject(sampleSnapshot({ event: sampleEvent() }), url, 'unfurl') },
    { link: other, entity: workObject(sampleSnapshot({ event: bareEvent() }), other, 'unfurl') },
  ]);
  expect(metadata.entities.map(({ app_unfurl_url: shared, url: opened }) => [shared, opened])).toEqual([
    [link, url],
    [other, other],
  ]);
  expect(entityProblems(sharedEntities, metadata)).toEqual([]);
});

describe('the revision in an action_id', () => {
  test.each([
    ['event_action:3:0', '0'],
    ['email_action:0:1f0c2a4e-6d5b-4c0e-9a55-0d6f5a3b2c11', '1f0c2a4e-6d5b-4c0e-9a55-0d6f5a3b2c11'],
  ])('the action_id %s has the revision %s', (actionId, revision) => {
    expect(workObjectRevision(actionId)).toBe(revision);
  });

  test.each([
    'event_action:3',
    'email_action:0',
    'event_action:3:',
    'event_action:x:0',
    'more_actions',
    'event_action:3:0:0',
  ])('the action_id %j has no revision', (actionId) => {
    expect(workObjectRevision(actionId)).toBeUndefined();
  });
});
