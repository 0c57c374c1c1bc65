/**
 * What HEC knows of an email, as a part of the modal with an event's details. Every value that people copy into a search
 * is code on a line of its own, and nothing in it is live.
 */
import type { KnownBlock } from '@slack/types';
import { readableName } from '../../events/readable-name.ts';
import type { EmailAttachment, EmailDetails, EmailVerdict } from '../../events/security-event.ts';
import { listSections } from '../blocks/long-sections.ts';
import { header, joined, section } from '../blocks/message.ts';
import { code, dateTime, outsideText } from '../blocks/text.ts';
import { kindName } from './display-names.ts';
import { fact } from './event-facts.ts';

const addressMax = 300;

/** At most eleven blocks. */
export function emailParts(email: EmailDetails): KnownBlock[] {
  const parts = [
    ...section(joined('\n', [sender(email), replyTo(email)])),
    ...listSections('Recipients', email.recipients, address, { sections: 1 }),
    ...listSections('Cc', email.cc, address, { sections: 1 }),
    ...section(aboutMessage(email)),
    ...listSections('Verdicts', email.verdicts, verdict, { sections: 1 }),
    ...listSections('Attachments', email.attachments, attachment, { sections: 2 }),
    ...listSections('Links', email.links, (link) => code(link, 1_000), { sections: 3 }),
  ];
  return parts.length === 0 ? section('HEC gives no details of this email.') : [...header('Email'), ...parts];
}

function sender({ fromName = '', fromEmail = '' }: EmailDetails): string {
  return joined('\n', [fact('Sender', address(fromEmail)), fact('Sender’s name', code(fromName, 200))]);
}

function replyTo({ fromEmail, replyTo: given = '' }: EmailDetails): string {
  const differs = fromEmail !== undefined && spelledAlike(fromEmail) !== spelledAlike(given);
  const shown = address(given);
  return fact('Reply-to', shown === '' || !differs ? shown : `${shown} (differs from the sender)`);
}

function spelledAlike(given: string): string {
  return given.trim().toLowerCase();
}

function address(given: string): string {
  return code(given, addressMax);
}

function aboutMessage({ subject = '', receivedAt, spf = '', spamVerdict = '', messageId = '' }: EmailDetails): string {
  return joined('\n', [
    fact('Subject', code(subject, 500)),
    fact('Received', receivedAt === undefined ? '' : dateTime(receivedAt)),
    fact('SPF', code(spf, 60)),
    fact('Spam verdict of the mail service', code(spamVerdict, 60)),
    fact('Message id', code(messageId, 300)),
  ]);
}

const engines = new Map([
  ['ap', 'Anti-phishing'],
  ['av', 'Anti-malware'],
  ['dlp', 'Data leak (DLP)'],
  ['clicktimeProtection', 'Click-time protection'],
  ['shadowIt', 'Shadow IT'],
]);

function verdict({ engine, verdict: given, reasons }: EmailVerdict): string {
  const shown = code(kindName(given), 100);
  if (shown === '') return '';
  const name = engines.get(engine) ?? outsideText(readableName(engine), 60);
  const because = outsideText(reasons.join(', '), 300);
  return joined(' · ', [joined(': ', [name, shown]), because]);
}

function attachment({ name = '', type = '', size, md5 = '' }: EmailAttachment): string {
  const kind = joined(' · ', [code(type, 100), size === undefined ? '' : readableSize(size)]);
  const hash = code(md5, 100);
  return joined('\n', [`• ${code(name, 200) || 'Without a name'}`, kind, hash === '' ? '' : `MD5 ${hash}`]);
}

const units = [
  { size: 1_000_000_000, unit: 'GB' },
  { size: 1_000_000, unit: 'MB' },
  { size: 1_000, unit: 'kB' },
];

function readableSize(bytes: number): string {
  const { size, unit } = units.find((each) => bytes >= each.size) ?? { size: 1, unit: 'B' };
  return `${Number((bytes / size).toFixed(1))} ${unit}`;
}
