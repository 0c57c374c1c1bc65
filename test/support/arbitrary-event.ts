/**
 * fast-check arbitraries of any security event that HEC could send, with text as attackers write it, and of what was and
 * is being done about it.
 */
import fc from 'fast-check';
import type { EmailOffer } from '../../src/actions/offers.ts';
import { emailActionNames } from '../../src/actions/registry.ts';
import type { ActionRun, EndedRun, RunningRun } from '../../src/actions/run.ts';
import type { EmailDetails, EmailFate, KnownEmail, RestoreRequest } from '../../src/events/email.ts';
import type { EventAction, HistoryEntry, SecurityEvent, Severity } from '../../src/events/security-event.ts';
import type { EventSnapshot } from '../../src/services/event-snapshot.ts';
import { md } from '../../src/slack/blocks/text.ts';
import type { DetailsInput, EmailReading } from '../../src/slack/features/details/details-modal.ts';

/** What somebody would put into a subject to get something live, forged or broken into a card. */
const attacks = [
  '<!channel>',
  '<!here|x>',
  '<@U012ABC>',
  '<#C012ABC|general>',
  '<!date^1^{date}|x>',
  '<https://evil.com|click>',
  '&lt;!channel&gt;',
  '&',
  '<',
  '>',
  '|',
  '*',
  '_',
  '~',
  '`',
  '```',
  '\n',
  '\r\n> ',
  '\u0000\u001b[31m',
  '\u202egnp.exe',
  '\u2066x\u2069',
  '\u200b',
  '\u{e0041}\u{e007f}',
  '\ud83d',
  '\udc38',
  '👩‍👩‍👧',
  '❤️',
  'e\u0301\u0302\u0303\u0304\u0305\u0306',
  ':rotating_light:',
  ':',
  '@channel ',
  '@',
  '#general',
  'https://evil.com/login?a=b.co',
  'ht\u200btp://evil.com',
  'HTTPS://user:pass@evil.com:8080/x',
  'ftp://10.0.0.1/a',
  'javascript:alert(1)',
  'mailto:a@evil.com',
  'slack://open',
  'www.evil.co.uk',
  'пример.рф',
  'xn--e1afmkfd.xn--p1ai/x',
  'evil。com',
  'user@customer.com',
  '.com',
  '/',
  ' ',
  'invoice.pdf',
];

const pieces = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...attacks) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
);

export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(pieces, fc.integer({ min: 1, max: 500 })).map(([piece, n]) => piece.repeat(n)) },
  { weight: 1, arbitrary: fc.constant('') },
);

/** Of an event on a card: it was asked for by an id of this shape. */
const hecId = fc.stringMatching(/^[0-9a-f]{32}$/);

const arbitraryId = fc.oneof({ weight: 4, arbitrary: hecId }, { weight: 1, arbitrary: arbitraryText });

const arbitraryDate = fc.option(fc.date({ noInvalidDate: false }), { nil: undefined });

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const arbitrarySeverity: fc.Arbitrary<Severity> = fc.oneof(
  fc.constantFrom<Severity>(...([1, 2, 3, 4, 5] as const).map((level) => ({ kind: 'known' as const, level }))),
  arbitraryText.map((text) => ({ kind: 'unknown' as const, text })),
);

const arbitraryJson = fc.oneof(
  fc.jsonValue(),
  arbitraryText,
  fc.dictionary(arbitraryText, arbitraryText, { maxKeys: 12 }),
);

export const arbitraryAction: fc.Arbitrary<EventAction> = fc.oneof(
  fc.record({ name: arbitraryText, parameter: optional(arbitraryJson) }),
  fc.record({
    name: fc.constantFrom('dismiss', 'quarantine', 'restore', 'severityChange', 'sent to admin', 'Send_To_Admin'),
    parameter: fc.oneof(
      fc.constantFrom(undefined, null, {}, { newSeverity: 'High' }, { newSeverity: 'Low' }, { adminEmail: '' }),
      arbitraryJson,
    ),
  }),
);

const arbitraryHistoryEntry: fc.Arbitrary<HistoryEntry> = fc.record({
  type: fc.oneof(fc.constantFrom('quarantine_email', 'restore_email', 'move_to_spam'), arbitraryText),
  at: arbitraryDate,
  relatedEventId: optional(arbitraryId),
});

export const arbitraryEvent: fc.Arbitrary<SecurityEvent> = fc.record({
  id: hecId,
  entityId: optional(arbitraryId),
  entityType: optional(fc.oneof(fc.constantFrom('google_event_login', 'office365_emails_user'), arbitraryText)),
  entityName: optional(arbitraryText),
  customer: optional(arbitraryText),
  saas: optional(fc.oneof(fc.constantFrom('office365_emails', 'google_mail', 'ms_teams'), arbitraryText)),
  state: optional(fc.oneof(fc.constantFrom('new', 'remediated', 'dismissed'), arbitraryText)),
  type: optional(fc.oneof(fc.constantFrom('phishing', 'suspicious_phishing', 'dlp'), arbitraryText)),
  confidence: optional(arbitraryText),
  createdAt: arbitraryDate,
  severity: arbitrarySeverity,
  description: arbitraryText,
  details: arbitraryText,
  attachmentMd5: optional(arbitraryText),
  additional: fc.oneof(fc.constant(null), arbitraryJson),
  availableActions: fc.oneof(
    fc.array(arbitraryAction, { maxLength: 8 }),
    fc.array(arbitraryAction, { minLength: 24, maxLength: 70 }),
  ),
  history: fc.array(arbitraryHistoryEntry, { maxLength: 9 }),
  sender: optional(arbitraryText),
  portalLink: optional(arbitraryText),
  skipped: fc.constant([]),
});

const arbitraryTime = fc.date({ noInvalidDate: true });
const arbitraryUserId = fc.oneof(fc.stringMatching(/^[UW][A-Z0-9]{8,10}$/), arbitraryText);

const runBase = fc.record({
  id: fc.uuid(),
  target: fc.constantFrom('event', 'email'),
  eventId: arbitraryId,
  entityId: optional(arbitraryId),
  actionName: fc.oneof(fc.constantFrom('quarantine', 'restore', 'dismiss', 'severityChange'), arbitraryText),
  parameter: optional(arbitraryJson),
  label: fc.oneof(fc.constantFrom('Quarantine', 'Restore email'), arbitraryText),
  teamId: fc.constant('T012ABC'),
  userId: arbitraryUserId,
  channelId: optional(fc.constant('C012ABC')),
  messageTs: fc.constant(undefined),
  threadTs: fc.constant(undefined),
  startedAt: arbitraryTime,
  before: fc.constant(undefined),
});

const outcome = fc.constantFrom('done', 'unchanged', 'failed', 'not_sent', 'doubtful', 'still_working');

const runEnd = fc.record({
  outcome,
  corrects: optional(outcome),
  endedOrder: optional(fc.nat()),
  endedAt: arbitraryTime,
  taskId: optional(arbitraryText),
  taskMessage: optional(arbitraryText),
  succeeded: optional(fc.nat()),
  failed: optional(fc.nat()),
  errorCode: optional(arbitraryText),
  reference: optional(arbitraryText),
});

export const endedRun: fc.Arbitrary<EndedRun> = fc
  .tuple(runBase, runEnd)
  .map(([base, end]): EndedRun => ({ ...base, ...end, state: 'ended' }));

const looking = fc
  .tuple(runBase, runEnd)
  .map(([base, { taskId, taskMessage, succeeded, failed, reference }]): RunningRun => {
    return { ...base, taskId, taskMessage, succeeded, failed, reference, state: 'looking' };
  });

const onTheWay = fc
  .tuple(runBase, fc.constantFrom('claimed', 'sending', 'following'), arbitraryText, optional(arbitraryText))
  .map(
    ([base, state, taskId, reference]): RunningRun =>
      state === 'following' ? { ...base, state, taskId, reference } : { ...base, state },
  );

export const runningRun: fc.Arbitrary<RunningRun> = fc.oneof(onTheWay, looking);

const arbitraryEmailOffer: fc.Arbitrary<EmailOffer> = fc.record({
  entityId: arbitraryId,
  entityType: fc.oneof(fc.constantFrom('office365_emails_email', 'google_mail_email'), arbitraryText),
  actionName: fc.constantFrom(...emailActionNames),
});

/** What a card shows, and who asked for it. */
export type Situation = EventSnapshot & { requestedBy: string | undefined };

const arbitraryTexts = fc.array(arbitraryText, { maxLength: 40 });

const arbitraryFlag = optional(fc.boolean());

const arbitraryFate: fc.Arbitrary<EmailFate> = fc.record({
  isQuarantined: arbitraryFlag,
  isDeleted: arbitraryFlag,
  isJunk: arbitraryFlag,
  isExposed: arbitraryFlag,
  isRead: arbitraryFlag,
  isRestored: arbitraryFlag,
  areLinksReplaced: arbitraryFlag,
  restoreRequest: fc.oneof(
    fc.constant<RestoreRequest>({ kind: 'none' }),
    fc.record({ kind: fc.constant('pending' as const), at: arbitraryDate, words: optional(arbitraryText) }),
    fc.record({ kind: fc.constant('declined' as const), reason: optional(arbitraryText) }),
  ),
});

const arbitraryReason = fc.record({
  category: optional(fc.oneof(fc.constantFrom('Links', 'Attack Analysis'), arbitraryText)),
  text: arbitraryText,
});

export const arbitraryEmail: fc.Arbitrary<EmailDetails> = fc.record({
  messageId: optional(arbitraryText),
  fromName: optional(arbitraryText),
  fromEmail: optional(arbitraryText),
  replyTo: optional(arbitraryText),
  recipients: arbitraryTexts,
  cc: arbitraryTexts,
  subject: optional(arbitraryText),
  receivedAt: arbitraryDate,
  spf: optional(arbitraryText),
  spamVerdict: optional(arbitraryText),
  verdicts: fc.array(
    fc.record({
      engine: fc.oneof(
        fc.constantFrom('ap', 'av', 'dlp', 'clicktimeProtection', 'shadowIt', 'ms_defender', '__proto__'),
        arbitraryText,
      ),
      verdict: arbitraryText,
      reasons: fc.array(arbitraryReason, { maxLength: 4 }),
      matches: optional(fc.nat()),
    }),
    { maxLength: 9 },
  ),
  attachments: fc.array(
    fc.record({
      name: optional(arbitraryText),
      type: optional(arbitraryText),
      size: optional(fc.maxSafeNat()),
      md5: optional(arbitraryText),
    }),
    { maxLength: 30 },
  ),
  links: arbitraryTexts,
  clicks: fc.array(fc.record({ url: arbitraryText, isBlocked: arbitraryFlag }), { maxLength: 20 }),
  pastActions: fc.array(fc.record({ name: arbitraryText, at: arbitraryDate, result: optional(arbitraryText) }), {
    maxLength: 20,
  }),
  direction: fc.constantFrom(undefined, 'incoming', 'internal', 'outgoing'),
  isOnlyWatched: arbitraryFlag,
  isHecNotice: arbitraryFlag,
  isSplit: arbitraryFlag,
  serverIp: optional(arbitraryText),
  fate: arbitraryFate,
});

const arbitraryKnownEmail: fc.Arbitrary<KnownEmail> = fc.oneof(
  { weight: 3, arbitrary: arbitraryEmail.map((details): KnownEmail => ({ kind: 'read', details })) },
  { weight: 1, arbitrary: fc.constantFrom<KnownEmail>({ kind: 'none' }, { kind: 'unread' }) },
);

const situationOf = (runs: fc.Arbitrary<ActionRun[]>): fc.Arbitrary<Situation> =>
  fc.record({
    event: arbitraryEvent,
    otherEvents: fc.nat(),
    requestedBy: optional(arbitraryUserId),
    readAt: fc.constant(0),
    runs,
    recorded: fc.constant(new Map<string, HistoryEntry>()),
    last: fc.constant(undefined),
    email: arbitraryKnownEmail,
    emailOffers: fc.array(arbitraryEmailOffer, { maxLength: 3 }),
    revision: fc.oneof(fc.constant('0'), fc.uuid()),
  });

/** Nothing is running: everything on offer has a button. */
export const idleSituation = situationOf(fc.array(endedRun, { maxLength: 8 }));

/** At least one run is not over. */
export const busySituation = situationOf(
  fc.tuple(runningRun, fc.array(fc.oneof(endedRun, runningRun), { maxLength: 4 })).map(([run, more]) => [...more, run]),
);

export const arbitrarySituation = fc.oneof(idleSituation, busySituation);

const arbitraryReading: fc.Arbitrary<EmailReading> = fc.oneof(
  { weight: 4, arbitrary: arbitraryEmail.map((details): EmailReading => ({ kind: 'read', details })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<EmailReading>(
      { kind: 'loading' },
      { kind: 'none' },
      { kind: 'failed', sentence: md`HEC didn’t answer in time.` },
    ),
  },
);

export const arbitraryDetails: fc.Arbitrary<DetailsInput> = fc
  .tuple(arbitrarySituation, arbitraryReading, fc.integer({ min: 0, max: 3_000 }))
  .map(([input, reading, length]): DetailsInput => ({ ...input, reading, metadata: 'm'.repeat(length) }));
