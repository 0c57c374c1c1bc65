/** An email's details for the modal. Every value that people copy into a search is code on a line of its own. */
import type { EmailAttachment, EmailDetails, EmailVerdict } from '../../events/email.ts';
import { readableName } from '../../events/readable-name.ts';
import type { KnownBlock } from '../blocks/block-kit.ts';
import { listSections } from '../blocks/long-sections.ts';
import { header, section } from '../blocks/message.ts';
import { code, dateTime, joined, type Mrkdwn, md, outsideText, plain, type Words } from '../blocks/text.ts';
import { kindName } from './display-names.ts';
import { fact } from './event-facts.ts';

const addressMax = 300;

/** At most eleven blocks. */
export function emailDetails(email: EmailDetails): KnownBlock[] {
  const parts = [
    ...section(joined('\n', [sender(email), replyTo(email)])),
    ...listSections(plain`Recipients`, email.recipients, address, { sections: 1 }),
    ...listSections(plain`Cc`, email.cc, address, { sections: 1 }),
    ...section(aboutMessage(email)),
    ...listSections(plain`Verdicts`, email.verdicts, verdict, { sections: 1 }),
    ...listSections(plain`Attachments`, email.attachments, attachment, { sections: 2 }),
    ...listSections(plain`Links`, email.links, (link) => code(link, 1_000), { sections: 3 }),
  ];
  return parts.length === 0 ? section(md`HEC has no details about this email.`) : [...header(plain`Email`), ...parts];
}

function sender({ fromName = '', fromEmail = '' }: EmailDetails): Mrkdwn {
  return joined('\n', [fact(plain`Sender`, address(fromEmail)), fact(plain`Sender’s name`, code(fromName, 200))]);
}

function replyTo({ fromEmail, replyTo: given = '' }: EmailDetails): Mrkdwn {
  const differs = fromEmail !== undefined && spelledAlike(fromEmail) !== spelledAlike(given);
  const shown = address(given);
  return fact(plain`Reply-to`, shown === '' || !differs ? shown : md`${shown} (differs from the sender)`);
}

function spelledAlike(given: string): string {
  return given.trim().toLowerCase();
}

function address(given: string): Mrkdwn {
  return code(given, addressMax);
}

function aboutMessage({ subject = '', receivedAt, spf = '', spamVerdict = '', messageId = '' }: EmailDetails): Mrkdwn {
  return joined('\n', [
    fact(plain`Subject`, code(subject, 500)),
    fact(plain`Received`, receivedAt === undefined ? '' : dateTime(receivedAt)),
    fact(plain`SPF`, code(spf, 60)),
    fact(plain`Mail service’s spam verdict`, code(spamVerdict, 60)),
    fact(plain`Message-ID`, code(messageId, 300)),
  ]);
}

const engines = new Map<string, Words>([
  ['ap', plain`Anti-phishing`],
  ['av', plain`Anti-malware`],
  ['dlp', plain`Data leak (DLP)`],
  ['clicktimeProtection', plain`Click-time protection`],
  ['shadowIt', plain`Shadow IT`],
]);

function verdict({ engine, verdict: given, reasons }: EmailVerdict): Mrkdwn {
  const shown = code(kindName(given), 100);
  if (shown === '') return '';
  const name = engines.get(engine) ?? outsideText(readableName(engine), 60);
  const because = outsideText(reasons.map(({ text }) => text).join(', '), 300);
  return joined(' · ', [joined(': ', [name, shown]), because]);
}

function attachment({ name = '', type = '', size, md5 = '' }: EmailAttachment): Mrkdwn {
  const kind = joined(' · ', [code(type, 100), size === undefined ? '' : readableSize(size)]);
  const hash = code(md5, 100);
  return joined('\n', [md`• ${code(name, 200) || plain`Unnamed`}`, kind, hash === '' ? '' : md`MD5 ${hash}`]);
}

const units = [
  { size: 1_000_000_000, unit: plain`GB` },
  { size: 1_000_000, unit: plain`MB` },
  { size: 1_000, unit: plain`kB` },
];

function readableSize(bytes: number): Words {
  const { size, unit } = units.find((each) => bytes >= each.size) ?? { size: 1, unit: plain`B` };
  return plain`${Number((bytes / size).toFixed(1))} ${unit}`;
}
