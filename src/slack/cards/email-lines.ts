/** An email on a card, in the order in which people ask: what it says it is, from whom, to whom, what became of it, why. */
import type { EmailDetails } from '../../events/email.ts';
import { fateFacts } from '../../events/email-fate.ts';
import { type EmailWarning, emailWarnings } from '../../events/email-warnings.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { asMrkdwn, code, dateTime, joined, type Mrkdwn, md, outsideText, plain, quoted } from '../blocks/text.ts';
import { fateLine } from './email-fate.ts';
import { lookAlikeHint, whyLine } from './email-why.ts';

const reasonsShown = 3;

type AboutEmail = Pick<SecurityEvent, 'confidence' | 'type' | 'attachmentMd5'>;

const noEvent: AboutEmail = { confidence: undefined, type: undefined, attachmentMd5: undefined };

/** Less than 2,000 characters. @param event left out if there is none about the email */
export function emailLines(email: EmailDetails, event: AboutEmail = noEvent): Mrkdwn {
  const subject = quotedSubject(email, 250);
  const warnings = emailWarnings(email);
  return joined('\n', [
    subject === '' ? '' : md`*${subject}*`,
    labelled(plain`From`, sender(email, warnings)),
    labelled(plain`To`, joined(' · ', [recipients(email), received(email)])),
    fateLine(fateFacts(email, event)),
    labelled(plain`Why`, whyLine(email, warnings, reasonsShown)),
    labelled(plain`MD5`, code(event.attachmentMd5 ?? '', 80)),
  ]);
}

/** '' if HEC gives none. */
export function quotedSubject({ subject = '' }: Pick<EmailDetails, 'subject'>, max: number): Mrkdwn {
  return quoted(subject, max, asMrkdwn);
}

function labelled(label: Mrkdwn, shown: Mrkdwn): Mrkdwn {
  return shown === '' ? '' : md`*${label}*  ${shown}`;
}

function sender({ fromName = '', fromEmail = '' }: EmailDetails, warnings: readonly EmailWarning[]): Mrkdwn {
  const name = fromName.trim() === fromEmail.trim() ? '' : outsideText(fromName, 60);
  const hint = lookAlikeHint(warnings);
  const address = outsideText(fromEmail, 150);
  return joined(' · ', [name, joined(' ', [address, hint === '' ? '' : md`(${hint})`])]);
}

function recipients({ recipients, cc }: EmailDetails): Mrkdwn {
  const [first = '', ...others] = [...new Set([...recipients, ...cc])];
  const shown = outsideText(first, 150);
  return others.length === 0 || shown === '' ? shown : md`${shown} and ${others.length} more`;
}

function received({ receivedAt }: EmailDetails): Mrkdwn {
  return receivedAt === undefined || Number.isNaN(receivedAt.getTime()) ? '' : dateTime(receivedAt);
}
