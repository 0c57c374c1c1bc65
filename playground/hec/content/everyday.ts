/** A security team's ordinary events about emails: every type that HEC reports, across its services and states. */

import { writeHistoryTime } from '../time.ts';
import { mailStory } from './mail.ts';
import { mailActions, portalLink, type Story, token } from './story.ts';
import {
  antiMalware,
  antiPhishing,
  clicked,
  missingDmarc,
  msDefender,
  reason,
  suspiciousLinks,
  suspiciousText,
} from './verdicts.ts';

const restoreInsteadOfQuarantine = (eventId: string) => [
  { actionName: 'restore', actionParameter: {} },
  ...mailActions(eventId).slice(1),
];

/** Such an event has its email's id. */
const reported = '4c1b7f0a9e2d48536b7a8c9d0e1f2a3b';

function reportTexts(label: string, subject: string) {
  const address = `${label.toLowerCase().replace(' ', '.')}@harbour-freight.example`;
  const person = token({ entity_id: address, entity_type: 'office365_emails_user', label, display: 'embedded-entity' });
  const email = token({ entity_id: reported, entity_type: 'office365_emails_email', label: subject });
  return {
    description: `User ${person} reported a phishing email ${subject}`,
    data: `User ${person} reported a phishing email ${email}`,
  };
}

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
      payload: {
        emailLinks: ['https://login.harbour-fre1ght.example/renew?u=ana.lopes'],
        SpfResult: 'fail',
        isRead: true,
      },
      findings: antiPhishing('phishing', missingDmarc, suspiciousLinks, suspiciousText, {
        'Domain Impersonation': [
          reason(
            'SPF check failed when checking sending IP: 192.0.2.77 for domain harbour-fre1ght.example',
            "The email 'from' address doesn't pass the SPF-check",
          ),
        ],
        'Attack Analysis': [
          {
            name_text: 'Credentials Harvesting',
            ...reason('Asks for a password on a page behind a link', 'The email asks for a password on a page'),
          },
        ],
      }),
    },
    fields: ({ entityId }) => ({
      severity: '4',
      senderAddress: 'it-support@harbour-fre1ght.example',
      entityLink: portalLink('office365_emails_email', entityId),
    }),
    quirks: { responseData: 'object' },
  }),
  mailStory({
    id: reported,
    entityId: reported,
    title: 'A person has reported an email that HEC found clean',
    mail: {
      lead: 'Reported',
      subject: 'Your delivery slot at dock 4',
      from: 'planning@quay-slots.example',
      fromName: 'Quay Slots',
      to: ['mia.okafor@harbour-freight.example'],
      mailbox: 'Mia Okafor',
      received: { minutes: 50 },
      payload: { SpfResult: 'pass', isRead: true },
      findings: antiPhishing('clean'),
    },
    fields: () => ({
      type: 'alert',
      confidenceIndicator: 'alert',
      severity: '3',
      ...reportTexts('Mia Okafor', 'Your delivery slot at dock 4'),
    }),
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
      findings: antiPhishing('suspicious_phishing', suspiciousText),
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
      findings: { ...antiPhishing('clean', missingDmarc), ...antiMalware('malicious', ['Trojan.Wins.DiskImage.B'], 1) },
    },
    fields: ({ eventId, entityId }, ago) => ({
      type: 'malware',
      additionalData: { attachmentMd5: '0e9c1c5d3b6f42f0a7a1d7d0c4e5b6a7' },
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
      payload: { isQuarantined: true, isUserExposed: false },
      restoreRequest: { received: { hours: 2 }, words: 'I asked Kontor Sieben for this price list myself' },
      findings: { ...antiPhishing('clean'), ...antiMalware('suspicious', ['Macro that downloads']) },
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
      payload: {
        isJunk: true,
        isUserExposed: false,
        saasSpamVerdict: '6',
        emailLinks: ['https://track-and-trace.example/p/55120'],
      },
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
      payload: { emailLinks: ['https://payroll.harbour-freight-hr.example/changes'], isRead: true },
      findings: { ...antiPhishing('clean'), ...clicked('https://payroll.harbour-freight-hr.example/changes', 2) },
      actionState: 'links_replaced',
      actions: (ago) =>
        ['body_change', 'links_replace'].map((entityActionName) => ({
          entityActionName,
          entityActionDate: writeHistoryTime(ago({ hours: 7 })),
          entityActionResponseCode: null,
          entityActionResponseText: null,
          entityActionState: entityActionName === 'body_change' ? 'body_changed' : 'links_replaced',
        })),
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
      payload: { saasSpamVerdict: '5', isJunk: true, isUserExposed: false },
      findings: { ...antiPhishing('spam', suspiciousText), ...msDefender('hspm', 'hspm', 'Bulk of the same text') },
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
      payload: { SpfResult: 'pass' },
      findings: antiPhishing('graymail'),
    },
    fields: () => ({ type: 'graymail', state: 'exception', severity: 'lowest', confidenceIndicator: 'suspicious' }),
  }),
];
