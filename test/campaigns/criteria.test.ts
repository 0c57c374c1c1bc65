/** What makes emails similar. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Criterion, criteriaOf, has, isSimilar, keyOf } from '../../src/campaigns/criteria.ts';
import { describeCriteria } from '../../src/campaigns/describe.ts';
import { commonnessOf, ownDomains, problemWith, suggested } from '../../src/campaigns/suggested.ts';
import { type EmailDetails, silentEmail } from '../../src/events/email.ts';
import { arbitraryEmail } from '../support/arbitrary-event.ts';

const email: EmailDetails = {
  ...silentEmail,
  fromName: 'Parcel Point',
  fromEmail: 'Dispatch@parcel-point.example',
  replyTo: 'claims@parcel-po1nt.example',
  recipients: ['ana.lopes@harbour-freight.example'],
  subject: 'Re: Delivery note 88412 for Ana',
  links: ['https://Parcel-Po1nt.example/track', 'https://parcel-po1nt.example/help', 'mailto:x@y.example', 'nonsense'],
  attachments: [{ name: 'Note.pdf.iso', type: undefined, size: undefined, md5: 'ABCDEF0123456789ABCDEF0123456789' }],
  serverIp: '198.51.100.7',
};
const own = ['harbour-freight.example'];
const kinds = (criteria: readonly Criterion[]) => criteria.map(({ kind }) => kind);

test('an email offers what others may have in common with it, each once', () => {
  expect(criteriaOf(email)).toEqual([
    { kind: 'sender', value: 'Dispatch@parcel-point.example' },
    { kind: 'sender_domain', value: 'parcel-point.example' },
    { kind: 'sender_name', value: 'Parcel Point' },
    { kind: 'reply_to', value: 'claims@parcel-po1nt.example' },
    { kind: 'subject', value: 'Re: Delivery note 88412 for Ana' },
    { kind: 'subject_pattern', value: 'delivery note for' },
    { kind: 'link_host', value: 'parcel-po1nt.example' },
    { kind: 'attachment_hash', value: 'abcdef0123456789abcdef0123456789', name: 'Note.pdf.iso' },
    { kind: 'attachment_name', value: 'Note.pdf.iso' },
    { kind: 'server_ip', value: '198.51.100.7' },
  ]);
});

test('an email of which HEC says nothing offers nothing', () => {
  expect(criteriaOf(silentEmail)).toEqual([]);
});

test('a subject without numbers and names is offered only if it differs, and the reply address only if it is another', () => {
  const plain = { ...email, subject: 'Delivery note', replyTo: 'dispatch@parcel-point.example' };
  expect(kinds(criteriaOf(plain))).not.toContain('subject_pattern');
  expect(kinds(criteriaOf(plain))).not.toContain('reply_to');
});

describe('at the start', () => {
  test('the sender’s address and the subject as it is are ticked, and nothing else', () => {
    expect(kinds(suggested(criteriaOf(email), own))).toEqual(['sender', 'subject']);
  });

  test('a sender at one of the organisation’s own domains, or below one, is not ticked', () => {
    for (const fromEmail of ['it@harbour-freight.example', 'it@mail.harbour-freight.example']) {
      expect(kinds(suggested(criteriaOf({ ...email, fromEmail }), own))).toEqual(['subject']);
    }
  });

  test('an address at a public mail service is ticked, as it is one person’s', () => {
    expect(kinds(suggested(criteriaOf({ ...email, fromEmail: 'x@gmail.com' }), own))).toEqual(['sender', 'subject']);
  });
});

test('the organisation’s domains are those of who got the email and those in the settings, but no public mail service', () => {
  const sent = { ...email, recipients: ['a@gmail.com', 'b@Harbour-Freight.example'], cc: ['c@dock.example'] };
  expect(ownDomains(sent, ['group.example'])).toEqual(['group.example', 'harbour-freight.example', 'dock.example']);
  expect(ownDomains({ ...sent, direction: 'outgoing' }, [])).toEqual(['parcel-point.example']);
});

test.each<[Criterion['kind'], string, string | undefined]>([
  ['sender_domain', 'harbour-freight.example', 'own_domain'],
  ['link_host', 'www.harbour-freight.example', 'own_domain'],
  ['sender_domain', 'gmail.com', 'public_mail'],
  ['sender', 'x@gmail.com', undefined],
  ['link_host', 'parcel-point.example', undefined],
  ['subject', 'harbour-freight.example', undefined],
])('of %s %s it is said to be %s', (kind, value, expected) => {
  const criterion: Criterion = kind === 'attachment_hash' ? { kind, value, name: undefined } : { kind, value };
  expect(commonnessOf(criterion, own)).toBe(expected);
});

test('what everybody’s mail has in common is no campaign, and what HEC has no filter for can’t be looked for alone', () => {
  const common: Criterion[] = [
    { kind: 'sender_domain', value: 'gmail.com' },
    { kind: 'link_host', value: 'harbour-freight.example' },
  ];
  expect(problemWith([], own)).toBe('none');
  expect(problemWith(common, own)).toBe('only_common');
  expect(problemWith([{ kind: 'subject_pattern', value: 'delivery note' }], own)).toBe('only_narrowing');
  expect(problemWith([...common, { kind: 'subject_pattern', value: 'x' }], own)).toBeUndefined();
});

test('an email is similar if it has each kind of thing; of one kind, any is enough', () => {
  const criteria: Criterion[] = [
    { kind: 'link_host', value: 'parcel-point.example' },
    { kind: 'link_host', value: 'parcel-po1nt.example' },
    { kind: 'subject', value: 'RE: delivery  note 88412 for ana ' },
  ];
  expect(isSimilar(email, criteria)).toBe(true);
  expect(isSimilar({ ...email, links: [] }, criteria)).toBe(false);
  expect(isSimilar({ ...email, subject: 'Delivery note 88412 for Ana' }, criteria)).toBe(false);
});

test('what HEC doesn’t say of an email it doesn’t have, but for the server, by which HEC alone filters', () => {
  for (const criterion of criteriaOf(email)) {
    expect(has(silentEmail, criterion), criterion.kind).toBe(criterion.kind === 'server_ip');
  }
});

test('the criteria in words name each kind once', () => {
  expect(describeCriteria(criteriaOf(email).slice(0, 2), '7d')).toBe(
    'Sender Dispatch@parcel-point.example, sender’s domain parcel-point.example, in the last 7 days',
  );
  const links: Criterion[] = ['a.example', 'b.example'].map((value) => ({ kind: 'link_host', value }));
  expect(describeCriteria([...links, { kind: 'subject', value: 'Hi' }], '24h')).toBe(
    'Subject “Hi”, link to a.example or b.example, in the last 24 hours',
  );
});

test('any email has all that it offers, under keys that differ and fit into an option', () => {
  fc.assert(
    fc.property(arbitraryEmail, (any) => {
      const offered = criteriaOf(any);
      expect(offered.filter((each) => !has(any, each))).toEqual([]);
      expect(new Set(offered.map(keyOf)).size).toBe(offered.length);
      expect(Math.max(0, ...offered.map((each) => keyOf(each).length))).toBeLessThanOrEqual(150);
      expect(offered.length).toBeLessThanOrEqual(14);
    }),
  );
});

test('to tick more never finds more, but for another value of a kind that is ticked already', () => {
  fc.assert(
    fc.property(arbitraryEmail, arbitraryEmail, fc.nat(), (offering, any, at) => {
      const offered = criteriaOf(offering);
      const ticked = offered.filter((_, index) => (at >> index) % 2 === 1);
      for (const more of offered.filter(({ kind }) => !ticked.some((each) => each.kind === kind))) {
        if (isSimilar(any, [...ticked, more])) expect(isSimilar(any, ticked)).toBe(true);
      }
    }),
  );
});
