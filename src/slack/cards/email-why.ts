/** Why an email is suspected, in words: HEC's reasons, and what the email claims that doesn't hold. */
import type { EmailDetails } from '../../events/email.ts';
import { strongestReasons } from '../../events/email-reasons.ts';
import { type AuthenticationCheck, type EmailWarning, emailWarnings } from '../../events/email-warnings.ts';
import { code, joined, type Mrkdwn, md, nameCode, outsideText, plain, type Words } from '../blocks/text.ts';

/**
 * The most that a card has room for: "Link to a low-traffic site · SPF failed · reply-to differs". A look-alike sender
 * is left out: `lookAlikeHint` tells it where the sender stands.
 * @param found the email's warnings
 */
export function whyLine(email: EmailDetails, found: readonly EmailWarning[], most: number): Mrkdwn {
  const warnings = found.filter(({ kind }) => kind !== 'look_alike_sender');
  const reasons = strongestReasons(email, Number.POSITIVE_INFINITY)
    .filter((reason) => !warnings.some((warning) => tells(warning, reason)))
    // One warning is always told.
    .slice(0, warnings.length === 0 ? most : most - 1)
    .map((reason) => reasonText(reason, 80));
  return joined(' · ', [...reasons, ...warnings.map(warningClause)].slice(0, most));
}

/** "looks like harbour-freight.example", to stand behind the sender; '' if it looks like nobody. */
export function lookAlikeHint(warnings: readonly EmailWarning[]): Mrkdwn {
  const warning = warnings.find(({ kind }) => kind === 'look_alike_sender');
  return warning === undefined ? '' : warningClause(warning);
}

/** Some are only a malware's name, which people search for, or a link. */
export function reasonText(reason: string, max: number): Mrkdwn {
  const text = reason.trim();
  if (/^https?:\/\/\S+$/i.test(text)) return md`Link to ${outsideText(text, max)}`;
  return /^[\w-]+(?:\.[\w-]+)+$/.test(text) ? nameCode(text, max) : outsideText(text, max);
}

function tells(warning: EmailWarning, reason: string): boolean {
  return 'finding' in warning && warning.finding === reason;
}

const checkNames: Record<AuthenticationCheck, Words> = { SPF: plain`SPF`, DKIM: plain`DKIM`, DMARC: plain`DMARC` };

/** A few words. */
function warningClause(warning: EmailWarning): Mrkdwn {
  switch (warning.kind) {
    case 'look_alike_sender':
      return md`looks like ${nameCode(warning.resembles, 80)}`;
    case 'name_has_other_address':
      return plain`sender’s name holds another address`;
    case 'name_of_recipients':
      return plain`sender’s name is your organisation’s`;
    case 'reply_to_differs':
      return plain`reply-to differs`;
    case 'check_failed':
      return md`${checkNames[warning.check]} failed`;
    case 'check_missing':
      return md`${checkNames[warning.check]} missing`;
  }
}

/** A line each, for people who have to judge the email: what is claimed, and what HEC says. */
export function warningLines(email: EmailDetails): Mrkdwn {
  return joined(
    '\n',
    emailWarnings(email).map((warning) => md`⚠️ ${warningSentence(warning)}`),
  );
}

function warningSentence(warning: EmailWarning): Mrkdwn {
  switch (warning.kind) {
    case 'look_alike_sender':
      return md`The sender’s domain ${nameCode(warning.domain, 260)} looks like ${nameCode(warning.resembles, 260)}`;
    case 'name_has_other_address':
      return md`The sender’s name holds another address: ${code(warning.address, 300)}`;
    case 'name_of_recipients':
      return md`The sender’s name is that of ${code(warning.domain, 260)}, the address isn’t`;
    case 'reply_to_differs':
      return md`Replies don’t go to the sender but to ${code(warning.replyTo, 300)}`;
    case 'check_failed':
    case 'check_missing':
      // HEC's reason stands among the others.
      return warningClause(warning);
  }
}
