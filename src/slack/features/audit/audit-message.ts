/** The audit trail of one event, only for responders: who did what, when, the result, and who was refused. */

import type { RunOutcome } from '../../../actions/run.ts';
import { readableName } from '../../../events/readable-name.ts';
import { context, type Message, section } from '../../blocks/message.ts';
import {
  channelMention,
  code,
  dateTime,
  joined,
  type Mrkdwn,
  md,
  namedCode,
  outsidePlain,
  outsideText,
  plain,
  userMention,
  type Words,
} from '../../blocks/text.ts';
import { howItEnded } from '../../cards/describe-run.ts';

export interface AuditLine {
  kind: 'action' | 'lookup' | 'share' | 'refusal';
  at: Date;
  userId: string;
  channelId?: string | undefined;
  label?: string | undefined;
  /** Of an action; undefined while it runs. */
  outcome?: RunOutcome | undefined;
  /** The code of the refusal or error. */
  reason?: string | undefined;
  /** HEC's id for the request. */
  reference?: string | undefined;
  taskId?: string | undefined;
}

const newestShown = 20;
/** Always fits in a section, whatever the entries hold. */
const linesInSection = 5;

/** @param entries in any order */
export function auditMessage(eventId: string, entries: readonly AuditLine[]): Message {
  const newest = entries.toSorted((one, other) => other.at.getTime() - one.at.getTime());
  const lines = newest.slice(0, newestShown).map(entryLine);
  const left = newest.length - lines.length;
  const sections = Array.from({ length: Math.ceil(lines.length / linesInSection) }, (_, index) =>
    section(joined('\n', lines.slice(index * linesInSection, (index + 1) * linesInSection))),
  );
  return {
    text: plain`Audit trail of event ${outsidePlain(eventId, 40)}: ${counted(entries.length)}`,
    blocks: [
      ...section(md`*Audit trail of event* ${code(eventId, 80)}\n${counted(entries.length)}`),
      ...sections.flat(),
      ...context(left > 0 ? md`and ${left} more: ${code('npm run audit', 20)}` : ''),
    ],
  };
}

function counted(count: number): Words {
  if (count === 0) return plain`Nothing recorded`;
  return count === 1 ? plain`1 entry` : plain`${count} entries, newest first`;
}

function entryLine(entry: AuditLine): Mrkdwn {
  const { at, userId, channelId, taskId, reference } = entry;
  const where = channelId === undefined ? '' : md` in ${channelMention(channelId)}`;
  return joined(' · ', [
    md`• ${dateTime(at)}`,
    md`${userMention(userId)}${where}`,
    what(entry),
    namedCode(plain`task`, taskId, 60),
    namedCode(plain`reference`, reference, 60),
  ]);
}

function what({ kind, label = '', outcome, reason = '' }: AuditLine): Mrkdwn {
  const action = outsideText(label, 60);
  const why = outsideText(readableName(reason).toLowerCase(), 60);
  switch (kind) {
    case 'action':
      return joined(', ', [
        md`*${action || plain`Unnamed action`}* ${outcome === undefined ? plain`is running` : howItEnded[outcome]}`,
        why,
      ]);
    case 'refusal':
      return joined(': ', [joined(' ', [plain`Refused`, action === '' ? '' : md`*${action}*`]), why]);
    case 'lookup':
      return plain`Looked it up`;
    case 'share':
      return plain`Shared it`;
  }
}
