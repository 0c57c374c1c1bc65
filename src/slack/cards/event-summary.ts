/** How every message about an event begins: how bad it is, what it is, and its state. */
import type { SecurityEvent } from '../../events/security-event.ts';
import { severityMark } from '../../events/severity.ts';
import {
  joined,
  type Mrkdwn,
  md,
  outsidePlain,
  outsideText,
  type Plain,
  plain,
  type Words,
  type Writing,
} from '../blocks/text.ts';
import { kindName, stateName } from './display-names.ts';

/** "🔴 Critical · Phishing · New". At most 130 characters, to fit a header. */
export function plainSummary({ severity, type = '', state = '' }: SecurityEvent): Plain {
  const { mark, word } = severityMark(severity);
  const what = [outsidePlain(kindName(type), 45), outsidePlain(stateName(state), 30)];
  return joined(' · ', [plain`${outsidePlain(mark, 2)} ${outsidePlain(word, 45)}`, ...what]);
}

/** With the severity in bold. At most 60 characters: one line on a phone. */
export function markedSummary({ severity, type = '', state = '' }: SecurityEvent): Mrkdwn {
  const { mark, word } = severityMark(severity);
  const what = [outsideText(kindName(type), 21), outsideText(stateName(state), 12)];
  return joined(' · ', [md`${outsideText(mark, 2)} *${outsideText(word, 16)}*`, ...what]);
}

/** The notification: the summary, what is running, and the start of the description. */
export function notificationText(event: SecurityEvent, running: Plain): Plain {
  return joined(': ', [joined(' · ', [plainSummary(event), running]), outsidePlain(event.description, 150)]);
}

/** As much of an id as people compare: "7ded0371…". */
export function shortId({ id }: Pick<SecurityEvent, 'id'>): Plain {
  return outsidePlain(id, 9);
}

/** The same read aloud, where an ellipsis is noise: "7ded0371". */
export function spokenId({ id }: Pick<SecurityEvent, 'id'>): Plain {
  return outsidePlain(id.slice(0, 8), 8);
}

/** "the event is now Remediated", with `when` for "now"; '' if HEC gives no state. */
export function stateClause<Text extends Mrkdwn | Plain>(
  { state = '' }: SecurityEvent,
  when: Words,
  { outside, own }: Writing<Text>,
): Text {
  const shown = outside(stateName(state), 30);
  return shown === '' ? shown : own`the event is ${when} ${shown}`;
}
