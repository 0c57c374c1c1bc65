/**
 * The audit trail of one event, only for responders: what was done and how it ended, then what was shared and refused.
 * Lookups are a count, which opens: they say least and are most.
 */

import type { RunOutcome } from '../../../actions/run.ts';
import type { KnownBlock, SectionBlock } from '../../blocks/block-kit.ts';
import { plainText } from '../../blocks/block-kit.ts';
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
import { longestEventId, writeEventId } from '../../cards/event-codec.ts';
import { reasonInWords } from './reasons.ts';

export interface AuditLine {
  kind: 'action' | 'share' | 'refusal';
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
}

export interface AuditInput {
  eventId: string;
  /** Newest first of each kind: at most as many as are shown. */
  lines: readonly AuditLine[];
  /** Of each kind, however many are shown. */
  counts: Partial<Record<AuditLine['kind'] | 'lookup', number>>;
}

export const auditShown = { action: 10, share: 5, refusal: 5 } as const;

/** Always fits in a section, whatever the entries hold. */
const linesInSection = 5;

const lists = [
  { kind: 'action', title: plain`Actions` },
  { kind: 'share', title: plain`Shared` },
  { kind: 'refusal', title: plain`Refused` },
] as const;

export function auditMessage({ eventId, lines, counts }: AuditInput): Message {
  const listed = lists.flatMap(({ kind, title }) =>
    listOf(
      title,
      lines.filter((line) => line.kind === kind),
      counts[kind] ?? 0,
    ),
  );
  const lookups = lookedUp(eventId, counts.lookup ?? 0);
  const isEmpty = listed.length + lookups.length === 0;
  return {
    text: plain`Audit trail of event ${outsidePlain(eventId, 40)}: ${actionsIn(counts.action ?? 0)}`,
    blocks: [
      ...section(joined('\n', [md`*Audit trail of event* ${code(eventId, 80)}`, isEmpty ? md`Nothing recorded.` : ''])),
      ...listed,
      ...lookups,
    ],
  };
}

function actionsIn(count: number): Words {
  if (count === 0) return plain`no actions`;
  return count === 1 ? plain`1 action` : plain`${count} actions`;
}

function listOf(title: Words, lines: readonly AuditLine[], count: number): KnownBlock[] {
  const [first, ...others] = inChunks(lines.map(entryLine));
  if (first === undefined) return [];
  const left = count - lines.length;
  return [
    ...section(joined('\n', [md`*${title}*`, ...first])),
    ...others.flatMap((chunk) => section(joined('\n', chunk))),
    ...context(left > 0 ? md`and ${left} more: the app’s administrator can export them` : ''),
  ];
}

function inChunks(lines: readonly Mrkdwn[]): Mrkdwn[][] {
  return Array.from({ length: Math.ceil(lines.length / linesInSection) }, (_, index) =>
    lines.slice(index * linesInSection, (index + 1) * linesInSection),
  );
}

function lookedUp(eventId: string, count: number): SectionBlock[] {
  if (count === 0) return [];
  const times = count === 1 ? plain`once` : plain`${count} times`;
  const text = section(md`Looked up ${times}`);
  if (eventId.length > longestEventId) return text;
  const accessory = {
    type: 'button',
    action_id: 'audit_lookups',
    text: plainText(plain`By whom?`),
    value: writeEventId(eventId),
    accessibility_label: plain`By whom? Lists who looked the event up, and when`,
  } as const;
  return text.map((block) => ({ ...block, accessory }));
}

function entryLine(entry: AuditLine): Mrkdwn {
  const { at, userId, channelId } = entry;
  const where = channelId === undefined ? '' : md` in ${channelMention(channelId)}`;
  return joined(' · ', [md`• ${what(entry)}`, md`${userMention(userId)}${where}`, dateTime(at), report(entry)]);
}

function what({ kind, label = '', outcome, reason }: AuditLine): Mrkdwn {
  const action = outsideText(label, 60);
  const why = reasonInWords(reason);
  switch (kind) {
    case 'action':
      return joined(': ', [
        md`*${action || plain`Unnamed action`}* ${outcome === undefined ? plain`is running` : howItEnded[outcome]}`,
        why,
      ]);
    case 'refusal':
      return joined(': ', [action === '' ? plain`Refused` : md`*${action}*`, why]);
    case 'share':
      return plain`Shared it`;
  }
}

/** What HEC's support asks for, where something went wrong. */
function report({ outcome, reference }: AuditLine): Mrkdwn {
  return outcome === undefined || outcome === 'done' ? '' : namedCode(plain`reference`, reference, 60);
}
