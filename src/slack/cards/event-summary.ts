/**
 * The first words about an event, which every message about it begins with: how bad, what, and its state.
 */
import type { SecurityEvent } from '../../events/security-event.ts';
import { severityMark } from '../../events/severity.ts';
import { joined } from '../blocks/message.ts';
import { type Clean, outsidePlain, outsideText } from '../blocks/text.ts';
import { kindName, stateName } from './display-names.ts';

/** As plain text: "🔴 Critical · Phishing · New". At most 130 characters, which fits a header. */
export function plainSummary({ severity, type = '', state = '' }: SecurityEvent): string {
  const { mark, word } = severityMark(severity);
  const what = [outsidePlain(kindName(type), 45), outsidePlain(stateName(state), 30)];
  return joined(' · ', [`${mark} ${outsidePlain(word, 45)}`, ...what]);
}

/** As mrkdwn, the severity in bold. At most 60 characters, for a line on a phone. */
export function markedSummary({ severity, type = '', state = '' }: SecurityEvent): string {
  const { mark, word } = severityMark(severity);
  const what = [outsideText(kindName(type), 21), outsideText(stateName(state), 12)];
  return joined(' · ', [`${mark} *${outsideText(word, 16)}*`, ...what]);
}

/** What the notification says: the summary, what is running if anything, and the first words of the description. */
export function notificationText(event: SecurityEvent, running: string): string {
  return joined(': ', [joined(' · ', [plainSummary(event), running]), outsidePlain(event.description, 150)]);
}

/** The event's id as far as people compare it, as plain text: "7ded0371…". */
export function shortId({ id }: SecurityEvent): string {
  return outsidePlain(id, 9);
}

/** "the event is now Remediated"; '' when HEC gives no state. */
export function stateClause({ state = '' }: SecurityEvent, when: 'now' | 'still', clean: Clean): string {
  const shown = clean(stateName(state), 30);
  return shown === '' ? '' : `the event is ${when} ${shown}`;
}
