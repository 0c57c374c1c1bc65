/** Whatever comes in from HEC, from Slack or from people is read or refused: nothing throws, and nothing is made up. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { fillIn } from '../../../src/actions/inputs.ts';
import { digestOf } from '../../../src/actions/offers.ts';
import { describeAction } from '../../../src/actions/registry.ts';
import { KnownError } from '../../../src/errors.ts';
import { type EventReference, guid, portalUrl, referenceInLink } from '../../../src/events/links.ts';
import { referencesInText } from '../../../src/events/references.ts';
import { readEnvelope } from '../../../src/hec/envelope.ts';
import { resolveMarkup } from '../../../src/hec/markup.ts';
import { readTaskIds, readTasks } from '../../../src/hec/wire/actions.ts';
import { readEntities } from '../../../src/hec/wire/entities.ts';
import { readEvents } from '../../../src/hec/wire/events.ts';
import { readScopes } from '../../../src/hec/wire/scopes.ts';
import {
  readActionClick,
  readActionMetadata,
  writeActionMetadata,
  writeEventAction,
} from '../../../src/slack/cards/action-codec.ts';
import { readEventId } from '../../../src/slack/cards/event-codec.ts';
import { mostReferences, readMessage } from '../../../src/slack/features/lookup/message-references.ts';
import { readCommandText } from '../../../src/slack/features/lookup/parse-command.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';
import { readClick, readShortcut, readSubmission } from '../../../src/slack/payloads/interaction.ts';
import { messageLinksIn } from '../../../src/slack/payloads/message-link.ts';
import { plainTyped } from '../../../src/slack/payloads/typed-text.ts';
import { arbitraryAction, arbitraryText } from '../../support/arbitrary-event.ts';
import { clickOn } from '../../support/cards/clicks.ts';
import { jsonWith, wireEntity, wireEvent, wireTask } from '../../support/fuzz/arbitrary-json.ts';
import { holds, tryAll } from '../../support/fuzz/holds.ts';

const isId = (text: string) => /^[0-9a-f]{32}$/.test(text);
/** What may be searched for: it is compared, and never sent to HEC. */
const isReference = ({ kind, id }: EventReference) =>
  (kind === 'message-id' && /^(?:<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(id)) ||
  isId(id) ||
  (kind === 'item' ? /^[!-~]{8,256}$/.test(id) : kind === 'typed' && guid(id) === id);

/** What is none of ours is refused as such: anything else that is thrown is a mistake in the reader. */
function orForeign(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    assert(error instanceof ForeignValueError, `threw ${error}`);
  }
}

function assert(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** Through the same door as HEC's answers: as text, in an envelope. */
function recordsOf(responseData: unknown): unknown[] {
  const text = JSON.stringify({ responseEnvelope: { responseCode: 200 }, responseData });
  return readEnvelope({ status: 200, text, retryAfterMs: undefined, reference: 'r' }, context).records;
}
const context = {
  tenantLabel: 'region us',
  scope: undefined,
  subject: 'event',
  mayBeBare: true,
  isAction: false,
} as const;

/** What was left out is named for the log by our own keys and by numbers, with nothing of its values. */
function assertSilent(skipped: string[]): void {
  for (const reason of skipped) assert(/^[a-zA-Z0-9 .,:;()'"<>=|_[\]-]*$/.test(reason), `skipped says ${reason}`);
}

const body = fc.oneof(
  arbitraryText,
  fc.json(),
  jsonWith('responseEnvelope', 'responseCode', 'responseData', 'scrollId', 'success').map(
    (value) => JSON.stringify(value) ?? '',
  ),
  fc.integer({ min: 0, max: 20_000 }).map((depth) => '['.repeat(depth)),
  fc.integer({ min: 0, max: 5_000 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
);

const markupPiece = fc.oneof(
  fc.constantFrom(
    '#{',
    '{',
    '}',
    '"',
    '\\',
    ':',
    ',',
    '"label":',
    '"x"',
    '#',
    '#{"label":"a"}',
    '#{"a":{"label":"b"}}',
  ),
  arbitraryText,
  fc.jsonValue().map((value) => `#{"label":"l","more":${JSON.stringify(value)}}`),
);

const typed = fc
  .array(
    fc.oneof(
      arbitraryText,
      fc.stringMatching(/^[0-9a-fA-F]{31,33}$/),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.constantFrom(
        ' ',
        'private',
        'help',
        'audit ',
        '\u{200B}',
        '\u{FF41}',
        '-',
        'https://nam11.safelinks.protection.outlook.com/?url=',
        'https://urldefense.com/v3/__',
        '__;Jg!!x$',
        'https://urldefense.proofpoint.com/v2/url?u=https-3A__',
        'https://url.avanan.click/v2/r01/___',
        '___.x',
        '%253D',
        '<',
        '>',
        '|',
        '&lt;',
        'https://x.avanan.net/#/events/',
        'https://in.portal.checkpoint.com/dashboard?route=',
        'cHJvZmlsZS9nb29nbGVfbWFpbF9lbWFpbC9lYmIzZTRiYzhhOWIxNGQ3YTUyOWJiNTRlYTY5OTFiNg==',
        'https://acme.slack.com/archives/C012ABC/p1700000000000100',
        '?thread_ts=1700000000.000100&cid=C012ABC',
        '%',
        '%2F',
        '@',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const message = jsonWith(
  'text',
  'blocks',
  'elements',
  'attachments',
  'fields',
  'title',
  'value',
  'url',
  'action_id',
  'type',
  'message_blocks',
  'message',
  'from_url',
  'files',
  'subject',
  'preview',
  'actions',
  'options',
);

const interaction = jsonWith(
  'type',
  'user',
  'id',
  'trigger_id',
  'response_url',
  'container',
  'channel_id',
  'message_ts',
  'message',
  'ts',
  'actions',
  'action_id',
  'block_id',
  'value',
  'view',
  'callback_id',
  'private_metadata',
  'state',
  'values',
);
const text = fc.oneof(arbitraryText, fc.constant('U1'));
const click = fc.record({
  type: fc.constantFrom('block_actions', 'shortcut', 'message_action', 'view_submission'),
  user: fc.record({ id: text }),
  trigger_id: text,
  callback_id: text,
  container: interaction,
  message: interaction,
  actions: fc.array(fc.record({ action_id: text, block_id: text, value: fc.oneof(text, interaction) }), {
    maxLength: 2,
  }),
});
const submission = fc.record({
  type: fc.constant('view_submission'),
  user: fc.record({ id: text }),
  view: fc.record({
    id: text,
    callback_id: text,
    private_metadata: text,
    state: fc.record({ values: fc.oneof(interaction, fc.constant({ __proto__: null, a: { b: { value: 'x' } } })) }),
  }),
});

tryAll('reading', 86_000, [
  holds(
    'any answer from HEC is read as records or as a known failure',
    6_000,
    fc.tuple(body, fc.integer({ min: 100, max: 599 })),
    ([given, status]) => {
      try {
        const envelope = readEnvelope({ status, text: given, retryAfterMs: undefined, reference: 'r' }, context);
        assert(Array.isArray(envelope.records), 'records are a list');
      } catch (error) {
        assert(error instanceof KnownError, `threw ${error}`);
      }
    },
  ),
  holds(
    'any JSON is read as events with ids or left out',
    22_000,
    fc.oneof(fc.array(wireEvent, { maxLength: 3 }), wireEvent),
    (given) => {
      const { items, skipped } = readEvents(recordsOf(given));
      assertSilent(skipped);
      for (const event of items) {
        assert(typeof event.id === 'string' && event.id !== '', 'an event has an id');
        assertSilent(event.skipped);
        for (const value of [
          event.entityId,
          event.customer,
          event.state,
          event.description,
          event.details,
          event.sender,
        ])
          assert(value === undefined || typeof value === 'string', 'texts are texts');
        assert(event.createdAt === undefined || !Number.isNaN(event.createdAt.getTime()), 'dates are dates');
        for (const { name } of event.availableActions)
          assert(typeof name === 'string' && name !== '', 'actions have names');
      }
    },
  ),
  holds('any JSON is read as entities with ids or left out', 12_000, wireEntity, (given) => {
    const { items, skipped } = readEntities(recordsOf(given));
    assertSilent(skipped);
    for (const { id, email } of items) {
      assert(typeof id === 'string' && id !== '', 'an entity has an id');
      const texts = [
        ...(email?.recipients ?? []),
        ...(email?.links ?? []),
        ...(email?.verdicts.flatMap(({ reasons }) => reasons.map(({ text }) => text)) ?? []),
        ...(email?.clicks.map(({ url }) => url) ?? []),
        ...(email?.pastActions.map(({ name }) => name) ?? []),
      ];
      assert(
        texts.every((each) => typeof each === 'string'),
        'lists of texts are that',
      );
      assert(
        email?.attachments.every(({ size = 0 }) => Number.isSafeInteger(size) && size >= 0) ?? true,
        'sizes are sizes',
      );
    }
  }),
  holds('any JSON is read as a task, a task’s id and scopes or left out', 8_000, wireTask, (given) => {
    const records = recordsOf([given]);
    const [tasks, ids, scopes] = [readTasks(records), readTaskIds(records), readScopes(records)];
    for (const { skipped } of [tasks, ids, scopes]) assertSilent(skipped);
    for (const id of ids.items)
      assert(id === undefined || /^[\x21-\x7e]{1,256}$/.test(id), 'a task id fits into a path');
    for (const { task } of tasks.items)
      assert(['working', 'completed', 'failed', 'stopped'].includes(task.status), 'a known state');
  }),
  holds(
    'resolving markup never makes a text longer',
    12_000,
    fc.array(markupPiece, { maxLength: 20 }).map((parts) => parts.join('')),
    (given) => {
      const resolved = resolveMarkup(given);
      assert(resolved.length <= given.length, 'grew');
      assert(given.includes('#{') || resolved === given, 'changed what is no markup');
    },
  ),
  holds('any text that people type gives only valid ids, portal links and channels', 16_000, typed, (given) => {
    for (const found of referencesInText(given)) assert(isReference(found), `${found.id} is no id`);
    for (const found of referencesInText(plainTyped(given))) assert(isReference(found), `${found.id} is no id`);
    const command = readCommandText(given);
    if (command.kind === 'event' || command.kind === 'audit') assert(isReference(command.reference), 'no id');
    if (command.kind === 'choice') assert(command.references.every(isReference), 'no id');
    const url = portalUrl(given);
    assert(
      url === undefined || /(^|\.)(checkpoint\.com|avanan\.net|checkpointcloudsec\.com)$/.test(url.hostname),
      'no portal',
    );
    if (referenceInLink(given) !== undefined) assert(url !== undefined, 'a link to elsewhere');
    for (const { channelId, replyTo } of messageLinksIn(given)) {
      assert(/^[CDG][A-Z0-9]+$/.test(channelId) && /^\d{10}\.\d{6}$/.test(replyTo), 'no message');
    }
  }),
  holds('any message gives a limited number of event ids', 4_000, message, (given) => {
    const { references } = readMessage(given);
    assert(references.length <= mostReferences && references.every(isReference), 'more, or no ids');
  }),
  holds(
    'any payload is read as a click, a shortcut, a submission or nothing',
    4_000,
    fc.oneof(interaction, click, submission),
    (given) => {
      // As it arrives.
      const payload: unknown = JSON.parse(JSON.stringify(given));
      readClick(payload);
      readShortcut(payload);
      const submitted = readSubmission(payload);
      for (const value of Object.values(submitted?.values ?? {})) expect(value).toBeTypeOf('string');
    },
  ),
  holds(
    'any action is read back from its button, and any other value is refused',
    2_000,
    fc.tuple(
      arbitraryAction,
      fc.oneof(
        arbitraryText,
        fc.json(),
        jsonWith('eventId', 'actionName', 'actionParameter', 'digest').map((value) => JSON.stringify(value)),
      ),
    ),
    ([action, other]) => {
      const value = writeEventAction('ebb3e4bc8a9b14d7a529bb54ea6991b6', action);
      assert((value === undefined) === (digestOf(action) === undefined), 'an action that can be named has a value');
      if (value !== undefined) {
        const clicked = readActionClick(clickOn({ action_id: 'event_action:0', value }));
        for (const read of [clicked, readActionMetadata(writeActionMetadata(clicked))]) {
          assert(read.action.target === 'event', 'an action on the event');
          if (read.action.target !== 'event') continue;
          const { offer } = read.action;
          assert((offer.kind === 'digest' ? offer.digest : digestOf(offer)) === digestOf(action), 'another action');
        }
      }
      for (const actionId of ['event_action:0', 'email_action:0']) {
        orForeign(() => readActionClick(clickOn({ action_id: actionId, value: other })));
      }
      orForeign(() => readActionMetadata(other));
      orForeign(() => readEventId(other));
      const { inputs } = describeAction(action);
      fillIn(action.parameter, inputs, Object.fromEntries(inputs.map(({ key }) => [key, other])), ['customer.example']);
    },
  ),
]);
