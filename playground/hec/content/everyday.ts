/** A security team's ordinary events: every type that HEC reports, across its services and states. */

import { writeEventTime, writeHistoryTime } from '../time.ts';
import { mailStory } from './mail.ts';
import { idOf, mailActions, newEvent, plainActions, portalLink, type Story, token } from './story.ts';

const restoreInsteadOfQuarantine = (eventId: string) => [
  { actionName: 'restore', actionParameter: {} },
  ...mailActions(eventId).slice(1),
];

export const everyday: Story[] = [
  mailStory({
    id: 'ebb3e4bc8a9b14d7a529bb54ea6991b6',
    title: 'An everyday phishing email, nothing done yet',
    mail: {
      lead: 'Detected phishing',
      subject: 'Action required: your mailbox is almost full',
      from: 'it-support@harbour-fre1ght.example',
      fromName: 'IT Support',
      replyTo: 'mailbox-team@quick-reply.example',
      to: ['ana.lopes@harbour-freight.example', 'finance@harbour-freight.example'],
      mailbox: 'Ana Lopes',
      received: { minutes: 12 },
      payload: { emailLinks: ['https://login.harbour-fre1ght.example/renew?u=ana.lopes'], SpfResult: 'fail' },
    },
    fields: ({ entityId }) => ({
      severity: '4',
      senderAddress: 'it-support@harbour-fre1ght.example',
      entityLink: portalLink('office365_emails_email', entityId),
    }),
    quirks: { responseData: 'object' },
  }),
  mailStory({
    title: 'Suspicious phishing that waits for a decision',
    mail: {
      lead: 'Detected suspicious phishing',
      subject: 'Re: Offer 2231, new bank details',
      from: 'k.brandt@nordlicht-logistik.example',
      fromName: 'Katrin Brandt',
      replyTo: 'k.brandt@nordlicht-logistlk.example',
      to: ['paulo.reis@harbour-freight.example'],
      mailbox: 'Paulo Reis',
      received: { hours: 2 },
      payload: { SpfResult: 'pass', isRead: true },
    },
    fields: () => ({
      type: 'suspicious_phishing',
      state: 'pending',
      severity: '3',
      confidenceIndicator: 'suspicious_phishing',
    }),
  }),
  mailStory({
    title: 'Malware that HEC has already quarantined',
    mail: {
      lead: 'Detected malware',
      subject: 'Delivery note 88412',
      from: 'dispatch@parcel-point.example',
      fromName: 'Parcel Point',
      replyTo: 'claims@parcel-po1nt.example',
      to: ['warehouse@harbour-freight.example'],
      mailbox: 'Warehouse',
      received: { hours: 5 },
      attachments: [
        {
          name: 'delivery-note.pdf.iso',
          mimetype: 'application/x-iso9660-image',
          size: 1_245_184,
          MD5: '0e9c1c5d3b6f42f0a7a1d7d0c4e5b6a7',
        },
        { name: 'logo.png', mimetype: 'image/png', size: 8_212, MD5: '5d41402abc4b2a76b9719d911017c592' },
      ],
      payload: {
        isQuarantined: true,
        isUserExposed: false,
        SpfResult: 'none',
        emailLinks: ['https://track.parcel-point.example/88412', 'http://203.0.113.24/note.php?id=88412'],
      },
      verdicts: {
        combinedVerdict: { ap: 'clean', dlp: 'clean', clicktimeProtection: null, shadowIt: null, av: 'malware' },
        ap: null,
        av: [{ verdict: 'malware', confidence: 'high', reasons: ['Program inside a disk image'] }],
      },
    },
    fields: ({ eventId, entityId }, ago) => ({
      type: 'malware',
      state: 'remediated',
      severity: '5',
      entityLink: portalLink('office365_emails_email', entityId),
      availableEventActions: restoreInsteadOfQuarantine(eventId),
      actions: [
        {
          actionType: 'quarantine_email',
          createTime: writeHistoryTime(ago({ hours: 4, minutes: 58 })),
          relatedEntityId: eventId,
        },
      ],
    }),
  }),
  mailStory({
    title: 'Quarantined mail whose reader asks for it back',
    mail: {
      lead: 'Detected suspicious malware',
      subject: 'Price list autumn (macro enabled)',
      from: 'sales@kontor-sieben.example',
      fromName: 'Kontor Sieben',
      to: ['paulo.reis@harbour-freight.example'],
      mailbox: 'Paulo Reis',
      received: { days: 1, hours: 3 },
      attachments: [
        {
          name: 'prices.xlsm',
          mimetype: 'application/vnd.ms-excel.sheet.macroEnabled.12',
          size: 91_004,
          MD5: '7f6bd9aef14de0c7f0ad1a1ec4a0ef3b',
        },
      ],
      payload: { isQuarantined: true, isRestoreRequested: true },
    },
    fields: ({ eventId }) => ({
      type: 'Suspicious malware',
      state: 'remediated',
      severity: 'Medium',
      availableEventActions: restoreInsteadOfQuarantine(eventId),
    }),
  }),
  mailStory({
    title: 'Malicious link in Gmail, moved to spam',
    mail: {
      lead: 'Detected malicious URL',
      subject: 'Your parcel could not be delivered',
      from: 'no-reply@track-and-trace.example',
      fromName: 'Track & Trace',
      to: ['mia.okafor@harbour-freight.example'],
      mailbox: 'Mia Okafor',
      received: { days: 2 },
      saas: 'google_mail',
    },
    fields: ({ eventId, entityId }, ago) => ({
      type: 'malicious_url',
      state: 'detected',
      severity: '4',
      confidenceIndicator: 'malicious_url',
      entityLink: portalLink('google_mail_email', entityId),
      actions: [
        { actionType: 'move_to_spam', createTime: writeHistoryTime(ago({ days: 2 })), relatedEntityId: eventId },
        {
          actionType: 'google_mail_email_change_subject',
          createTime: writeHistoryTime(ago({ days: 2 })),
          relatedEntityId: null,
        },
      ],
    }),
  }),
  mailStory({
    title: 'Someone has clicked on a malicious link',
    mail: {
      lead: 'Blocked a click on a malicious URL',
      subject: 'Shared document: payroll changes',
      from: 'hr@harbour-freight-hr.example',
      fromName: 'Human Resources',
      to: ['lee.tan@harbour-freight.example'],
      mailbox: 'Lee Tan',
      received: { hours: 7 },
    },
    fields: () => ({ type: 'malicious_url_click', state: 'new', severity: 'critical' }),
  }),
  mailStory({
    title: 'Spam, lowest severity',
    mail: {
      lead: 'Detected spam',
      subject: 'Cheap pallets, only this week',
      from: 'offers@pallet-mart.example',
      fromName: 'Pallet Mart',
      to: ['purchasing@harbour-freight.example'],
      mailbox: 'Purchasing',
      received: { days: 3 },
    },
    fields: (_ids, ago) => ({
      type: 'spam',
      state: 'detected',
      severity: '1',
      confidenceIndicator: 'detected',
      actions: [
        { actionType: 'add_spam_header', createTime: writeHistoryTime(ago({ days: 3 })), relatedEntityId: null },
      ],
    }),
  }),
  mailStory({
    title: 'Graymail that an exception lets through',
    mail: {
      lead: 'Detected graymail',
      subject: 'Newsletter: ports of the north',
      from: 'news@port-gazette.example',
      fromName: 'Port Gazette',
      to: ['ana.lopes@harbour-freight.example'],
      mailbox: 'Ana Lopes',
      received: { days: 9 },
    },
    fields: () => ({ type: 'graymail', state: 'exception', severity: 'lowest', confidenceIndicator: 'suspicious' }),
  }),
  {
    id: idOf('file with payment cards'),
    title: 'A leaked file, with its customer under the misspelt name',
    event: (ago) => {
      const id = idOf('file with payment cards');
      const { customerId, ...usual } = newEvent(id, ago, {
        saas: 'office365_onedrive',
        entityId: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K',
        type: 'dlp',
        state: 'new',
        severity: 'medium',
        confidenceIndicator: 'detected',
        eventCreated: writeEventTime(ago({ hours: 26 })),
        description:
          "DLP has detected payment card numbers in 'customers-2026.xlsx', shared by mia.okafor@harbour-freight.example",
        data: `DLP has detected payment card numbers in '${token({ entity_id: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', entity_type: 'avanan_dlp', label: 'customers-2026.xlsx' })}', shared by mia.okafor@harbour-freight.example`,
        additionalData: { matches: 214, policy: 'Payment cards', sharedWith: 'anyone with the link' },
        availableEventActions: plainActions(id),
      });
      return { ...usual, cusomerId: customerId };
    },
  },
  {
    id: idOf('impossible travel'),
    title: 'An anomaly about a person (the entity id is a GUID)',
    event: (ago) =>
      newEvent(idOf('impossible travel'), ago, {
        entityId: 'b7f6f3de-52cf-4f3a-9d11-0f5f2c8a77e1',
        type: 'anomaly',
        state: 'new',
        severity: '3',
        confidenceIndicator: 'suspicious',
        eventCreated: writeEventTime(ago({ minutes: 48 })),
        description: 'Lee Tan signed in from Lisbon and, 20 minutes later, from Singapore',
        data: `${token({ entity_id: 'b7f6f3de-52cf-4f3a-9d11-0f5f2c8a77e1', entity_type: 'office365_emails_user', label: 'Lee Tan' })} signed in from Lisbon and, 20 minutes later, from Singapore`,
        availableEventActions: plainActions(idOf('impossible travel')),
      }),
  },
  {
    id: idOf('unapproved file sharing'),
    title: 'Shadow IT, found through Google (time without a fraction)',
    event: (ago) =>
      newEvent(idOf('unapproved file sharing'), ago, {
        saas: 'google_mail',
        entityId: idOf('google sign-in'),
        entityLink: portalLink('google_event_login', idOf('google sign-in')),
        type: 'shadow_it',
        state: 'dismissed',
        severity: 'Low',
        confidenceIndicator: 'detected',
        eventCreated: ago({ weeks: 2 })
          .toISOString()
          .replace(/\.\d+Z$/, '+00:00'),
        description: 'mia.okafor@harbour-freight.example has started to use FileFerry, which is not approved',
        data: `${token({ entity_id: '', entity_type: 'google_event_login', label: 'mia.okafor@harbour-freight.example' })} has started to use FileFerry, which is not approved`,
        availableEventActions: plainActions(idOf('unapproved file sharing')).slice(1),
      }),
  },
  {
    id: idOf('malware in a chat'),
    title: 'Malware in a Teams chat',
    event: (ago) =>
      newEvent(idOf('malware in a chat'), ago, {
        saas: 'ms_teams',
        entityId: '19:4b1c7d@thread.example;1764000000000',
        type: 'malware',
        state: 'pending',
        severity: 'Highest',
        eventCreated: writeEventTime(ago({ hours: 30 })),
        description: "Detected malware in 'setup-scanner.exe', sent by a guest to the chat 'Dock 4'",
        data: '',
        availableEventActions: plainActions(idOf('malware in a chat')),
      }),
  },
];
