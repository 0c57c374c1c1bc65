/** An everyday event that was made up, as the cards show it. */
import { type EmailDetails, unknownFate } from '../../events/email.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';

const id = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const createdAt = new Date('2026-01-15T09:30:00.000Z');

const event: SecurityEvent = {
  id,
  entityId: '639c16e1aaa3affd5d3fa4fda5e75765',
  entityType: 'office365_emails_email',
  entityName: 'Your invoice',
  customer: 'example',
  saas: 'office365_emails',
  state: 'new',
  type: 'phishing',
  confidence: 'malicious',
  createdAt,
  severity: { kind: 'known', level: 4 },
  description: 'Phishing detected in an email to anna@company.example',
  details: '',
  attachmentMd5: undefined,
  additional: null,
  availableActions: [
    { name: 'dismiss', parameter: { eventId: id } },
    { name: 'severityChange', parameter: { newSeverity: 'Low' } },
    { name: 'quarantine', parameter: undefined },
  ],
  history: [{ type: 'add_spam_header', at: createdAt, relatedEventId: undefined }],
  sender: 'billing@shop.example',
  portalLink: undefined,
  skipped: [],
};

export const sampleEmail: EmailDetails = {
  messageId: '<1@shop.example>',
  fromName: 'Billing',
  fromEmail: 'billing@shop.example',
  replyTo: undefined,
  recipients: ['anna@company.example'],
  cc: [],
  subject: 'Your invoice',
  receivedAt: createdAt,
  spf: 'softfail',
  spamVerdict: undefined,
  verdicts: [
    { engine: 'ap', verdict: 'phishing', reasons: [{ category: 'Links', text: 'New domain' }], matches: undefined },
    { engine: 'av', verdict: 'clean', reasons: [], matches: undefined },
  ],
  attachments: [
    { name: 'invoice.pdf', type: 'application/pdf', size: 120_000, md5: '0e9c1c5d0e9c1c5d0e9c1c5d0e9c1c5d' },
  ],
  links: ['https://shop.example/pay'],
  clicks: [],
  pastActions: [],
  direction: 'incoming',
  isOnlyWatched: false,
  isHecNotice: false,
  isSplit: false,
  serverIp: undefined,
  fate: { ...unknownFate, isExposed: true },
};

export const sampleSnapshot: EventSnapshot = {
  event,
  otherEvents: 2,
  readAt: createdAt.getTime(),
  runs: [],
  recorded: new Map(),
  last: undefined,
  email: { kind: 'read', details: sampleEmail },
  emailOffers: [],
  revision: '0',
};
