/** An email's details for the modal. Every value that people copy into a search is code on a line of its own. */
import type { EmailAttachment, EmailDetails, EmailDirection, FileDetails } from '../../events/email.ts';
import { repliesGoElsewhere } from '../../events/email-warnings.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import type { KnownBlock } from '../blocks/block-kit.ts';
import { listSections } from '../blocks/long-sections.ts';
import { header, section } from '../blocks/message.ts';
import { code, dateTime, joined, type Mrkdwn, md, nameCode, plain, type Words } from '../blocks/text.ts';
import { fact } from './event-facts.ts';
import { clickSections, verdictSections } from './verdict-details.ts';

const addressMax = 300;

/** At most thirteen blocks. */
export function emailDetails(email: EmailDetails): KnownBlock[] {
  const parts = [
    ...section(joined('\n', [sender(email), replyTo(email)])),
    ...listSections(plain`Recipients`, email.recipients, address, { sections: 1 }),
    ...listSections(plain`Cc`, email.cc, address, { sections: 1 }),
    ...section(aboutMessage(email)),
    ...verdictSections(email.verdicts, 2),
    ...clickSections(email.clicks),
    ...listSections(plain`Attachments`, email.attachments, attachment, { sections: 2 }),
    ...listSections(plain`Links`, email.links, (link) => code(link, 1_000), { sections: 3 }),
  ];
  return parts.length === 0 ? section(md`HEC has no details about this email.`) : [...header(plain`Email`), ...parts];
}

/** The event's text names a file also where HEC's record of it doesn't. */
export function fileDetails(file: FileDetails, { entityName }: Pick<SecurityEvent, 'entityName'>): KnownBlock[] {
  const { name = entityName, verdicts, ...others } = file;
  return [...header(plain`File`), ...section(attachment({ ...others, name })), ...verdictSections(verdicts, 2)];
}

function sender({ fromName = '', fromEmail = '' }: EmailDetails): Mrkdwn {
  return joined('\n', [fact(plain`Sender`, address(fromEmail)), fact(plain`Sender’s name`, code(fromName, 200))]);
}

function replyTo(email: EmailDetails): Mrkdwn {
  const shown = address(email.replyTo ?? '');
  const differs = shown !== '' && repliesGoElsewhere(email);
  return fact(plain`Reply-to`, differs ? md`${shown} (differs from the sender)` : shown);
}

function address(given: string): Mrkdwn {
  return code(given, addressMax);
}

function aboutMessage(email: EmailDetails): Mrkdwn {
  const { subject = '', receivedAt, spf = '', spamVerdict = '', messageId = '', direction } = email;
  return joined('\n', [
    fact(plain`Subject`, code(subject, 500)),
    fact(plain`Received`, receivedAt === undefined ? '' : dateTime(receivedAt)),
    fact(plain`Direction`, direction === undefined ? '' : directions[direction]),
    fact(plain`Mode`, email.isOnlyWatched === true ? plain`HEC only detects here, and moves nothing by itself` : ''),
    fact(plain`SPF`, code(spf, 60)),
    fact(plain`Mail service’s spam verdict`, code(spamVerdict, 60)),
    fact(plain`Message-ID`, code(messageId, 300)),
  ]);
}

const directions: Record<EmailDirection, Words> = {
  incoming: plain`Incoming`,
  internal: plain`Within the organisation`,
  outgoing: plain`Outgoing`,
};

function attachment({ name = '', type = '', size, md5 = '' }: EmailAttachment): Mrkdwn {
  const kind = joined(' · ', [code(type, 100), size === undefined ? '' : readableSize(size)]);
  const hash = code(md5, 100);
  return joined('\n', [md`• ${nameCode(name, 200) || plain`Unnamed`}`, kind, hash === '' ? '' : md`MD5 ${hash}`]);
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
