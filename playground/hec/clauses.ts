/** The clauses of `POST /search/query`: an attribute, an operator and a text, all of which have to be true of a record. */

import { z } from 'zod';
import { cased } from './queries.ts';
import type { QueryHabits } from './query-habits.ts';
import { readTime } from './read-time.ts';
import type { WireEntity } from './wire.ts';

/** Every clause has all three, and its value is a text, also of a boolean. */
export const clause = z.object({ saasAttrName: z.string(), saasAttrOp: z.string(), saasAttrValue: z.string() });
type Clause = z.infer<typeof clause>;

type Kind = 'text' | 'list' | 'flag' | 'number' | 'time';

/** What clients in use send, and the guide's own list. No source has any for files or chats. */
const mailAttributes: Record<Kind, string> = {
  text: 'internetMessageId fromEmail fromDomain fromName subject origRecipient senderServerIp senderClientIp mode saasSpamVerdict SpfResult',
  list: 'recipients to cc emailLinks attachments.MD5',
  flag: 'isIncoming isInternal isOutgoing isQuarantined isRestored isRestoreRequested isRestoreDeclined',
  number: 'attachmentCount size',
  time: 'received restoreRequestTime',
};

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...namesOf('text'),
  ...namesOf('list'),
  ...namesOf('flag'),
  ...namesOf('number'),
  ...namesOf('time'),
  ['entityInfo.entityId', 'text'],
  ['entitySecurityResult.combinedVerdict.ap', 'text'],
]);

function namesOf(kind: Kind): [string, Kind][] {
  return mailAttributes[kind].split(' ').map((name) => [`entityPayload.${name}`, kind]);
}

/** Of the documented ones. Clients also send `doesNotContain`, `in` and `notIn`, which nobody has seen to work. */
const operators: Record<Kind, string> = {
  text: 'is isNot contains notContains startsWith isEmpty isNotEmpty',
  list: 'is isNot contains notContains startsWith isEmpty isNotEmpty',
  flag: 'is isNot isEmpty isNotEmpty',
  number: 'is isNot greaterThan lessThan isEmpty isNotEmpty',
  time: 'is isNot greaterThan lessThan isEmpty isNotEmpty',
};

/** Undefined if HEC doesn't know the attribute, or the operator on it. */
export function kindOf({ saasAttrName, saasAttrOp }: Clause, { isOnRecipients }: QueryHabits): Kind | undefined {
  const kind = kinds.get(saasAttrName);
  if (kind === undefined || !operators[kind].split(' ').includes(saasAttrOp)) return undefined;
  // Seen live: this one can be asked for, and can't be ruled out.
  if (saasAttrName === 'entityPayload.saasSpamVerdict' && saasAttrOp === 'isNot') return undefined;
  if (saasAttrName === 'entityPayload.recipients' && saasAttrOp === 'is' && !isOnRecipients) return undefined;
  return kind;
}

/** What one clause asks of a record. */
export type Condition = (entity: WireEntity) => boolean;

export function conditionOf(
  { saasAttrName, saasAttrOp, saasAttrValue }: Clause,
  kind: Kind,
  habits: QueryHabits,
): Condition {
  const wanted = kind === 'flag' ? flagIn(saasAttrValue) : cased(saasAttrValue, habits);
  const isTrue = testOf(saasAttrOp, wanted, kind);
  const keys = saasAttrName.split('.');
  const isMailbox = saasAttrName === 'entityPayload.origRecipient';
  return (entity) => {
    const values = isMailbox ? mailboxOf(entity) : valuesAt(entity, keys);
    return isTrue(values.map((value) => cased(String(value), habits)));
  };
}

/** What an operator asks of the texts that an attribute has: one, none, or those of a list. */
function testOf(operator: string, wanted: string, kind: Kind): (texts: string[]) => boolean {
  switch (operator) {
    case 'is':
      return (texts) => texts.includes(wanted);
    case 'isNot':
      return (texts) => !texts.includes(wanted);
    case 'contains':
      return (texts) => texts.some((text) => text.includes(wanted));
    case 'notContains':
      return (texts) => !texts.some((text) => text.includes(wanted));
    case 'startsWith':
      return (texts) => texts.some((text) => text.startsWith(wanted));
    case 'isEmpty':
      return (texts) => texts.every((text) => text === '');
    case 'isNotEmpty':
      return (texts) => texts.some((text) => text !== '');
    case 'greaterThan':
      return (texts) => texts.some((text) => measured(text, kind) > measured(wanted, kind));
    case 'lessThan':
      return (texts) => texts.some((text) => measured(text, kind) < measured(wanted, kind));
    default:
      return () => false;
  }
}

function measured(text: string, kind: Kind): number {
  return kind === 'time' ? readTime(text.toUpperCase()) : Number(text);
}

/** Check Point's client says that HEC reads booleans with Python's `strtobool`. */
function flagIn(text: string): string {
  const word = text.toLowerCase();
  if (['y', 'yes', 't', 'true', 'on', '1'].includes(word)) return 'true';
  return ['n', 'no', 'f', 'false', 'off', '0'].includes(word) ? 'false' : word;
}

/** Of a list, its elements; of a field of a list's elements, that of each. */
function valuesAt(value: unknown, [key, ...keys]: string[]): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value))
    return value.flatMap((element) => valuesAt(element, key === undefined ? [] : [key, ...keys]));
  if (key === undefined) return [value];
  return typeof value === 'object' ? valuesAt(Reflect.get(value, key), keys) : [];
}

/** Whose copy it is can be asked for, though no answer tells it. */
function mailboxOf({ entityPayload: { origRecipient, recipients } }: WireEntity): unknown[] {
  return origRecipient === undefined ? valuesAt(recipients, []).slice(0, 1) : [origRecipient];
}
