import { describe, expect, test } from 'vitest';
import { readEntities } from '../../src/hec/wire.ts';

describe('an entity', () => {
  const readEntity = (wire: Record<string, unknown>, info: Record<string, unknown> = {}) => {
    const [entity] = readEntities([{ entityInfo: { entityId: 'n1', ...info }, ...wire }]).items;
    if (!entity) throw new Error('the entity was left out');
    return entity;
  };

  test('is read for what finding its events and acting on it needs', () => {
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
          saas: 'office365_emails',
          type: 'office365_emails_email',
          createdAt: new Date('2024-10-14T20:58:27.100Z'),
          isEmail: true,
          isQuarantined: false,
          availableActions: ['quarantine'],
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
  ])('of which %j is all that is known is an entity', (wire) => {
    expect(readEntity(wire)).toEqual({
      id: 'n1',
      saas: undefined,
      type: undefined,
      createdAt: undefined,
      isEmail: false,
      isQuarantined: undefined,
      availableActions: [],
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
  ])('of type %j with the payload %j: an e-mail: %s', (saasEntityType, entityPayload, expected) => {
    expect(readEntity({ entityPayload }, { saasEntityType }).isEmail).toBe(expected);
  });

  test.each([
    [true, true],
    [false, false],
    ['true', true],
    ['False', false],
    [null, undefined],
    [1, undefined],
  ])('whose isQuarantined is %j: %s', (isQuarantined, expected) => {
    expect(readEntity({ entityPayload: { isQuarantined } }).isQuarantined).toBe(expected);
  });

  test('has the actions on offer under either spelling', () => {
    const entityAvailableActions = [
      'restore',
      { entityActionName: 'quarantine', entityActionParam: null },
      { name: 1 },
    ];
    expect(readEntity({ entityAvailableActions }).availableActions).toEqual(['restore', 'quarantine']);
  });
});
