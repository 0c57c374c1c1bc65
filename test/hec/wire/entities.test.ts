import { describe, expect, test } from 'vitest';
import { newEntity } from '../../../playground/hec/content/story.ts';
import { type EmailVerdict, silentEmail, unknownFate, type VerdictReason } from '../../../src/events/email.ts';
import { readEntities } from '../../../src/hec/wire/entities.ts';

const general = (text: string): VerdictReason => ({ category: undefined, text });

function verdictOf(engine: string, verdict: string, ...reasons: VerdictReason[]): EmailVerdict {
  return { engine, verdict, reasons, matches: undefined };
}

function readEntity(wire: Record<string, unknown>, info: Record<string, unknown> = {}) {
  const [entity] = readEntities([{ entityInfo: { entityId: 'n1', ...info }, ...wire }]).items;
  if (!entity) throw new Error('the entity was left out');
  return entity;
}

describe('entities', () => {
  test('an entity is read with what it takes to find its events and act on it', () => {
    const entityInfo = {
      entityId: 'n1',
      saas: 'office365_emails',
      saasEntityType: 'office365_emails_email',
      entityCreated: '2024-10-14T20:58:27.1',
      entityUpdated: '2024-10-15T20:58:27Z',
    };
    const entityPayload = { subject: 'x', internetMessageId: '<1@x>', isQuarantined: false };
    expect(readEntities([{ entityInfo, entityPayload, entityAvailableActions: ['quarantine'] }, {}])).toEqual({
      items: [
        {
          id: 'n1',
          type: 'office365_emails_email',
          createdAt: new Date('2024-10-14T20:58:27.100Z'),
          isEmail: true,
          isQuarantined: false,
          email: {
            ...silentEmail,
            subject: 'x',
            messageId: '<1@x>',
            fate: { ...unknownFate, isQuarantined: false },
          },
          file: undefined,
        },
      ],
      skipped: [expect.stringMatching(/^1 of 2 left out/)],
    });
  });

  test.each([
    [{}],
    [{ entityPayload: null, entityAvailableActions: null }],
    [{ entityPayload: ['secret'], entityAvailableActions: { secret: 1 } }],
    [{ entityPayload: { isQuarantined: 'perhaps', internetMessageId: {} }, entityAvailableActions: [null, '', 7] }],
  ])('an entity with %j and nothing else but an id is still read', (wire) => {
    expect(readEntity(wire)).toEqual({
      id: 'n1',
      type: undefined,
      createdAt: undefined,
      isEmail: false,
      isQuarantined: undefined,
      email: undefined,
      file: undefined,
    });
  });

  test.each([
    ['office365_emails_email', {}, true],
    ['google_mail_email', {}, true],
    ['email', {}, true],
    ['office365_emails_user', {}, false],
    [undefined, { subject: 'x' }, false],
    [undefined, { internetMessageId: '<1@x>' }, true],
    ['another_service_email', { internetMessageId: '<1@x>' }, true],
  ])('an entity of type %j with the payload %j is an email: %s', (saasEntityType, entityPayload, expected) => {
    const { isEmail, email } = readEntity({ entityPayload }, { saasEntityType });
    expect(isEmail).toBe(expected);
    expect(email !== undefined).toBe(expected);
  });

  test.each([
    [true, true],
    [false, false],
    ['true', true],
    ['False', false],
    [null, undefined],
    [1, undefined],
  ])('an entity whose isQuarantined is %j counts as quarantined: %s', (isQuarantined, expected) => {
    expect(readEntity({ entityPayload: { isQuarantined } }).isQuarantined).toBe(expected);
  });
});

describe('files', () => {
  const verdicts = { combinedVerdict: { dlp: 'leak' }, dlp: [{ payload: { matches_dlp_rules: ['PII'] } }] };
  const leak = { ...verdictOf('dlp', 'leak', general('PII')) };

  test('a file is read with its name and what HEC’s engines say', () => {
    const entityPayload = { name: 'plan.xlsx', mimetype: 'text/csv', size: 12, MD5: '0e9c1c5d' };
    const { file, email } = readEntity(
      { entityPayload, entitySecurityResult: verdicts },
      { saasEntityType: 'ms_teams_file' },
    );
    expect(file).toEqual({ name: 'plan.xlsx', type: 'text/csv', size: 12, md5: '0e9c1c5d', verdicts: [leak] });
    expect(email).toBeUndefined();
  });

  test.each([
    ['ms_teams_file', { fileName: 'plan.xlsx' }, 'plan.xlsx'],
    ['ms_teams_file', null, undefined],
    ['office365_emails_attachment', { name: 'a.zip' }, 'a.zip'],
  ])('a %s with the payload %j is a file called: %s', (saasEntityType, entityPayload, name) => {
    expect(readEntity({ entityPayload }, { saasEntityType }).file).toMatchObject({ name, verdicts: [] });
  });

  test.each([
    ['office365_emails_email', {}],
    ['ms_teams_file', { internetMessageId: '<1@x>' }],
    ['office365_emails_user', { name: 'x' }],
    [undefined, { name: 'x' }],
  ])('a %s with the payload %j is no file', (saasEntityType, entityPayload) => {
    expect(readEntity({ entityPayload }, { saasEntityType }).file).toBeUndefined();
  });
});

describe('emails', () => {
  const readEmail = (entityPayload: unknown, entitySecurityResult?: unknown) =>
    readEntity({ entityPayload, entitySecurityResult }, { saasEntityType: 'office365_emails_email' }).email;

  test('an email is read whole from a recorded answer', () => {
    const payload = {
      internetMessageId: '<0100-1@mail.example>',
      subject: 'Delivery note',
      received: '2023-06-30T15:14:53Z',
      size: null,
      emailLinks: ['https://evil.example/a'],
      attachmentCount: 1,
      attachments: [
        { name: 'a.pdf', mimetype: 'application/pdf', size: 2071, MD5: 'd5e719c11cb2a209c306b06ffff4cd39' },
      ],
      recipients: ['ana@customer.com', 'bo@customer.com'],
      fromEmail: 'it@evil.example',
      fromName: 'IT Support',
      fromUser: {},
      to: ['ana@customer.com'],
      cc: ['bo@customer.com'],
      replyToEmail: 'box@other.example',
      replyToNickname: null,
      isRead: null,
      isDeleted: false,
      isIncoming: true,
      isInternal: false,
      isOutgoing: false,
      isQuarantined: false,
      isQuarantineNotification: false,
      isRestored: false,
      isRestoreRequested: false,
      isRestoreDeclined: false,
      restoreRequestTime: null,
      mode: 'monitor',
      saasSpamVerdict: '-1',
      SpfResult: 'pass',
    };
    const scan = { entityType: 'office365_emails_attachment', score: '100', verdict: 'malicious' };
    const securityResult = {
      combinedVerdict: { ap: 'clean', dlp: null, clicktimeProtection: null, shadowIt: 'clean', av: 'malicious' },
      ap: [{ payload: { reasons_by_category: { Links: [{ short_text: 'x' }] }, reasons: ['First Time Sender'] } }],
      dlp: null,
      clicktimeProtection: null,
      shadowIt: [{ payload: { from: 'it@evil.example' } }],
      av: [
        { ...scan, payload: { scan_details: ['Dummy Core Detection'] } },
        { ...scan, payload: { scan_details: ['Dummy Core Detection'] } },
      ],
    };
    expect(readEmail(payload, securityResult)).toEqual({
      messageId: '<0100-1@mail.example>',
      fromName: 'IT Support',
      fromEmail: 'it@evil.example',
      replyTo: 'box@other.example',
      recipients: ['ana@customer.com', 'bo@customer.com'],
      cc: ['bo@customer.com'],
      subject: 'Delivery note',
      receivedAt: new Date('2023-06-30T15:14:53Z'),
      spf: 'pass',
      spamVerdict: '-1',
      verdicts: [
        verdictOf('ap', 'clean', { category: 'Links', text: 'x' }, general('First Time Sender')),
        verdictOf('shadowIt', 'clean'),
        verdictOf('av', 'malicious', general('Dummy Core Detection')),
      ],
      attachments: [{ name: 'a.pdf', type: 'application/pdf', size: 2071, md5: 'd5e719c11cb2a209c306b06ffff4cd39' }],
      links: ['https://evil.example/a'],
      clicks: [],
      pastActions: [],
      direction: 'incoming',
      isOnlyWatched: true,
      isHecNotice: false,
      fate: { ...unknownFate, isQuarantined: false, isDeleted: false, isRestored: false },
    });
  });

  test.each([[undefined], [null], ['secret'], [[]], [{}], [7]])(
    'an email for which HEC sends %j has no details',
    (given) => {
      expect(readEmail(given, given)).toEqual(silentEmail);
    },
  );

  test('an email keeps what can be read and loses the rest', () => {
    const payload = {
      internetMessageId: {},
      subject: 7719,
      fromName: ['IT'],
      fromEmail: '',
      replyToEmail: { email: 'a@b.com' },
      recipients: [null, 'ana@customer.com', 7, '', { mail: 'x' }],
      cc: { mail: 'bo@customer.com' },
      received: 'yesterday',
      SpfResult: false,
      saasSpamVerdict: 5,
      attachments: [null, 'a.zip', { name: 5, size: '12' }, { name: 'b.zip', mimetype: {}, size: -1, MD5: null }],
      emailLinks: [['https://evil.example'], 'https://evil.example/b'],
    };
    const securityResult = {
      combinedVerdict: {
        ap: 'phishing',
        av: { verdict: 'x' },
        dlp: '',
        shadowIt: ['clean'],
        clicktimeProtection: 'clean',
      },
      ap: [null, 7, { payload: 'x', reasons: { all: 1 } }, { payload: { reasons: [null, 'New sender', 3] } }],
      clicktimeProtection: { payload: { reasons: [7] } },
    };
    expect(readEmail(payload, securityResult)).toEqual({
      ...silentEmail,
      subject: '7719',
      recipients: ['ana@customer.com'],
      spamVerdict: '5',
      attachments: [
        { name: '5', type: undefined, size: 12, md5: undefined },
        { name: 'b.zip', type: undefined, size: undefined, md5: undefined },
      ],
      links: ['https://evil.example/b'],
      verdicts: [verdictOf('ap', 'phishing', general('New sender')), verdictOf('clicktimeProtection', 'clean')],
    });
  });

  test.each([
    [48_213, 48_213],
    ['48213', 48_213],
    [0, 0],
    [-1, undefined],
    [1.5, undefined],
    [1e300, undefined],
    ['9'.repeat(400), undefined],
    ['12 kB', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
  ])('an attachment of size %j is read with the size %s', (size, expected) => {
    expect(readEmail({ attachments: [{ name: 'a', size }] })?.attachments).toEqual([
      { name: 'a', type: undefined, size: expected, md5: undefined },
    ]);
  });

  test('an email without recipients takes them from its "to" field', () => {
    expect(readEmail({ recipients: null, to: ['ana@customer.com'] })?.recipients).toEqual(['ana@customer.com']);
  });

  test('an email takes no fields from prototype keys and pollutes no object', () => {
    const hostile: unknown = JSON.parse(
      `{"entityInfo": {"entityId": "n1", "saasEntityType": "email"},
        "entityPayload": {"__proto__": {"subject": "forged", "recipients": ["forged"]}, "constructor": {"prototype": 1},
          "attachments": [{"__proto__": {"name": "forged", "polluted": true}}]},
        "entitySecurityResult": {"__proto__": {"combinedVerdict": {"av": "forged"}},
          "combinedVerdict": {"__proto__": "phishing", "constructor": "clean", "toString": "clean"}}}`,
    );
    const [entity] = readEntities([hostile]).items;
    expect(entity?.email).toEqual({
      ...silentEmail,
      attachments: [{ name: undefined, type: undefined, size: undefined, md5: undefined }],
      verdicts: ['__proto__', 'constructor', 'toString'].map((engine) =>
        verdictOf(engine, engine === '__proto__' ? 'phishing' : 'clean'),
      ),
    });
    expect({}).not.toHaveProperty('polluted');
    expect(entity?.email?.attachments[0]).not.toHaveProperty('polluted');
  });

  describe('what became of it', () => {
    const readFate = (entityPayload: unknown) => readEmail(entityPayload)?.fate;

    test.each([
      [true, true],
      [false, false],
      ['True', true],
      [null, undefined],
      [undefined, undefined],
      [0, undefined],
    ])('what HEC gives as %j counts as %j: null is neither yes nor no', (given, expected) => {
      const fate = readFate({
        isRead: given,
        isDeleted: given,
        isJunk: given,
        isUserExposed: given,
        isRestored: given,
      });
      const flags = { isRead: expected, isDeleted: expected, isJunk: expected, isRestored: expected };
      expect(fate).toEqual({ ...unknownFate, ...flags, isExposed: expected });
    });

    const asked = { restoreRequestTime: '2026-11-21T07:15:00.123456Z', restoreCommentary: 'I ordered this myself' };
    const pending = { kind: 'pending', at: new Date('2026-11-21T07:15:00.123Z'), words: 'I ordered this myself' };

    test.each([
      ['asked for', { isRestoreRequested: true, ...asked }, pending],
      ['asked for without a word', { isRestoreRequested: true }, { kind: 'pending', at: undefined, words: undefined }],
      [
        'granted, though still marked as asked for',
        { isRestoreRequested: true, isRestored: true, ...asked },
        { kind: 'none' },
      ],
      [
        'declined, though still marked as asked for',
        { isRestoreRequested: true, isRestoreDeclined: true, restoreDeclineReason: 'Known scam', ...asked },
        { kind: 'declined', reason: 'Known scam' },
      ],
      ['declined without a reason', { isRestoreDeclined: true }, { kind: 'declined', reason: undefined }],
      ['neither, whatever was said', { ...asked, restoreDeclineReason: 'x' }, { kind: 'none' }],
    ])('a release that was %s is read as such', (_title, payload, expected) => {
      expect(readFate(payload)?.restoreRequest).toEqual(expected);
    });

    test.each([
      ['the state of the email', { entityActionState: 'links_replaced' }, []],
      [
        'one of its actions',
        { entityActionState: 'quarantined' },
        [{ entityActionName: 'links_replace', entityActionState: 'links_replaced' }],
      ],
    ])('replaced links are known from %s', (_title, info, entityActions) => {
      const { email } = readEntity({ entityActions }, { saasEntityType: 'email', ...info });
      expect(email?.fate.areLinksReplaced).toBe(true);
    });
  });

  test.each([
    [{ isIncoming: true, isInternal: true }, 'internal'],
    [{ isIncoming: true, isInternal: false, isOutgoing: false }, 'incoming'],
    [{ isOutgoing: true }, 'outgoing'],
    [{ isIncoming: false }, undefined],
  ])('an email with %j is: %s', (payload, direction) => {
    expect(readEmail(payload)?.direction).toBe(direction);
  });

  test('the demo’s email is read with its engines’ reasons', () => {
    const { email } = readEntity({ ...newEntity('n1', () => new Date(0), {}) });
    expect(email).toMatchObject({ fromName: 'Billing', receivedAt: new Date(0), spf: 'softfail' });
    expect(email?.verdicts[0]?.reasons).toContainEqual({ category: 'Email Headers', text: 'Missing DMARC' });
  });
});
