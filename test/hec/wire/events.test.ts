import { afterEach, describe, expect, test, vi } from 'vitest';
import { readEvents } from '../../../src/hec/wire/events.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The sample of Check Point's documentation, as valid JSON. */
const documented = {
  eventId: '7ded0371a3e1475c9a877e452f23a049',
  customerId: 'us:customername',
  saas: 'office365_emails',
  entityId: '639c16e1aaa3affd5d3fa4fda5e75765',
  state: 'dismissed',
  type: 'dlp',
  confidenceIndicator: 'malicious',
  eventCreated: '2020-07-24T20:58:27.073355+00:00',
  severity: 'Low',
  data: '',
  description: "DLP Engine has detected a leak in 'please see my credit data' from user@customer.com",
  additionalData: 'some links here and additional parameters',
  availableEventActions: [
    { actionName: 'dismiss', actionParameter: { eventId: '7ded0371a3e1475c9a877e452f23a049' } },
    { actionName: 'severityChange', actionParameter: { newSeverity: 'Highest' } },
  ],
};

function readOne(wire: Record<string, unknown>) {
  const [event] = readEvents([{ eventId: 'e1', ...wire }]).items;
  if (!event) throw new Error('the event was left out');
  return event;
}

describe('events', () => {
  test('a documented event is read whole', () => {
    expect(readEvents([documented])).toEqual({
      items: [
        {
          id: '7ded0371a3e1475c9a877e452f23a049',
          entityId: '639c16e1aaa3affd5d3fa4fda5e75765',
          entityType: undefined,
          entityName: undefined,
          customer: 'us:customername',
          saas: 'office365_emails',
          state: 'dismissed',
          type: 'dlp',
          confidence: 'malicious',
          createdAt: new Date('2020-07-24T20:58:27.073Z'),
          severity: { kind: 'known', level: 2 },
          description: "DLP Engine has detected a leak in 'please see my credit data' from user@customer.com",
          details: '',
          attachmentMd5: undefined,
          additional: 'some links here and additional parameters',
          availableActions: [
            { name: 'dismiss', parameter: { eventId: '7ded0371a3e1475c9a877e452f23a049' } },
            { name: 'severityChange', parameter: { newSeverity: 'Highest' } },
          ],
          history: [],
          sender: undefined,
          portalLink: undefined,
          skipped: [],
        },
      ],
      skipped: [],
    });
  });

  test('a recorded event, with its undocumented fields and nulls, is read whole', () => {
    const event = readOne({
      severity: '4',
      eventCreated: '2025-06-29T21:37:45+00:00',
      additionalData: null,
      availableEventActions: null,
      senderAddress: 'evil.example',
      entityLink: 'https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=x',
      description: 'User #{"display":"embedded-entity","label":"Jane","tooltip_fields":[{"value":"}"}]} reported it',
      data: '#{"label":"Jane"} reported it',
      actions: [{ actionType: 'quarantine_email', createTime: '2025-06-29T21:40:00.123456Z', relatedEntityId: 'e1' }],
    });
    expect(event).toMatchObject({
      severity: { kind: 'known', level: 4 },
      createdAt: new Date('2025-06-29T21:37:45Z'),
      attachmentMd5: undefined,
      additional: null,
      availableActions: [],
      sender: 'evil.example',
      portalLink: 'https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=x',
      description: 'User Jane reported it',
      details: 'Jane reported it',
      history: [{ type: 'quarantine_email', at: new Date('2025-06-29T21:40:00.123Z'), relatedEventId: 'e1' }],
      skipped: [],
    });
  });

  test('an event with only an id is read, and nothing is reported missing', () => {
    expect(readOne({})).toEqual({
      id: 'e1',
      entityId: undefined,
      customer: undefined,
      saas: undefined,
      state: undefined,
      type: undefined,
      confidence: undefined,
      createdAt: undefined,
      severity: { kind: 'unknown', text: '' },
      description: '',
      details: '',
      attachmentMd5: undefined,
      additional: null,
      availableActions: [],
      history: [],
      sender: undefined,
      portalLink: undefined,
      skipped: [],
    });
  });

  test.each([
    [{ customerId: 'a' }, 'a'],
    [{ cusomerId: 'b' }, 'b'],
    [{ customerId: 'a', cusomerId: 'b' }, 'a'],
    [{ customerId: null, cusomerId: 'b' }, 'b'],
    [{}, undefined],
  ])('the customer of an event with %j is %j', (wire, customer) => {
    expect(readOne(wire).customer).toBe(customer);
  });

  test.each([
    ['lowest', 1],
    ['Very Low', 1],
    ['very_low', 1],
    ['veryLow', 1],
    ['LOW', 2],
    [' medium ', 3],
    ['High', 4],
    ['Highest', 5],
    ['critical', 5],
    ['1', 1],
    ['5', 5],
    [1, 1],
    [5, 5],
  ])('an event of severity %j has the level %i', (severity, level) => {
    expect(readOne({ severity }).severity).toEqual({ kind: 'known', level });
  });

  test.each([
    ['Apocalyptic', 'Apocalyptic'],
    ['0', '0'],
    [6, '6'],
    [-1, '-1'],
    ['constructor', 'constructor'],
    [null, ''],
  ])('an event of the unknown severity %j keeps its text', (severity, text) => {
    expect(readOne({ severity }).severity).toEqual({ kind: 'unknown', text });
  });

  test.each([
    ['2024-10-14T20:58:27.073355+00:00', '2024-10-14T20:58:27.073Z'],
    ['2024-10-14T20:58:27+02:00', '2024-10-14T18:58:27.000Z'],
    ['2024-10-14T20:58:27', '2024-10-14T20:58:27.000Z'],
    ['2023-08-08 21:16:16.947618', '2023-08-08T21:16:16.947Z'],
    ['2024-10-14T20:58:27.1Z', '2024-10-14T20:58:27.100Z'],
    ['2024-10-14t20:58:27z', '2024-10-14T20:58:27.000Z'],
    ['2024-10-14', '2024-10-14T00:00:00.000Z'],
  ])('an event created at %s is dated %s in any time zone', (eventCreated, expected) => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(readOne({ eventCreated }).createdAt?.toISOString()).toBe(expected);
  });

  test.each(['yesterday', '2024-13-45T00:00:00Z', 1729000000, {}])(
    'an event created at %j has no date and says so',
    (value) => {
      const event = readOne({ eventCreated: value });
      expect(event.createdAt).toBeUndefined();
      expect(event.skipped).toEqual(['eventCreated: not a date']);
    },
  );

  test.each([[{ a: [1] }], ['text'], [null], [0], [[]]])(
    'an event keeps the additional data %j as it is',
    (additionalData) => {
      expect(readOne({ additionalData }).additional).toEqual(additionalData);
    },
  );

  test('what a DLP rule found and the forms of HEC’s pages are left out of the additional data, however deep', () => {
    const additionalData = {
      policy: 'PII',
      found_text: ['DE89 3000'],
      metadata_json: { columns: [] },
      scans: [{ rule: 'PII', scanDetails: ['PII: DE89 3000'] }, 'x', null],
    };
    expect(readOne({ additionalData }).additional).toEqual({ policy: 'PII', scans: [{ rule: 'PII' }, 'x', null] });
    expect(readOne({ additionalData: JSON.stringify(additionalData) }).additional).toEqual({
      policy: 'PII',
      scans: [{ rule: 'PII' }, 'x', null],
    });
    const inText = { scan: JSON.stringify({ rule: 'PII', found_text: ['DE89 3000'] }) };
    expect(readOne({ additionalData: inText }).additional).toEqual({ scan: { rule: 'PII' } });
  });

  test.each(["{'found_text': ['DE89 3000']}", '"found_text: DE89 3000"', 'scanDetails=DE89 3000'])(
    'a text as additional data that may hold what a DLP rule found is left out: %s',
    (additionalData) => {
      expect(readOne({ additionalData }).additional).toBeNull();
    },
  );

  test('additional data nested deeper than anybody reads costs nothing else of the event', () => {
    let nested: unknown = 'deep';
    for (let depth = 0; depth < 20_000; depth += 1) nested = depth % 2 === 0 ? [nested] : { nested };
    const { additional, description } = readOne({ additionalData: { nested, policy: 'PII' }, description: 'x' });
    expect([additional, description]).toEqual([expect.objectContaining({ policy: 'PII' }), 'x']);
  });

  test.each([
    [{ attachmentMd5: '0e9c1c5d', other: 1 }, '0e9c1c5d', { other: 1 }],
    [{ attachmentMd5: '' }, undefined, { attachmentMd5: '' }],
    [{ attachmentMd5: ['0e9c1c5d'] }, undefined, { attachmentMd5: ['0e9c1c5d'] }],
    ['0e9c1c5d', undefined, '0e9c1c5d'],
  ])('the hash of a malware’s file in %j is: %s', (additionalData, attachmentMd5, additional) => {
    const event = readOne({ additionalData });
    expect([event.attachmentMd5, event.additional]).toEqual([attachmentMd5, additional]);
  });

  test('an event keeps unknown states and types, and numbers in place of text', () => {
    expect(readOne({ state: 'Frozen', type: 'Suspicious malware', saas: 365 })).toMatchObject({
      state: 'Frozen',
      type: 'Suspicious malware',
      saas: '365',
    });
  });

  test('an event loses a field of the wrong kind, and reports which one but not its content', () => {
    const event = readOne({ state: { secret: 1 }, description: ['secret'], type: 'dlp' });
    expect(event).toMatchObject({ state: undefined, description: '', type: 'dlp' });
    expect(event.skipped).toEqual(['state: not a text', 'description: not a text']);
  });
});

describe('what an event is about', () => {
  const token = (entity_id: unknown, entity_type: unknown) =>
    `#${JSON.stringify({ entity_id, entity_type, label: 'x' })}`;

  test.each([
    ['the type that its text names by its id', token('E1', 'ms_teams_file'), 'ms_teams_file'],
    ['the type in upper case too', token('A'.repeat(32), 'google_event_login'), 'google_event_login'],
    ['no type of something else', token('e2', 'ms_teams_file'), undefined],
    ['no type from a token without one', `${token('E1', null)} ${token(null, 'ms_teams_file')}`, undefined],
    ['the type of the thing, not of the engine', `${token('E1', 'avanan_dlp')} ${token('E1', 'x_email')}`, 'x_email'],
    ['the type of an engine if there is no other', token('E1', 'avanan_dlp'), 'avanan_dlp'],
  ])('an event has %s', (_name, data, expected) => {
    const entityId = data.includes('AAA') ? 'a'.repeat(32) : 'E1';
    expect(readOne({ entityId, data }).entityType).toBe(expected);
    expect(readOne({ entityId, description: data }).entityType).toBe(expected);
  });

  test('an event has the name that its text gives to what it is about', () => {
    const data = `${token('E1', 'avanan_dlp')} in #${JSON.stringify({ entity_id: 'E1', entity_type: 'a_file', label: 'plan.xlsx' })}`;
    expect(readOne({ entityId: 'E1', data }).entityName).toBe('plan.xlsx');
    expect(readOne({ entityId: 'E2', data }).entityName).toBeUndefined();
  });
});

describe('lists', () => {
  test('a list loses only its bad elements, which are counted by reason and not quoted', () => {
    const event = readOne({
      availableEventActions: [
        { actionName: 'dismiss' },
        { actionParameter: { secret: 1 } },
        'secret',
        { actionName: 'restore', actionParameter: null },
        { actionName: 7 },
        null,
      ],
      actions: [{ actionType: 'move_to_spam', createTime: 'secret', relatedEntityId: {} }, { createTime: 'secret' }],
    });
    expect(event.availableActions).toEqual([
      { name: 'dismiss', parameter: undefined },
      { name: 'restore', parameter: null },
    ]);
    expect(event.history).toEqual([{ type: 'move_to_spam', at: undefined, relatedEventId: undefined }]);
    expect(event.skipped).toHaveLength(5);
    expect(event.skipped).toContainEqual(
      expect.stringMatching(/^availableEventActions: 1 of 6 left out \(actionName: /),
    );
    expect(event.skipped).toContainEqual(expect.stringMatching(/^actions: 1 of 2 left out \(actionType: /));
    expect(event.skipped.join()).not.toContain('secret');
  });

  test('one element where a list is documented is read as a list of one', () => {
    const event = readOne({
      availableEventActions: { actionName: 'dismiss', actionParameter: {} },
      actions: { actionType: 'quarantine_email', createTime: '2026-11-20T09:31:00Z', relatedEntityId: 'e1' },
    });
    expect(event).toMatchObject({
      availableActions: [{ name: 'dismiss', parameter: {} }],
      history: [{ type: 'quarantine_email', relatedEventId: 'e1' }],
      skipped: [],
    });
  });

  test('one element that is not what the list holds is left out and named', () => {
    const event = readOne({ availableEventActions: { secret: 1 }, actions: 'secret' });
    expect(event).toMatchObject({ availableActions: [], history: [] });
    expect(event.skipped).toEqual([
      expect.stringMatching(/^availableEventActions: 1 of 1 left out \(actionName: /),
      expect.stringMatching(/^actions: 1 of 1 left out /),
    ]);
    expect(event.skipped.join()).not.toContain('secret');
  });

  test.each(['', 17, null, {}])('a list of events loses an event with the id %j', (eventId) => {
    expect(readEvents([{ eventId }])).toMatchObject({ items: [], skipped: [expect.stringContaining('eventId')] });
  });

  test('a list of events loses only those without an id', () => {
    const read = readEvents([{ eventId: 'a' }, { type: 'secret' }, 'secret', { type: 'other' }, { eventId: 'b' }]);
    expect(read.items.map((event) => event.id)).toEqual(['a', 'b']);
    expect(read.skipped).toEqual([
      expect.stringMatching(/^2 of 5 left out \(eventId: /),
      expect.stringMatching(/^1 of 5 left out \(Invalid input/),
    ]);
  });
});

test('a row whose id imitates text, with a length that cannot become a number, costs only itself', () => {
  const posing = { eventId: { length: { toString: null } } };
  expect(readEvents([posing, { eventId: 'b' }]).items.map(({ id }) => id)).toEqual(['b']);
});
