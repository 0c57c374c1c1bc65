/**
 * A campaign around one email: copies of it in other mailboxes, and near-copies, each of which differs in one way that
 * matters. The same for the same seed.
 */

import { writeHistoryTime } from '../time.ts';
import type { WireEntity } from '../wire.ts';
import { Chance } from './chance.ts';
import { antiPhishing, noLinksReplaced, securityResult } from './verdicts.ts';

interface CopiesOptions {
  seed: number;
  /** Nothing is later. */
  now: Date;
  copies: number;
  /** Of each kind. */
  nearCopies?: number;
  /** How many hours before now they came. */
  withinHours: number;
}

type Payload = WireEntity['entityPayload'];

/** What a copy that differs has instead. */
type Change = (payload: Payload, chance: Chance) => Payload;

const names = ['ana', 'lee', 'mia', 'ben', 'sam', 'noor', 'ivo', 'tess', 'omar', 'rosa', 'jan', 'kim', 'zoe', 'dev'];
const families = [
  'lopes',
  'tan',
  'okafor',
  'marsh',
  'haddad',
  'novak',
  'silva',
  'berg',
  'rossi',
  'weber',
  'ito',
  'cruz',
];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const domain = (address: unknown) => text(address).split('@').at(-1) ?? '';
const letters = (value: unknown) => text(value).toUpperCase();

const nearCopies: Record<string, Change> = {
  'another mailbox of the sender’s domain': ({ fromEmail }) => ({ fromEmail: `billing@${domain(fromEmail)}` }),
  'the sender below its domain': ({ fromEmail }) => {
    const fromDomain = `mail.${domain(fromEmail)}`;
    return { fromEmail: `${text(fromEmail).split('@')[0]}@${fromDomain}`, fromDomain };
  },
  'a domain that ends like the sender’s': ({ fromEmail }) => {
    const fromDomain = `not-${domain(fromEmail)}`;
    return { fromEmail: `${text(fromEmail).split('@')[0]}@${fromDomain}`, fromDomain };
  },
  'another number in the subject': ({ subject }, chance) => ({
    subject: text(subject).replace(/\d+|$/, ` ${chance.upTo(99_999)}`),
  }),
  'the recipient’s name in the subject': ({ subject, recipients }) => ({
    subject: `${[recipients].flat().map(text)[0]?.split('.')[0]}: ${text(subject)}`,
  }),
  'an answer': ({ subject }) => ({ subject: `Re: ${text(subject)}` }),
  'a longer subject': ({ subject }) => ({ subject: `${text(subject)} and more` }),
  'the subject in capitals': ({ subject }) => ({ subject: letters(subject) }),
  'another subject': () => ({ subject: 'Minutes of the meeting' }),
  'another name of the sender': () => ({ fromName: 'Somebody else' }),
  'replies to elsewhere': () => ({ replyToEmail: 'claims@elsewhere.example' }),
  'another link': () => ({ emailLinks: ['https://elsewhere.example/a'] }),
  'a link below the host': ({ emailLinks }) => ({
    emailLinks: [emailLinks].flat().map((link) => text(link).replace('://', '://a.')),
  }),
  'no attachment': () => ({ attachments: [], attachmentCount: 0 }),
  'another server': () => ({ senderServerIp: '203.0.113.99' }),
  'a notice of HEC’s': () => ({ isQuarantineNotification: true }),
  'the master of a split email': () => ({ emailSplit: 'split' }),
  'in quarantine': () => ({ isQuarantined: true }),
  read: () => ({ isRead: true }),
};

/** With what each of them differs in; `copy` for one that doesn't. */
export function copiesAround(
  original: WireEntity,
  { seed, now, copies, nearCopies: ofEach = 0, withinHours }: CopiesOptions,
): { how: string; email: WireEntity }[] {
  const chance = new Chance(seed);
  const make = (change: Change, daysAgo = 0): WireEntity => {
    const id = chance.id();
    const address = `${chance.of(names)}.${chance.of(families)}${chance.upTo(60)}@${domain([original.entityPayload.recipients].flat()[0])}`;
    const received = now.getTime() - daysAgo * 86_400_000 - chance.below(withinHours * 3_600_000) - 60_000;
    const payload = {
      ...original.entityPayload,
      ...{ recipients: [address], to: [address], received: isoOf(received), isQuarantined: false, isUserExposed: true },
    };
    const recorded = isoOf(received + chance.below(50_000));
    return {
      ...original,
      entityInfo: { ...original.entityInfo, entityId: id, entityCreated: recorded, entityUpdated: recorded },
      entityPayload: { ...payload, ...change(payload, chance) },
    };
  };
  const differing = Object.entries(nearCopies).flatMap(([how, change]) =>
    times(ofEach, () => ({ how, email: make(change) })),
  );
  return [
    ...times(copies, () => ({ how: 'copy', email: make(() => ({})) })),
    ...differing,
    ...times(ofEach, () => ({ how: 'a month old', email: make(() => ({}), 31) })),
    ...times(ofEach, () => ({ how: 'clean', email: clean(make(() => ({}))) })),
  ];
}

function clean(email: WireEntity): WireEntity {
  const { entityId, saasEntityType } = email.entityInfo;
  const findings = { ...antiPhishing('clean', {}), ...noLinksReplaced };
  return { ...email, entitySecurityResult: securityResult(entityId, saasEntityType, findings) };
}

function isoOf(ms: number): string {
  return writeHistoryTime(new Date(ms));
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
