/**
 * What a search has to find, told from HEC's records alone: nothing of the app's own reading, filtering or walking is in it.
 */
import fc from 'fast-check';
import type { WireEntity, WireEvent } from '../../playground/hec/server.ts';

export interface Traffic {
  events: WireEvent[];
  emails: WireEntity[];
}

/** An event, an email, or both: in a search of events the event, in one of emails the email with its newest event. */
interface Item {
  event: WireEvent | undefined;
  email: WireEntity | undefined;
}

/** A part of a query, and what it asks of an item. */
interface Ask {
  text: string;
  isSo: (item: Item) => boolean;
}

const lower = (value: unknown) => String(value ?? '').toLowerCase();
const payload = ({ email }: Item, key: string): unknown => email?.entityPayload[key];
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(lower) : []);
const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);
const isWithin = (address: string, wanted: string) =>
  wanted.includes('@') ? address === wanted : domainOf(address) === wanted || domainOf(address).endsWith(`.${wanted}`);

const severities = ['lowest', 'low', 'medium', 'high', 'critical'];
const types = ['phishing', 'suspicious_phishing', 'malware', 'spam', 'malicious_url', 'malicious_url_click', 'dlp'];
const states = ['new', 'detected', 'pending', 'remediated', 'dismissed', 'exception'];
const wordsOfAll = ['delivery', '"your invoice"', 'click was BLOCKED', 'payroll', 'Minutes', 'order', '"in the chat"'];

function alternatives(texts: string[], field: string, has: (item: Item, value: string) => boolean): Ask {
  return { text: `${field}:${texts.join(',')}`, isSo: (item) => texts.some((text) => has(item, text)) };
}

const some = (values: readonly string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

/** One of them for each field: conditions on one field are alternatives. */
const aboutEvents: fc.Arbitrary<Ask>[] = [
  fc.oneof(
    some(severities).map((texts) =>
      alternatives(texts, 'severity', ({ event }, text) => Number(event?.severity) === severities.indexOf(text) + 1),
    ),
    fc.constantFrom(...severities).map((text) => ({
      text: `severity:${text}+`,
      isSo: ({ event }: Item) => Number(event?.severity) >= severities.indexOf(text) + 1,
    })),
  ),
  some(types).map((texts) =>
    alternatives(
      texts,
      'type',
      ({ event }, text) => event?.type === text || (text === 'phishing' && event?.type === 'suspicious_phishing'),
    ),
  ),
  some(states).map((texts) => alternatives(texts, 'state', ({ event }, text) => event?.state === text)),
  some(['malicious', 'suspicious', 'detected']).map((texts) =>
    alternatives(texts, 'confidence', ({ event }, text) => event?.confidenceIndicator === text),
  ),
];

function aboutBoth(senders: readonly string[]): fc.Arbitrary<Ask>[] {
  return [
    some(['office365_emails', 'google_mail', 'ms_teams']).map((texts) =>
      alternatives(texts, 'saas', ({ event, email }, text) => (email?.entityInfo.saas ?? event?.saas) === text),
    ),
    some([...senders, ...senders.map(domainOf), 'example'].filter((value) => value.includes('.'))).map((texts) =>
      alternatives(texts, 'from', (item, text) => isWithin(lower(payload(item, 'fromEmail')), text.toLowerCase())),
    ),
  ];
}

function aboutEmails(emails: readonly WireEntity[]): fc.Arbitrary<Ask>[] {
  const valuesOf = (key: string) =>
    [...new Set(emails.flatMap(({ entityPayload }) => [entityPayload[key]].flat()))].map(String);
  const hashes = [...new Set(emails.flatMap(({ entityPayload }) => md5sOf(entityPayload)))];
  const recipients = valuesOf('recipients');
  return [
    some([...recipients.slice(0, 20), ...recipients.slice(0, 3).map(domainOf)]).map((texts) =>
      alternatives(texts, 'to', (item, text) =>
        [...list(payload(item, 'recipients')), ...list(payload(item, 'cc'))].some((to) => isWithin(to, text)),
      ),
    ),
    some(['"Delivery note"', 'invoice', 'ORDER', '"Re: dock"', 'parcel']).map((texts) =>
      alternatives(texts, 'subject', (item, text) =>
        lower(payload(item, 'subject')).includes(lower(text.replaceAll('"', ''))),
      ),
    ),
    some([
      ...valuesOf('emailLinks')
        .slice(0, 10)
        .map((url) => `"${url}"`),
      ...valuesOf('fromDomain').slice(0, 5),
    ]).map((texts) =>
      alternatives(texts, 'url', (item, text) =>
        list(payload(item, 'emailLinks')).some((url) => leadsTo(url, text.replaceAll('"', ''))),
      ),
    ),
    some(valuesOf('internetMessageId').slice(0, 10)).map((texts) =>
      alternatives(texts, 'message-id', (item, text) => payload(item, 'internetMessageId') === text),
    ),
    some(hashes.slice(0, 10)).map((texts) =>
      alternatives(texts, 'hash', ({ email }, text) => md5sOf(email?.entityPayload ?? {}).includes(text)),
    ),
    some(valuesOf('senderServerIp').slice(0, 10)).map((texts) =>
      alternatives(texts, 'ip', (item, text) => payload(item, 'senderServerIp') === text),
    ),
  ];
}

function leadsTo(url: string, wanted: string): boolean {
  if (wanted.includes('/')) return url === wanted;
  const host = url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === wanted || host.endsWith(`.${wanted}`);
}

function md5sOf({ attachments }: Record<string, unknown>): string[] {
  return Array.isArray(attachments) ? attachments.map(({ MD5 }) => String(MD5)) : [];
}

const words: fc.Arbitrary<Ask> = fc.constantFrom(...wordsOfAll).map((text) => {
  const each = text.startsWith('"') ? [text.replaceAll('"', '')] : text.split(' ');
  const isSo = (item: Item) =>
    each.every((word) => `${lower(item.event?.description)}\n${lower(payload(item, 'subject'))}`.includes(lower(word)));
  return { text, isSo };
});

/** Ruled out, now and then. A query can't rule out several words at once with one sign. */
function maybeNegated(ask: fc.Arbitrary<Ask>): fc.Arbitrary<Ask> {
  return fc.tuple(ask, fc.integer({ min: 0, max: 3 })).map(([{ text, isSo }, chance]) => {
    const isNegated = chance === 0 && (text.startsWith('"') || !text.includes(' '));
    return isNegated ? { text: `-${text}`, isSo: (item) => !isSo(item) } : { text, isSo };
  });
}

export interface Sought {
  text: string;
  about: 'events' | 'emails';
  asks: Ask[];
  start: Date;
  /** Undefined if there is none. */
  end: Date | undefined;
}

export interface Times {
  now: Date;
  /** How far back queries look. */
  days: number;
}

const hour = 3_600_000;

function times({ now, days }: Times): fc.Arbitrary<Pick<Sought, 'text' | 'start' | 'end'>> {
  const hours = fc.integer({ min: 1, max: days * 24 });
  const written = (at: Date) => `"${at.toISOString().slice(0, 16).replace('T', ' ')}"`;
  return fc.oneof(
    hours.map((back) => ({ text: `last:${back}h`, start: new Date(now.getTime() - back * hour), end: undefined })),
    hours.map((back) => {
      const start = new Date(now.getTime() - back * hour);
      return { text: `since:${written(start)}`, start, end: undefined };
    }),
    fc.tuple(hours, fc.integer({ min: 1, max: 48 })).map(([back, lasts]) => {
      const start = new Date(now.getTime() - (back + 1) * hour);
      const end = new Date(Math.min(start.getTime() + lasts * hour, now.getTime() - hour / 2));
      return { text: `since:${written(start)} until:${written(end)}`, start, end };
    }),
  );
}

export function soughtIn({ emails }: Traffic, about: Sought['about'], when: Times): fc.Arbitrary<Sought> {
  const within = emails.filter(
    ({ entityPayload }) => Date.parse(String(entityPayload.received)) > when.now.getTime() - when.days * 24 * hour,
  );
  const senders = [...new Set(within.map(({ entityPayload }) => String(entityPayload.fromEmail)))].slice(0, 30);
  const possible = [...aboutEvents, ...aboutBoth(senders), words, ...(about === 'emails' ? aboutEmails(within) : [])];
  const asks = fc
    .uniqueArray(fc.integer({ min: 0, max: possible.length - 1 }), { maxLength: 3 })
    .chain((chosen) =>
      fc.tuple(...chosen.flatMap((index) => (possible[index] === undefined ? [] : [maybeNegated(possible[index])]))),
    );
  return fc.record({ asks, time: times(when) }).map(({ asks, time }) => ({
    ...time,
    about,
    asks,
    text: [about === 'emails' ? 'in:emails' : '', ...asks.map(({ text }) => text), time.text].join(' ').trim(),
  }));
}

export interface True {
  id: string;
  /** The newest event of an email. */
  eventId: string | undefined;
}

/** Newest first. @param recorded by when HEC shows an event */
export function truth({ events, emails }: Traffic, { about, asks, start, end }: Sought, recorded: Date): True[] {
  const shown = events.filter(({ eventCreated }) => Date.parse(String(eventCreated)) <= recorded.getTime());
  const emailOf = new Map(emails.map((email) => [email.entityInfo.entityId, email]));
  const items =
    about === 'events'
      ? shown.map((event) => ({ event, email: emailOf.get(event.entityId ?? '') }))
      : withNewest(emails, shown);
  const timed = items.map((item) => ({ item, at: timeOf(item, about), id: idOf(item, about) }));
  return timed
    .filter(({ at }) => at >= start.getTime() && (end === undefined || at < end.getTime()))
    .filter(({ item }) => asks.every(({ isSo }) => isSo(item)))
    .sort((one, other) => other.at - one.at || (one.id < other.id ? -1 : 1))
    .map(({ id, item }) => ({ id, eventId: about === 'emails' ? item.event?.eventId : undefined }));
}

function withNewest(emails: readonly WireEntity[], events: readonly WireEvent[]): Item[] {
  const newest = new Map<string, WireEvent>();
  for (const event of events) {
    const known = newest.get(event.entityId ?? '');
    const [at, knownAt] = [event, known].map((each) => Date.parse(String(each?.eventCreated)));
    const isNewer =
      known === undefined || (at ?? 0) > (knownAt ?? 0) || (at === knownAt && event.eventId > known.eventId);
    if (isNewer) newest.set(event.entityId ?? '', event);
  }
  return emails.map((email) => ({ email, event: newest.get(email.entityInfo.entityId) }));
}

function timeOf({ event, email }: Item, about: Sought['about']): number {
  return Date.parse(String(about === 'events' ? event?.eventCreated : email?.entityPayload.received));
}

function idOf({ event, email }: Item, about: Sought['about']): string {
  return (about === 'events' ? event?.eventId : email?.entityInfo.entityId) ?? '';
}
