/** An email as HEC describes it, with everything. */
import { type EmailDetails, unknownFate, type VerdictReason } from '../../../src/events/email.ts';
import { at } from './sample-run.ts';

const general = (text: string): VerdictReason => ({ category: undefined, text });

export function sampleEmail(changes: Partial<EmailDetails> = {}): EmailDetails {
  return {
    messageId: '<1@evil.example>',
    fromName: 'IT Support',
    fromEmail: 'it@evil.example',
    replyTo: 'box@other.example',
    recipients: ['ana@customer.com', 'bo@customer.com'],
    cc: ['cy@customer.com'],
    subject: 'Open www.evil.example now',
    receivedAt: at(0),
    spf: 'softfail',
    spamVerdict: '-1',
    verdicts: [
      {
        engine: 'ap',
        verdict: 'suspicious_phishing',
        reasons: [general('First Time Sender'), { category: 'Links', text: 'Link to evil.example' }],
        matches: undefined,
      },
      { engine: 'av', verdict: 'clean', reasons: [], matches: undefined },
      { engine: 'dlp', verdict: 'clean', reasons: [], matches: undefined },
      { engine: 'clicktimeProtection', verdict: 'no_links_replaced', reasons: [], matches: undefined },
      { engine: 'shadowIt', verdict: 'clean', reasons: [], matches: undefined },
      { engine: 'quantumOracle', verdict: 'unsure', reasons: [], matches: undefined },
    ],
    attachments: [
      { name: 'note.pdf.iso', type: 'application/x-iso9660-image', size: 1_245_184, md5: '0e9c1c5d' },
      { name: undefined, type: undefined, size: undefined, md5: undefined },
    ],
    links: ['https://login.evil.example/a?u=1'],
    clicks: [],
    pastActions: [],
    direction: 'incoming',
    isOnlyWatched: false,
    isHecNotice: false,
    isSplit: false,
    serverIp: undefined,
    fate: unknownFate,
    ...changes,
  };
}
