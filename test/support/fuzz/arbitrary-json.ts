/** JSON as HEC and Slack send it, and as nobody should: known keys with values of any kind, and keys that are traps. */
import fc from 'fast-check';
import { arbitraryText } from '../arbitrary-event.ts';

const traps = ['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'then', 'length', ''];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    3.5,
    1e308,
    2 ** 53,
    '',
    '4',
    'High',
    'true',
    '2026-11-23T10:00:00Z',
    '2026-11-23 10:00:00.123456',
    '9999999-01-01',
    'completed',
    'office365_emails_email',
    'ms_teams_file',
    'ebb3e4bc8a9b14d7a529bb54ea6991b6',
    '#{"label":"x"}',
    '#{"label":',
  ),
  arbitraryText,
  fc.double(),
);

/** Objects mostly have these keys. */
export function jsonWith(...keys: string[]): fc.Arbitrary<unknown> {
  const key = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...keys) },
    { weight: 1, arbitrary: fc.constantFrom(...traps) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }) },
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 8 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  return value;
}

/** An object with an id, so that it is read further, and any of these fields. */
function recordWith(id: string, keys: string[], inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      fc.oneof(fc.constant('ebb3e4bc8a9b14d7a529bb54ea6991b6'), inner),
      fc.array(fc.tuple(fc.constantFrom(...keys), inner), { maxLength: 14 }),
    )
    .map(([value, entries]) => Object.fromEntries([[id, value], ...entries]));
}

const eventKeys = [
  'entityId',
  'customerId',
  'cusomerId',
  'saas',
  'state',
  'type',
  'confidenceIndicator',
  'eventCreated',
  'severity',
  'description',
  'data',
  'additionalData',
  'availableEventActions',
  'actions',
  'senderAddress',
  'entityLink',
];

export const wireEvent = recordWith(
  'eventId',
  eventKeys,
  jsonWith('actionName', 'actionParameter', 'actionType', 'createTime', 'relatedEntityId', 'label'),
);

const payload = jsonWith(
  'internetMessageId',
  'isQuarantined',
  'fromName',
  'fromEmail',
  'recipients',
  'to',
  'cc',
  'subject',
  'received',
  'SpfResult',
  'attachments',
  'emailLinks',
  'name',
  'mimetype',
  'size',
  'MD5',
  'mode',
  'isDeleted',
  'isIncoming',
  'isRead',
  'isRestoreRequested',
  'isRestored',
  'isUserExposed',
  'restoreCommentary',
  'restoreRequestTime',
);

const securityResult = jsonWith(
  'combinedVerdict',
  'ap',
  'av',
  'clicktimeProtection',
  'dlp',
  'payload',
  'reasons',
  'reasons_by_category',
  'short_text',
  'name_text',
  'scan_details',
  'matches_dlp_rules',
  'found_text',
  'hit_count',
  'link',
  'result',
  'url',
  'event',
  'verdict',
  'statusDescription',
);

const actions = jsonWith('entityActionName', 'entityActionDate', 'entityActionResponseText', 'entityActionState');

export const wireEntity = fc
  .tuple(
    recordWith('entityId', ['saas', 'saasEntityType', 'entityCreated', 'entityActionState'], payload),
    payload,
    securityResult,
    actions,
    actions,
  )
  .map(([entityInfo, entityPayload, entitySecurityResult, entityActions, entityAvailableActions]) => ({
    entityInfo,
    entityPayload,
    entitySecurityResult,
    entityActions,
    entityAvailableActions,
  }));

export const wireTask = recordWith(
  'status',
  ['id', 'taskId', 'succeed', 'failed', 'actions', 'action_message'],
  jsonWith('action_message', 'taskId'),
);
