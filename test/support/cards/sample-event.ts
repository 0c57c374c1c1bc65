/** An ordinary event, and a way to vary it. */
import type { SecurityEvent } from '../../../src/events/security-event.ts';

export const eventId = '7ded0371a3e1475c9a877e452f23a049';

export function sampleEvent(changes: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    id: eventId,
    entityId: '639c16e1aaa3affd5d3fa4fda5e75765',
    entityType: undefined,
    entityName: undefined,
    customer: 'us:customername',
    saas: 'office365_emails',
    state: 'new',
    type: 'suspicious_phishing',
    confidence: 'malicious',
    createdAt: new Date('2020-07-24T20:58:27.073Z'),
    severity: { kind: 'known', level: 5 },
    description: "Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
    details: '',
    attachmentMd5: undefined,
    additional: null,
    availableActions: [
      { name: 'dismiss', parameter: { eventId } },
      { name: 'severityChange', parameter: { newSeverity: 'Low' } },
      { name: 'severityChange', parameter: { newSeverity: 'High' } },
      { name: 'quarantine', parameter: undefined },
    ],
    history: [],
    sender: 'billing@evil.example',
    portalLink: undefined,
    skipped: [],
    ...changes,
  };
}

/** An event of which HEC said nothing but its id. */
export function bareEvent(): SecurityEvent {
  return {
    id: eventId,
    entityId: undefined,
    entityType: undefined,
    entityName: undefined,
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
  };
}
