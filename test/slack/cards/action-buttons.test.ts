import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EmailOffer } from '../../../src/actions/offers.ts';
import type { ActionRun } from '../../../src/actions/run.ts';
import { unknownFate } from '../../../src/events/email.ts';
import type { EventAction, SecurityEvent } from '../../../src/events/security-event.ts';
import type { EventSnapshot } from '../../../src/services/event-snapshot.ts';
import { actionButtons, cardActions } from '../../../src/slack/cards/action-buttons.ts';
import { readActionClick, revisionOf } from '../../../src/slack/cards/action-codec.ts';
import { compactCard } from '../../../src/slack/cards/compact-card.ts';
import { actionsView } from '../../../src/slack/features/act/actions-modal.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';
import { clickOn } from '../../support/cards/clicks.ts';
import { buttonsOf, shownBy } from '../../support/cards/rendered.ts';
import { sampleEmail } from '../../support/cards/sample-email.ts';
import { eventId, sampleEvent } from '../../support/cards/sample-event.ts';
import { sampleRunning } from '../../support/cards/sample-run.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const offering = (availableActions: EventAction[]) => sampleSnapshot({ event: sampleEvent({ availableActions }) });
const labels = (availableActions: EventAction[]) =>
  actionButtons(offering(availableActions)).map(({ text }) => text.text);
const values = (availableActions: EventAction[]) =>
  actionButtons(offering(availableActions)).map(({ value }) => value ?? '');
const numbered = (count: number): EventAction[] =>
  Array.from({ length: count }, (_, index) => ({ name: `action ${index}`, parameter: undefined }));
const emailOffer: EmailOffer = { entityId: 'e1', entityType: 'office365_emails_email', actionName: 'quarantine' };
const running: ActionRun = sampleRunning('sending');

describe('action buttons', () => {
  test('an action button carries the parameter exactly as HEC gave it, and none if HEC gave none', () => {
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

  test('an action button carries a digest of the canonical JSON if the parameter is too long', () => {
    const long = 'y'.repeat(3_000);
    const digest = createHash('sha256')
      .update(`{"actionName":"x","actionParameter":{"a":1,"z":"${long}"}}`)
      .digest('hex');
    expect(values([{ name: 'x', parameter: { z: long, a: 1 } }])).toEqual([
      JSON.stringify({ eventId, actionName: 'x', digest }),
    ]);
  });

  test('a click on an action button says which event and which action it stands for', () => {
    const [value = ''] = values([{ name: 'x', parameter: { a: 1 } }]);
    const offer = { kind: 'named', name: 'x', parameter: { a: 1 } };
    expect(readActionClick(clickOn({ action_id: 'event_action:0', value }))).toEqual({
      eventId,
      action: { target: 'event', offer, name: 'x', values: {} },
      revision: '0',
      origin: undefined,
      knownDoubt: undefined,
    });
    const [long = ''] = values([{ name: 'x', parameter: 'y'.repeat(3_000) }]);
    const digest = { kind: 'digest', digest: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(readActionClick(clickOn({ action_id: 'event_action:0', value: long }))).toMatchObject({
      eventId,
      action: { offer: digest, name: 'x' },
    });
  });

  test.each([
    '',
    'nonsense',
    '[]',
    '{}',
    '{"eventId":1,"actionName":"x"}',
    '{"eventId":"a","actionName":"x","digest":"short"}',
    '{"eventId":"a","actionName":"x","more":1}',
  ])('an action button with the value %j is refused as foreign', (value) => {
    expect(() => readActionClick(clickOn({ action_id: 'event_action:0', value }))).toThrow(ForeignValueError);
    expect(() => readActionClick(clickOn({ action_id: 'email_action:0', value }))).toThrow(ForeignValueError);
  });

  test('a button for the event is refused as one for the email, and the other way round', () => {
    const [onEvent] = actionButtons(offering([{ name: 'quarantine', parameter: undefined }]));
    const [onEmail] = actionButtons({ ...offering([]), emailOffers: [emailOffer] });
    expect(() => readActionClick(clickOn({ ...onEvent, action_id: 'email_action:0' }))).toThrow(ForeignValueError);
    expect(() => readActionClick(clickOn({ ...onEmail, action_id: 'event_action:0' }))).toThrow(ForeignValueError);
  });

  test('no button is made for an action that could not be sent as it was offered', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(
      labels([
        { name: 'deep', parameter: deep },
        { name: 'huge', parameter: Number.POSITIVE_INFINITY },
      ]),
    ).toEqual([]);
    const event = sampleEvent({ id: 'x'.repeat(300) });
    expect(actionButtons(sampleSnapshot({ event, emailOffers: [emailOffer] }))).toEqual([]);
  });

  test('an action button says aloud which event it is for', () => {
    const [button] = actionButtons(offering([{ name: 'quarantine', parameter: undefined }]));
    expect(button?.accessibility_label).toBe('Quarantine, event 7ded0371');
  });
});

describe('the confirmation of a button', () => {
  const confirmOf = (action: EventAction) => actionButtons(offering([action]))[0]?.confirm;

  test('the confirmation says what will happen and to which event', () => {
    expect(confirmOf({ name: 'quarantine', parameter: undefined })).toEqual({
      title: { type: 'plain_text', text: 'Quarantine?', emoji: false },
      text: {
        type: 'plain_text',
        text: "Moves the email out of the mailbox.\nPhishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)\nEvent 7ded0371…",
        emoji: false,
      },
      confirm: { type: 'plain_text', text: 'Quarantine', emoji: false },
      deny: { type: 'plain_text', text: 'Cancel', emoji: false },
      style: 'primary',
    });
  });

  test('every action asks for confirmation, even one that the app does not know', () => {
    const names = ['restore', 'dismiss', 'severityChange', 'sent to admin', 'decline_restore_request', 'brand_new', ''];
    const confirms = names.map((name) => confirmOf({ name, parameter: undefined })?.text.text);
    for (const text of confirms) expect(text).toMatch(/\S{2,}.*\nEvent 7ded0371…$/s);
    expect(confirms[5]).toMatch(/^HEC offers this, but this app doesn’t know what it does\./);
  });

  test('an action that asks for input is confirmed in its modal instead', () => {
    expect(confirmOf({ name: 'sent to admin', parameter: { adminEmail: '' } })).toBeUndefined();
    expect(confirmOf({ name: 'sent to admin', parameter: { adminEmail: 'a@b.com' } })).toBeDefined();
  });

  test('the confirmation fits, whatever the parameter is', () => {
    const confirm = confirmOf({ name: 'severityChange', parameter: { newSeverity: '<&>'.repeat(1_000) } });
    expect(confirm?.text.text.length).toBeLessThanOrEqual(300);
    expect(confirm?.text.text).toMatch(/\nEvent 7ded0371…$/);
    expect(confirm?.confirm?.text.length).toBeLessThanOrEqual(30);
  });
});

describe('buttons for the email itself', () => {
  const event = sampleEvent({ availableActions: [] });
  const [button] = actionButtons(sampleSnapshot({ event, emailOffers: [emailOffer] }));

  test('an email button carries the entity, and leads back to it', () => {
    expect(button).toMatchObject({ action_id: 'email_action:0', style: 'primary' });
    expect(button?.value).toBe(
      `{"eventId":"${eventId}","entityId":"e1","entityType":"office365_emails_email","actionName":"quarantine"}`,
    );
    expect(readActionClick(clickOn(button ?? {}))).toMatchObject({
      eventId,
      action: { target: 'email', entityId: 'e1', entityType: 'office365_emails_email', name: 'quarantine' },
    });
    const other = JSON.stringify({ ...emailOffer, eventId, actionName: 'delete' });
    expect(() => readActionClick(clickOn({ action_id: 'email_action:0', value: other }))).toThrow(ForeignValueError);
  });

  test('an email button says that it acts on the email', () => {
    expect(button?.text.text).toBe('Quarantine email');
    expect(button?.accessibility_label).toBe('Quarantine email, event 7ded0371');
    expect(button?.confirm?.text.text).toMatch(/^This acts on the email itself: it moves out of the mailbox\./);
  });

  test('email buttons stand beside those that HEC offers on the event, the likeliest first, no two alike', () => {
    const posing = sampleEvent({
      availableActions: [
        { name: 'dismiss', parameter: undefined },
        { name: 'quarantine_email', parameter: undefined },
      ],
    });
    const shown = actionButtons(sampleSnapshot({ event: posing, emailOffers: [emailOffer] })).map((each) => [
      each.action_id,
      each.text.text,
    ]);
    expect(shown).toEqual([
      ['email_action:0', 'Quarantine email'],
      ['event_action:0', 'Dismiss'],
      ['event_action:1', 'Quarantine email (2)'],
    ]);
  });

  test('no email button is made for an entity whose ids are too long to carry', () => {
    const emailOffers = [{ ...emailOffer, entityType: '"'.repeat(1_500) }];
    expect(actionButtons(sampleSnapshot({ event, emailOffers }))).toEqual([]);
  });
});

describe('the revision', () => {
  test('the revision is in every block of actions and comes back from it', () => {
    const ids = (input: Parameters<typeof cardActions>[0]) => cardActions(input).map(({ block_id: id = '' }) => id);
    expect(ids({ ...offering(numbered(60)), revision: 'a-1B' })).toEqual(['actions:a-1B:0', 'actions:a-1B:1']);
    expect(ids({ ...offering(numbered(1)), revision: 'a-1B' }).map(revisionOf)).toEqual(['a-1B']);
    expect(ids(offering(numbered(1))).map(revisionOf)).toEqual(['0']);
    const { blocks } = actionsView({ ...offering(numbered(60)), revision: 'r' });
    expect(blocks.flatMap((block) => (block.type === 'actions' ? [block.block_id] : []))).toEqual(
      [0, 1, 2].map((place) => `actions:r:${place}`),
    );
  });

  test.each(['', 'actions', 'actions:a', 'actions:a b:0', 'actions::0', 'actions:a:0:1', 'x:actions:a:0'])(
    'the block_id %j holds no revision',
    (blockId) => {
      expect(revisionOf(blockId)).toBeUndefined();
    },
  );
});

test('while an action runs, neither the card nor the modal has a button to act', () => {
  const input = { ...offering(numbered(30)), emailOffers: [emailOffer], runs: [running] };
  expect(cardActions(input)).toEqual([]);
  expect(buttonsOf(actionsView(input).blocks)).toEqual([]);
  expect(JSON.stringify(actionsView(input))).toContain('*Quarantine* is running');
  expect(JSON.stringify(actionsView(input))).not.toContain('offers no actions');
});

describe('actions on a card', () => {
  const idsOf = (count: number) =>
    cardActions(offering(numbered(count))).map((block) => buttonsOf([block]).map((each) => each.action_id));

  test('a card puts the likeliest action first', () => {
    expect(
      actionButtons(sampleSnapshot({ event: sampleEvent() })).map(({ text, style }) => [text.text, style]),
    ).toEqual([
      ['Quarantine', 'primary'],
      ['Dismiss', 'danger'],
      ['Set severity to Low', undefined],
      ['Set severity to High', undefined],
    ]);
  });

  test('a card with 25 actions shows them all', () => {
    expect(idsOf(25)).toEqual([Array.from({ length: 25 }, (_, index) => `event_action:${index}`)]);
  });

  test('a card with more than 25 actions shows 25 and a way to the others', () => {
    const [first, second] = idsOf(26);
    expect(first).toHaveLength(25);
    expect(second).toEqual(['more_actions']);
    expect(buttonsOf(cardActions(offering(numbered(26)))).at(-1)?.value).toBe(JSON.stringify({ eventId }));
  });

  test('a card shows fewer actions if their names are long, to stay within the limit of a message', () => {
    const long = numbered(25).map(({ name }) => ({ name: `${name} ${'word '.repeat(20)}`, parameter: undefined }));
    const elements = buttonsOf(cardActions(offering(long)));
    expect(elements.length).toBeGreaterThan(10);
    expect(elements.length).toBeLessThan(25);
    expect(elements.at(-1)?.action_id).toBe('more_actions');
  });

  test('a card without actions has no block for them', () => {
    expect(cardActions(offering([]))).toEqual([]);
  });
});

describe('rows of actions', () => {
  const severity = (newSeverity: string): EventAction => ({ name: 'severityChange', parameter: { newSeverity } });
  const severities = ['Low', 'Medium', 'High', 'Highest'].map(severity);
  const single = (name: string): EventAction => ({ name, parameter: undefined });
  /** As people see them: each row's common word, and its buttons. */
  const rowsOf = (input: EventSnapshot) => {
    let word = '';
    return cardActions(input).flatMap((block) => {
      const isWord = block.type === 'context';
      const row = isWord ? [] : [[word, ...buttonsOf([block]).map(({ text }) => text.text)]];
      word = isWord ? shownBy({ blocks: [block] }).mrkdwn.join() : '';
      return row;
    });
  };
  const event = (changes: Partial<SecurityEvent>) => sampleSnapshot({ event: sampleEvent(changes) });

  test('actions of one name that differ in a parameter share a row under their common word', () => {
    const availableActions = [...severities, single('dismiss'), single('quarantine')];
    expect(rowsOf(event({ availableActions, severity: { kind: 'known', level: 1 } }))).toEqual([
      ['', 'Quarantine', 'Dismiss'],
      ['Severity', 'Low', 'Medium', 'High', 'Critical'],
    ]);
    const reported = ['spam', 'phishing'].map((reason) => ({ name: 'report_as', parameter: { reason } }));
    expect(rowsOf(event({ availableActions: reported }))).toEqual([['Report as', 'spam', 'phishing']]);
  });

  test('a single action of a name says all by itself, whatever its parameter', () => {
    expect(rowsOf(event({ availableActions: [severity('Low')] }))).toEqual([['', 'Set severity to Low']]);
  });

  test('a button in a row carries its own payload, and says all of it aloud', () => {
    const [low] = buttonsOf(cardActions(event({ availableActions: severities })));
    expect(low).toMatchObject({
      action_id: 'event_action:0',
      value: `{"eventId":"${eventId}","actionName":"severityChange","actionParameter":{"newSeverity":"Low"}}`,
      accessibility_label: 'Set severity to Low, event 7ded0371',
      confirm: { title: { text: 'Set severity to Low?' } },
    });
  });

  test('the action that would change nothing is marked, in sight and aloud, and its question says so', () => {
    const input = event({ availableActions: severities, severity: { kind: 'known', level: 4 } });
    expect(rowsOf(input)).toEqual([['Severity', 'Low', 'Medium', '✓ High', 'Critical']]);
    const high = buttonsOf(cardActions(input))[2];
    expect(high?.accessibility_label).toBe('Set severity to High: no change, event 7ded0371');
    expect(high?.confirm?.text.text).toMatch(/^The event’s severity is High already, so this changes nothing\./);
    expect(rowsOf(event({ availableActions: [severity('Highest')] }))).toEqual([['', '✓ Set severity to Critical']]);
  });

  test('no action can pass for one that changes nothing', () => {
    const posing = ['✓ High', ' ✅✔ Low', 'Low'].map((reason) => ({ name: 'report', parameter: { reason } }));
    expect(rowsOf(event({ availableActions: posing }))).toEqual([['Report', 'High', 'Low', 'Report: reason Low']]);
    expect(rowsOf(event({ availableActions: [single('✓ done')] }))).toEqual([['', 'done']]);
  });

  test('a word that another row has, that is an action’s or one of our own is written out', () => {
    const levels = (name: string, words: string[]) => words.map((level) => ({ name, parameter: { level } }));
    const availableActions = [...severities, ...levels('priority', ['Low', 'urgent', 'Restore', 'Details'])];
    expect(rowsOf(event({ availableActions, severity: { kind: 'unknown', text: '' } }))).toEqual([
      ['Severity', 'Low', 'Medium', 'High', 'Critical'],
      ['Priority', 'Priority: level Low', 'urgent', 'Priority: level Restore', 'Priority: level Details'],
    ]);
  });

  test('the row of a group has as many blocks as it needs, each with the revision', () => {
    const tags = Array.from({ length: 40 }, (_, index) => ({ name: 'tag', parameter: { tag: `t${index}` } }));
    const input = { ...event({ availableActions: [single('quarantine'), ...tags] }), revision: 'r' };
    expect(cardActions(input).map(({ block_id }) => block_id)).toEqual([
      'actions:r:0',
      'actions_heading:1',
      'actions:r:1',
    ]);
    const inModal = actionsView(input).blocks.map(({ block_id }) => block_id);
    expect(inModal.slice(-4)).toEqual(['actions:r:0', 'actions_heading:1', 'actions:r:1', 'actions:r:2']);
  });

  test('“More actions…” stands beside the actions of different names, or below all rows', () => {
    const tags = Array.from({ length: 40 }, (_, index) => ({ name: 'tag', parameter: { tag: `t${index}` } }));
    expect(rowsOf(event({ availableActions: [single('quarantine'), ...tags] }))[0]).toEqual([
      ...['', 'Quarantine', 'More actions…'],
    ]);
    expect(rowsOf(event({ availableActions: tags })).at(-1)).toEqual(['', 'More actions…']);
  });

  test('of a row’s buttons only the first that exposes somebody is red', () => {
    const availableActions = ['dismiss', 'restore', 'quarantine'].map(single);
    const styles = buttonsOf(cardActions(event({ availableActions }))).map(({ text, style }) => [text.text, style]);
    expect(styles).toEqual([
      ['Quarantine', 'primary'],
      ['Restore', 'danger'],
      ['Dismiss', undefined],
    ]);
  });

  test.each([
    ['remediated', event({ state: 'remediated', availableActions: ['restore', 'dismiss'].map(single) })],
    ['dismissed', event({ state: 'Dismissed', availableActions: ['restore', 'dismiss'].map(single) })],
    [
      'new, of an email in quarantine',
      {
        ...event({ availableActions: ['restore', 'dismiss'].map(single) }),
        email: { kind: 'read' as const, details: sampleEmail({ fate: { ...unknownFate, isQuarantined: true } }) },
      },
    ],
  ])('on an event that is %s, the way back is not red, and its question still is', (_, input) => {
    const buttons = buttonsOf(cardActions(input));
    expect(buttons.map(({ style }) => style)).toEqual([undefined, undefined]);
    expect(buttons.map(({ confirm }) => confirm?.style)).toEqual(['danger', 'danger']);
  });
});

describe('60,000 actions on offer', () => {
  const many = offering([...numbered(60_000), { name: 'quarantine', parameter: undefined }]);

  test('a card, a list and a modal make only the actions that they show, the likeliest first, and count the others', () => {
    const ms = cpuMsOf(() => {
      expect(buttonsOf(cardActions(many))[0]?.action_id).toBe('event_action:60000');
      expect(buttonsOf(compactCard(many).blocks)[0]?.action_id).toBe('event_action:60000');
      const modal = actionsView(many);
      const shown = buttonsOf(modal.blocks).length;
      expect(shown).toBeGreaterThan(100);
      expect(JSON.stringify(modal)).toContain(`and ${60_001 - shown} more`);
    });
    expect(ms).toBeLessThan(1_500);
  });
});

describe('actions in the modal', () => {
  const buttonsIn = (count: number) => buttonsOf(actionsView(offering(numbered(count))).blocks);

  test('the modal holds every action', () => {
    expect(buttonsIn(120)).toHaveLength(120);
  });

  test('the modal says so when HEC offers no actions', () => {
    expect(JSON.stringify(actionsView(offering([])))).toContain('offers no actions');
  });

  test('the modal says how many actions it could not hold', () => {
    const count = buttonsIn(1_000).length;
    expect(count).toBeGreaterThan(100);
    expect(actionsView(offering(numbered(1_000))).blocks.at(-1)).toMatchObject({
      elements: [{ text: `and ${1_000 - count} more, available only in the portal` }],
    });
  });
});
