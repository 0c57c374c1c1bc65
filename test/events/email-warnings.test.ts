import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EmailDetails } from '../../src/events/email.ts';
import { silentEmail } from '../../src/events/email.ts';
import { emailWarnings } from '../../src/events/email-warnings.ts';
import { resembles } from '../../src/events/look-alike.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const recipients = ['ana.lopes@harbour-freight.example'];
const warningsOf = (email: Partial<EmailDetails>) => emailWarnings({ ...silentEmail, recipients, ...email });

function headerReasons(...texts: string[]): Pick<EmailDetails, 'verdicts'> {
  const reasons = texts.map((text) => ({ category: 'Email Headers', text }));
  return { verdicts: [{ engine: 'ap', verdict: 'clean', reasons, matches: undefined }] };
}

describe('warnings about an email', () => {
  test('an email of which HEC says nothing has none', () => {
    expect(emailWarnings(silentEmail)).toEqual([]);
  });

  test.each([
    ['it@evil.example', 'IT@Evil.example ', false],
    ['it@evil.example', 'it@evil.examp1e', true],
    ['it@evil.example', '\u200bit@evil.example', true],
    ['it@evil.example', undefined, false],
    [undefined, 'it@evil.example', false],
  ])('replies to an email from %j that go to %j go elsewhere: %s', (fromEmail, replyTo, expected) => {
    const warnings = warningsOf({ fromEmail, replyTo });
    expect(warnings).toEqual(expected ? [{ kind: 'reply_to_differs', replyTo }] : []);
  });

  test.each([
    ['fail', true],
    ['softfail', true],
    ['Fail', true],
    ['permerror', true],
    ['pass', false],
    ['none', false],
    ['neutral', false],
    ['', false],
  ])('SPF with the result %j is a warning: %s', (spf, expected) => {
    expect(warningsOf({ spf })).toEqual(expected ? [{ kind: 'check_failed', check: 'SPF', finding: spf }] : []);
  });

  test('checks that HEC names among its reasons are warnings too, also where it finds the email clean', () => {
    const spf = 'SPF check failed when checking sending IP: 192.0.2.9 for domain evil.example';
    expect(warningsOf({ spf: 'pass', ...headerReasons('Missing DMARC', spf, 'dkim signature is invalid') })).toEqual([
      { kind: 'check_failed', check: 'SPF', finding: spf },
      { kind: 'check_failed', check: 'DKIM', finding: 'dkim signature is invalid' },
      { kind: 'check_missing', check: 'DMARC', finding: 'Missing DMARC' },
    ]);
  });

  test('a check that passed is no warning, one that does not pass is', () => {
    expect(warningsOf(headerReasons('DMARC passed', 'DKIM passes'))).toEqual([]);
    expect(warningsOf(headerReasons('SPF does not pass'))).toHaveLength(1);
    expect(warningsOf(headerReasons('The address doesn’t pass the SPF-check'))).toHaveLength(1);
  });

  test.each([
    'harbour-fre1ght.example',
    'harb0ur-freight.example',
    'harbuor-freight.example',
    'harbour-freght.example',
    'harbourfreight.example',
    'harbour-freight.evil',
    'harbour-freight.co.uk',
    'harbour-freight-hr.example',
    'harbour-freight.login.evil.example',
    'hаrbоur-freight.example',
    'xn--hrbour-freight-vgb.example',
  ])('a sender of %s is told to look like a recipient’s harbour-freight.example', (domain) => {
    expect(warningsOf({ fromEmail: `it@${domain}` })).toMatchObject([
      { kind: 'look_alike_sender', resembles: 'harbour-freight.example' },
    ]);
  });

  test.each([
    'harbour-freight.example',
    'mail.harbour-freight.example',
    'HARBOUR-FREIGHT.EXAMPLE',
    'nordlicht.example',
    'harbour.example',
    'example.harbour',
  ])('a sender of %s looks like nobody', (domain) => {
    expect(warningsOf({ fromEmail: `it@${domain}` })).toEqual([]);
  });

  test('a sender who puts the own address among the recipients still looks like the others', () => {
    const both = ['it@harbour-fre1ght.example', ...recipients];
    expect(warningsOf({ fromEmail: 'it@harbour-fre1ght.example', recipients: both })).toHaveLength(1);
  });

  test.each(['internal', 'outgoing'] as const)('who writes from inside looks like nobody: %s', (direction) => {
    expect(warningsOf({ fromEmail: 'it@harbour-fre1ght.example', direction })).toEqual([]);
  });

  test.each([
    ['short names are in many others', 'it@abd.example', ['a@abc.example']],
    ['many organisations have the same short name', 'it@abc.evil', ['a@abc.example']],
    ['an address that is none', 'harbour-fre1ght.example', recipients],
    ['a recipient without an address', 'it@evil.example', ['undisclosed-recipients:;']],
    ['an endless address', `${'a'.repeat(100_000)}@harbour-fre1ght.example`, recipients],
  ])('%s: no warning', (_title, fromEmail, to) => {
    expect(warningsOf({ fromEmail, recipients: to })).toEqual([]);
  });

  test('a sender’s name with another address in it is a warning, one with the own is not', () => {
    const fromEmail = 'x@evil.example';
    const named = (fromName: string) => warningsOf({ fromEmail, fromName });
    expect(named('CEO <boss@harbour-freight.example>')).toEqual([
      { kind: 'name_has_other_address', address: 'boss@harbour-freight.example' },
    ]);
    expect(named('X@Evil.example')).toEqual([]);
  });

  test('a sender from elsewhere with the name of the recipients’ organisation is a warning', () => {
    const named = (fromEmail: string, fromName = 'Harbour Freight Payroll') => warningsOf({ fromEmail, fromName });
    expect(named('x@evil.example')).toEqual([{ kind: 'name_of_recipients', domain: 'harbour-freight.example' }]);
    expect(named('hr@harbour-freight.example')).toEqual([]);
    expect(named('x@evil.example', 'Freight Payroll')).toEqual([]);
  });

  test('a sender’s name full of at signs is read quickly', () => {
    const email = { ...silentEmail, fromEmail: 'x@evil.example', fromName: '@'.repeat(500) };
    const often = () => Array.from({ length: 50 }, () => emailWarnings(email));
    expect(cpuMsOf(often)).toBeLessThan(500);
  });

  test('no domain looks like itself or what is below it, and one letter off looks alike both ways', () => {
    const name = fc.stringMatching(/^[b-df-hj-kp-qz]{6,20}$/);
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('x', '-', ''), (own, at, put) => {
        const place = 1 + (at % (own.length - 1));
        const changed = `${own.slice(0, place)}${put}${own.slice(place + (put === 'x' ? 1 : 0))}`;
        expect(resembles(`${own}.example`, `${own}.example`)).toBe(false);
        expect(resembles(`mail.${own}.example`, `${own}.example`)).toBe(false);
        const isOther = changed !== own;
        expect(resembles(`${changed}.example`, `${own}.example`)).toBe(isOther);
        expect(resembles(`${own}.example`, `${changed}.example`)).toBe(isOther);
      }),
    );
  });
});
