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

export function isTrueOf(entity: WireEntity, asked: Clause, kind: Kind, habits: QueryHabits): boolean {
  const values = valuesAt(entity, asked.saasAttrName);
  const wanted = kind === 'flag' ? flagIn(asked.saasAttrValue) : cased(asked.saasAttrValue, habits);
  const texts = values.map((value) => cased(String(value), habits));
  const some = (test: (text: string) => boolean) => texts.some(test);
  switch (asked.saasAttrOp) {
    case 'is':
      return some((text) => text === wanted);
    case 'isNot':
      return !some((text) => text === wanted);
    case 'contains':
      return some((text) => text.includes(wanted));
    case 'notContains':
      return !some((text) => text.includes(wanted));
    case 'startsWith':
      return some((text) => text.startsWith(wanted));
    case 'isEmpty':
      return !some((text) => text !== '');
    case 'isNotEmpty':
      return some((text) => text !== '');
    case 'greaterThan':
      return some((text) => measured(text, kind) > measured(wanted, kind));
    case 'lessThan':
      return some((text) => measured(text, kind) < measured(wanted, kind));
    default:
      return false;
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

/** Of a list, its elements; of an element of a list, that of each. */
function valuesAt(entity: WireEntity, name: string): unknown[] {
  if (name === 'entityPayload.origRecipient') return [mailboxOf(entity)].filter((mailbox) => mailbox !== undefined);
  let values: unknown[] = [entity];
  for (const key of name.split('.')) {
    values = values.flatMap((value) => fieldOf(value, key)).filter((value) => value !== null && value !== undefined);
  }
  return values;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Whose copy it is can be asked for, though no answer tells it. */
function mailboxOf({ entityPayload }: WireEntity): unknown {
  const { origRecipient, recipients } = entityPayload;
  return origRecipient ?? (Array.isArray(recipients) ? recipients[0] : undefined);
}
