/** Events with unexpected JSON: the documentation's own mistakes, gaps, and values from the future. */

import { writeEventTime, writeHistoryTime } from '../time.ts';
import { mailStory } from './mail.ts';
import { idOf, newEvent, type Story, severityChanges, token } from './story.ts';

const documentedId = '7ded0371a3e1475c9a877e452f23a049';
const sharedMail = {
  lead: 'Detected phishing',
  subject: 'Invoice 7719 overdue',
  from: 'accounts@ledger-desk.example',
  fromName: 'Ledger Desk',
  to: ['finance@harbour-freight.example'],
  mailbox: 'Finance',
  received: { hours: 20 },
} as const;
const sharedMailId = idOf('the mail with three events');

function reportedBy(person: string): string {
  return token({
    display: 'embedded-entity',
    entity_id: `${person.toLowerCase().replace(' ', '.')}@harbour-freight.example`,
    entity_type: 'office365_emails_user',
    label: person,
    tooltip_fields: [
      { type: 'text', key: 'Title', value: 'Forwarder {night shift}' },
      { type: 'list', key: 'Groups', value: [{ label: 'Dock 4' }, { label: 'All staff' }] },
    ],
  });
}

export const oddShapes: Story[] = [
  {
    id: documentedId,
    title: "The documentation's own sample: an object, responseTest, code 0, data empty, additional data as text",
    quirks: { responseData: 'object', envelope: 'documented' },
    event: (ago) => ({
      eventId: documentedId,
      customerId: 'us:customername',
      saas: 'office365_emails',
      entityId: '639c16e1aaa3affd5d3fa4fda5e75765',
      state: 'dismissed',
      type: 'dlp',
      confidenceIndicator: 'malicious',
      eventCreated: writeEventTime(ago({ weeks: 3 })),
      severity: 'Low',
      data: '',
      description: 'DLP Engine has detected a leak in ‘please see my credit data’ from user@customer.example',
      additionalData: 'some links here and additional parameters',
      availableEventActions: [
        { actionName: 'dismiss', actionParameter: { eventId: documentedId } },
        ...severityChanges(),
      ],
    }),
  },
  {
    id: idOf('reported by a person'),
    title: 'Reported by a person: the description still holds a raw token with nested braces',
    event: (ago) =>
      newEvent(idOf('reported by a person'), ago, {
        type: 'alert',
        confidenceIndicator: 'alert',
        state: 'new',
        severity: '2',
        eventCreated: writeEventTime(ago({ minutes: 5 })),
        description: `User ${reportedBy('Mia Okafor')} reported a phishing email Quarterly bonus {draft}`,
        data: `User ${reportedBy('Mia Okafor')} reported a phishing email ${token({ entity_id: idOf('bonus mail'), entity_type: 'office365_emails_email', label: 'Quarterly bonus {draft}' })}`,
        actions: [
          {
            actionType: 'phishing_found_event',
            createTime: writeHistoryTime(ago({ minutes: 5 })),
            relatedEntityId: null,
          },
        ],
      }),
  },
  {
    id: idOf('reported phishing'),
    title: 'Reported phishing that was declined (type phishing, confidence alert)',
    event: (ago) =>
      newEvent(idOf('reported phishing'), ago, {
        confidenceIndicator: 'alert',
        state: 'dismissed',
        severity: 'High',
        eventCreated: writeEventTime(ago({ days: 6 })),
        actions: [
          {
            actionType: 'office365_emails_decline_report_phishing',
            createTime: writeHistoryTime(ago({ days: 5, hours: 20 })),
            relatedEntityId: idOf('reported phishing'),
          },
        ],
      }),
  },
  {
    id: idOf('words of tomorrow'),
    title: 'Unknown type, state, severity, service and fields',
    event: (ago) =>
      newEvent(idOf('words of tomorrow'), ago, {
        type: 'qr_code_lure',
        state: 'under_review',
        severity: 'Catastrophic',
        saas: 'zoom_chat',
        confidenceIndicator: 'model_v9',
        farm: 'mt-prod-3',
        riskScore: 87.5,
        labels: ['pilot'],
        eventCreated: writeEventTime(ago({ hours: 9 })),
      }),
  },
  {
    id: idOf('severity as a number'),
    title: 'Severity as a number, capitals, and a time that is no time',
    event: (ago) =>
      newEvent(idOf('severity as a number'), ago, {
        type: 'PHISHING',
        state: 'Detected',
        severity: 2,
        eventCreated: 'yesterday evening',
      }),
  },
  {
    id: idOf('only an id'),
    title: 'Nothing but an id',
    event: () => ({ eventId: idOf('only an id') }),
  },
  {
    id: idOf('everything null'),
    title: 'Every field null, in a list',
    quirks: { responseData: 'array' },
    event: (ago) => {
      const usual = newEvent(idOf('everything null'), ago, {});
      return { ...Object.fromEntries(Object.keys(usual).map((field) => [field, null])), eventId: usual.eventId };
    },
  },
  mailStory({
    title: 'Lists with broken elements, among good ones',
    mail: { ...sharedMail, subject: 'Container MSKU-2210 on hold', received: { hours: 33 } },
    fields: ({ eventId }, ago) => ({
      availableEventActions: [
        null,
        'quarantine',
        { actionName: 42, actionParameter: {} },
        { actionName: 'dismiss', actionParameter: { eventId } },
        { actionName: 'quarantine' },
      ],
      actions: [
        { actionType: 'quarantine_email', createTime: 'no time', relatedEntityId: 7 },
        17,
        { createTime: writeHistoryTime(ago({ hours: 32 })) },
        { actionType: 'restore_email', createTime: writeHistoryTime(ago({ hours: 31 })), relatedEntityId: eventId },
      ],
    }),
  }),
  {
    id: idOf('same id twice'),
    title: 'Event id and entity id are the same',
    event: (ago) =>
      newEvent(idOf('same id twice'), ago, {
        entityId: idOf('same id twice'),
        saas: 'google_drive',
        eventCreated: writeEventTime(ago({ days: 4 })),
      }),
  },
  mailStory({
    title: 'One email with three events: the oldest',
    entityId: sharedMailId,
    mail: sharedMail,
    fields: (_ids, ago) => ({
      type: 'suspicious_phishing',
      severity: '2',
      eventCreated: writeEventTime(ago({ hours: 20 })),
    }),
  }),
  mailStory({
    title: 'One email with three events: the second, a click',
    entityId: sharedMailId,
    mail: { ...sharedMail, lead: 'Blocked a click on a malicious URL' },
    fields: (_ids, ago) => ({
      type: 'malicious_url_click',
      severity: '4',
      eventCreated: writeEventTime(ago({ hours: 18 })),
    }),
  }),
  mailStory({
    title: 'One email with three events: the newest',
    entityId: sharedMailId,
    mail: { ...sharedMail, lead: 'Confirmed phishing' },
    fields: (_ids, ago) => ({ severity: '5', eventCreated: writeEventTime(ago({ hours: 1 })) }),
  }),
];
