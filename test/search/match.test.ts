import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EmailDetails } from '../../src/events/email.ts';
import { silentEmail } from '../../src/events/email.ts';
import type { SecurityEvent } from '../../src/events/security-event.ts';
import { type Candidate, match } from '../../src/search/match.ts';
import { parse } from '../../src/search/parse.ts';
import type { Clock, Query } from '../../src/search/query.ts';
import { arbitraryEmail, arbitraryEvent } from '../support/arbitrary-event.ts';
import { sampleEmail } from '../support/cards/sample-email.ts';
import { bareEvent, sampleEvent } from '../support/cards/sample-event.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const clock: Clock = { now: new Date('2026-11-29T12:00:00Z'), offsetSeconds: 0 };
const at = new Date('2026-11-28T12:00:00Z');
const md5 = '9e107d9d372bb6826bd81d3542a419d6';

function query(text: string): Query {
  const parsed = parse(text, clock);
  if (parsed.kind === 'problems') throw new Error(parsed.problems.join(' '));
  return parsed.query;
}

const verdict = (candidate: Candidate, text: string) => match(candidate, query(text), clock.now).kind;
const event = (changes: Partial<SecurityEvent> = {}) => sampleEvent({ createdAt: at, ...changes });
const read = (changes: Partial<EmailDetails> = {}): Extract<Candidate['email'], { kind: 'read' }> => ({
  kind: 'read',
  details: sampleEmail({ receivedAt: at, ...changes }),
});
const silent = { kind: 'read', details: { ...silentEmail, receivedAt: at } } as const;

describe('an event is listed by what it is', () => {
  const listed: [Partial<SecurityEvent>, string][] = [
    [{ severity: { kind: 'known', level: 4 } }, 'severity:high+'],
    [{ severity: { kind: 'known', level: 5 } }, 'severity:high+'],
    [{ type: 'Suspicious phishing' }, 'type:phishing'],
    [{ type: 'alert', confidence: 'alert' }, 'type:phishing'],
    [{ type: 'phishing', confidence: 'alert' }, 'type:reported'],
    [{ type: 'dlp' }, 'type:phishing,dlp'],
    [{ state: 'New' }, 'state:new'],
    [{ saas: 'o365_onedrive' }, 'saas:onedrive'],
    [{ confidence: 'malicious' }, 'confidence:malicious'],
    [{ sender: 'Dispatch@Mail.Parcel-Point.example' }, 'from:parcel-point.example'],
    [{ sender: 'a@xn--mnchen-3ya.example' }, 'from:münchen.example'],
    [{ sender: 'parcel-point.example' }, 'from:parcel-point.example'],
    [{ description: 'Delivery\nNOTE 88412' }, '"delivery note"'],
    [{ description: 'Deli\u200bvery n\u00adote' }, '"delivery note"'],
    [{ entityName: 'ＤＥＬＩＶＥＲＹ' }, 'delivery'],
    [{ attachmentMd5: md5.toUpperCase() }, `hash:${md5} in:emails`],
    [{ type: 'malware' }, '-type:dlp'],
    [{ sender: 'a@y.example' }, '-from:x.example'],
  ];
  test.each(listed)('%j is listed by %s', (changes, text) => {
    expect(verdict({ event: event(changes), email: read({ fromEmail: undefined }) }, text)).toBe('match');
  });

  const hidden: [Partial<SecurityEvent>, string][] = [
    [{ severity: { kind: 'known', level: 3 } }, 'severity:high+'],
    [{ severity: { kind: 'known', level: 5 } }, '-severity:critical'],
    [{ type: 'phishing' }, 'type:suspicious_phishing'],
    [{ type: 'suspicious_phishing' }, '-type:phishing'],
    [{ type: 'alert', confidence: 'alert' }, '-type:phishing'],
    [{ state: 'dismissed' }, 'state:new'],
    [{ saas: 'google_mail' }, 'saas:office365'],
    [{ sender: 'a@evil-parcel-point.example' }, 'from:parcel-point.example'],
    [{ sender: 'parcel-point.example.evil.example' }, 'from:parcel-point.example'],
    [{ sender: 'other@parcel-point.example' }, 'from:dispatch@parcel-point.example'],
    [{ sender: 'dispatch@y.example' }, 'from:dispatch@parcel-point.example'],
    [{ sender: 'y.example' }, 'from:a@x.example'],
    [{ sender: 'a@mail.x.example' }, '-from:x.example'],
    [{ description: 'note of delivery' }, '"delivery note"'],
    [{ description: 'A delivery note' }, '-"delivery note"'],
    [{ createdAt: new Date('2026-11-28T11:59:59Z') }, 'last:24h'],
    [{ createdAt: at }, 'until:2026-11-27'],
    [{ createdAt: new Date('2026-11-28T00:00:00Z') }, 'until:2026-11-27'],
  ];
  test.each(hidden)('%j is not listed by %s', (changes, text) => {
    expect(verdict({ event: event(changes), email: read({ fromEmail: undefined }) }, text)).toBe('miss');
  });
});

describe('an email is listed by what HEC knows of it', () => {
  test.each([
    [{ recipients: ['Ana@Customer.com'] }, 'to:ana@customer.com', 'match'],
    [{ recipients: [], cc: ['cy@customer.com'] }, 'to:customer.com', 'match'],
    [{ recipients: ['bo@customer.com'], cc: [] }, 'to:ana@customer.com', 'miss'],
    [{ subject: 'Your DELIVERY note' }, 'subject:"delivery note"', 'match'],
    [{ subject: 'Your invoice' }, 'subject:"delivery note"', 'miss'],
    [{ subject: 'Your invoice' }, '-subject:"delivery note"', 'match'],
    [{ subject: 'Your invoice' }, 'in:emails invoice', 'match'],
    [{ links: ['https://Login.evil.example/a?u=1'] }, 'url:evil.example', 'match'],
    [{ links: ['https://evil.example.org/'] }, 'url:evil.example', 'miss'],
    [{ links: ['http://evil.example/Login?u=1'] }, 'url:https://evil.example/login', 'match'],
    [{ links: [], clicks: [{ url: 'https://evil.example/', isBlocked: true }] }, 'url:evil.example', 'match'],
    [{ links: ['https://evil.example'] }, 'url:https://evil.example/', 'match'],
    [{ links: ['https://evil.example:8443/a'] }, 'url:https://evil.example', 'match'],
    [{ links: ['https://evil.example?u=1'] }, 'url:https://evil.example/', 'match'],
    [{ links: ['https://evil.example.org/'] }, 'url:https://evil.example', 'miss'],
    [{ links: ['https://evil.example.org/'] }, '-url:https://evil.example/', 'match'],
    [{ links: ['https://evil.example:80801/'] }, 'url:evil.example:8080', 'miss'],
    [{ links: [] }, 'url:evil.example', 'miss'],
    [{ attachments: [{ name: 'a', type: undefined, size: 1, md5: md5.toUpperCase() }] }, `hash:${md5}`, 'match'],
    [{ attachments: [] }, `hash:${md5}`, 'miss'],
    [{ messageId: '<Ab@x.example>' }, 'message-id:ab@x.example', 'match'],
    [{ messageId: '<b@x.example>' }, 'message-id:ab@x.example', 'miss'],
    [{ fromEmail: 'a@x.example' }, 'in:emails from:x.example', 'match'],
    [{ receivedAt: new Date('2026-11-20T12:00:00Z') }, 'in:emails', 'miss'],
  ])('%j with %s is a %s', (changes, text, kind) => {
    expect(verdict({ event: event(), email: read(changes) }, text)).toBe(kind);
    expect(verdict({ event: undefined, email: read(changes) }, text)).toBe(kind);
  });

  test('the email’s own sender outranks what the event says', () => {
    const candidate = { event: event({ sender: 'a@x.example' }), email: read({ fromEmail: 'b@y.example' }) };
    expect(verdict(candidate, 'from:x.example')).toBe('miss');
    expect(verdict(candidate, 'from:y.example')).toBe('match');
  });

  test('an email without an event has no severity, type, state or confidence', () => {
    for (const text of ['severity:lowest+', 'type:phishing', 'state:new', 'confidence:malicious']) {
      expect(verdict({ event: undefined, email: read() }, `in:emails ${text}`)).toBe('miss');
      expect(verdict({ event: undefined, email: read() }, `in:emails -${text}`)).toBe('match');
    }
  });

  test('what is about no email has no recipient, subject, link or attachment, and is listed where they are ruled out', () => {
    const candidate: Candidate = { event: event({ sender: undefined }), email: { kind: 'none' } };
    const about = (text: string): Query => ({ ...query(text), about: 'events' });
    for (const text of [
      'to:x.example',
      'subject:a',
      'url:x.example',
      `hash:${md5}`,
      'ip:203.0.113.7',
      'from:x.example',
    ]) {
      expect(match(candidate, about(text), clock.now)).toEqual({ kind: 'miss' });
      expect(match(candidate, about(`-${text}`), clock.now)).toEqual({ kind: 'match' });
    }
  });
});

describe('what is not known is neither a match nor a miss, so it can be found out or shown', () => {
  const unknown = { kind: 'unknown', text: 'severe' } as const;
  const cases: [string, Candidate, string][] = [
    ['severity', { event: event({ severity: unknown }), email: read() }, 'severity:high+'],
    ['type', { event: event({ type: 'quantum_phishing' }), email: read() }, 'type:phishing'],
    ['type', { event: event({ type: undefined }), email: read() }, 'type:phishing'],
    ['state', { event: event({ state: 'parked' }), email: read() }, 'state:new'],
    ['saas', { event: undefined, email: read() }, 'saas:gmail in:emails'],
    ['confidence', { event: event({ confidence: undefined }), email: read() }, 'confidence:malicious'],
    ['from', { event: event({ sender: undefined }), email: { kind: 'unread' } }, 'from:x.example'],
    ['from', { event: event({ sender: 'x.example' }), email: { kind: 'unread' } }, 'from:a@x.example'],
    ['to', { event: event(), email: silent }, 'to:x.example'],
    ['subject', { event: event(), email: silent }, 'subject:invoice'],
    ['message-id', { event: event(), email: silent }, 'message-id:a@x.example'],
    ['ip', { event: event(), email: read() }, 'ip:203.0.113.7'],
    ['hash', { event: event(), email: read() }, `hash:${md5}`],
    ['words', { event: bareEvent(), email: { kind: 'unread' } }, 'invoice'],
    ['time', { event: event({ createdAt: undefined }), email: read() }, 'last:24h'],
    ['time', { event: event(), email: read({ receivedAt: undefined }) }, 'in:emails last:24h'],
  ];

  test.each(cases)('%s', (name, candidate, text) => {
    expect(match(candidate, query(text), clock.now)).toMatchObject({
      kind: 'unknown',
      unknown: expect.arrayContaining([name]),
    });
  });

  test.each(cases.filter(([name]) => name !== 'time'))('%s, also where it is ruled out', (_name, candidate, text) => {
    const emails = text.includes('in:emails') ? 'in:emails ' : '';
    expect(verdict(candidate, `${emails}-${text.replace(' in:emails', '')}`)).toBe('unknown');
  });

  test('while the email is unread, what HEC’s text calls it counts as its subject', () => {
    const candidate: Candidate = { event: event({ entityName: 'Delivery note' }), email: { kind: 'unread' } };
    expect(match(candidate, { ...query('subject:delivery'), about: 'events' }, clock.now).kind).toBe('match');
    expect(match(candidate, { ...query('subject:invoice'), about: 'events' }, clock.now).kind).toBe('unknown');
    expect(verdict(candidate, 'zebra')).toBe('miss');
  });

  test('one filter that is surely wrong is enough to leave it out', () => {
    const candidate: Candidate = { event: event({ severity: unknown, state: 'new' }), email: { kind: 'unread' } };
    expect(verdict(candidate, 'severity:high+ state:dismissed')).toBe('miss');
    expect(match(candidate, query('severity:high+ state:new to:x.example in:emails'), clock.now)).toEqual({
      kind: 'unknown',
      unknown: ['time', 'severity', 'to'],
    });
  });

  test('one alternative that is surely right is enough', () => {
    const attachments = [md5, undefined].map((md5) => ({ name: 'a', type: undefined, size: 1, md5 }));
    expect(verdict({ event: event(), email: read({ attachments }) }, `hash:${md5},${'0'.repeat(32)}`)).toBe('match');
  });
});

test('the newest is listed even if HEC’s clock is ahead of ours', () => {
  const candidate: Candidate = { event: event({ createdAt: new Date('2026-11-29T12:00:30Z') }), email: read() };
  expect(verdict(candidate, 'last:24h')).toBe('match');
  expect(verdict(candidate, 'since:today')).toBe('match');
});

test('a subject in an attacker’s words proves no sender', () => {
  const email = { kind: 'unread' } as const;
  const hostile = event({ sender: undefined, description: "Phishing detected - 'from boss@customer.com'" });
  expect(verdict({ event: hostile, email }, '-from:customer.com')).toBe('unknown');
});

const anyCandidate: fc.Arbitrary<Candidate> = fc.oneof(
  fc.record({
    event: arbitraryEvent,
    email: fc.oneof(
      fc.constant({ kind: 'none' } as const),
      fc.constant({ kind: 'unread' } as const),
      arbitraryEmail.map((details) => ({ kind: 'read' as const, details })),
    ),
  }),
  arbitraryEmail.map((details) => ({ event: undefined, email: { kind: 'read' as const, details } })),
);

test('whatever HEC sends, what a filter lists its negation does not, and what isn’t known to the one isn’t to the other', () => {
  const filters = [
    'severity:high+',
    'type:phishing,dlp',
    'saas:gmail',
    'from:evil.com',
    'to:evil.com',
    'url:evil.com',
    'subject:a',
    'a',
  ];
  const opposite = { match: 'miss', miss: 'match', unknown: 'unknown' };
  fc.assert(
    fc.property(anyCandidate, fc.constantFrom(...filters), (candidate, filter) => {
      const withoutTime = (text: string): Query => {
        return { ...query(text), about: 'events', time: { kind: 'since', since: new Date(0) } };
      };
      const kindOf = (text: string) => match(candidate, withoutTime(text), clock.now).kind;
      fc.pre(candidate.event?.createdAt !== undefined && candidate.event.createdAt >= new Date(0));
      expect(kindOf(`-${filter}`)).toBe(opposite[kindOf(filter)]);
    }),
    { numRuns: 300 },
  );
});

test('a text of 40,000 characters or 2,000 links costs little time', () => {
  const description = 'a '.repeat(20_000);
  const links = Array.from({ length: 2_000 }, (_, at) => `https://x${at}.example/`);
  const candidate = {
    event: event({ description, details: description }),
    email: read({ links, subject: description }),
  };
  expect(cpuMsOf(() => verdict(candidate, 'url:y.example -zebra'))).toBeLessThan(150);
});
