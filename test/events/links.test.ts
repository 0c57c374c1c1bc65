import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventId, portalUrl, referenceInLink } from '../../src/events/links.ts';

const id = '32a9bba544c51e4b8cdb1b76183af986';
const dashboard = 'https://in.portal.checkpoint.com/dashboard/email&collaboration/CGS1';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('event ids', () => {
  test('an event id is 32 hex digits in upper or lower case', () => {
    expect(eventId(id.toUpperCase())).toBe(id);
  });

  test.each(['', 'nonsense', id.slice(1), `${id}0`, `${id.slice(1)}g`, `../${id}`, `${id}\n`])(
    '%j is not an event id',
    (text) => {
      expect(eventId(text)).toBeUndefined();
    },
  );
});

describe('portal links', () => {
  test.each([
    [
      'a route to an entity, as in real links,',
      `${dashboard}?route=${base64(`profile/google_event_login/${id}`)}`,
      'entity',
    ],
    [
      'a route in base64url without padding',
      `${dashboard}?route=${Buffer.from(`profile/office365_emails_email/${id}?>`).toString('base64url')}`,
      'entity',
    ],
    [
      'a route whose padding is encoded',
      `${dashboard}?route=${encodeURIComponent(base64(`profile/x/${id}`))}`,
      'entity',
    ],
    [
      'an encoded ampersand in the path',
      `https://portal.checkpoint.com/dashboard/email%26collaboration/cgs1?route=${base64(`profile/x/${id}`)}`,
      'entity',
    ],
    [
      'a route behind the hash',
      `https://portal.checkpoint.com/dashboard/email&collaboration/cgs1#/?route=${base64(`profile/x/${id}`)}`,
      'entity',
    ],
    ['a hash on a tenant’s own host', `https://acme.avanan.net/#/profile/email/office365_emails_email/${id}`, 'entity'],
    [
      'a hash on the other tenant host',
      `https://acme.checkpointcloudsec.com/#/profile/google_mail_email/${id}`,
      'entity',
    ],
    ['a route that is no profile', `${dashboard}?route=${base64(`events/${id}`)}`, 'linked'],
    ['a plain route', `${dashboard}?route=events/${id}`, 'linked'],
    ['an id in the path', `https://portal.checkpoint.com/events/${id}`, 'linked'],
    ['an id in the query', `https://portal.checkpoint.com/events?event=${id}`, 'linked'],
    ['an id in the hash, in capitals', `https://portal.checkpoint.com/#/events/${id.toUpperCase()}`, 'linked'],
  ])('a portal link with %s is read', (_title, link, kind) => {
    expect(referenceInLink(link)).toEqual({ kind, id });
  });

  test('the route in a portal link is case-sensitive', () => {
    const route = base64(`profile/Google_Mail/${id}`);
    expect(route).not.toBe(route.toLowerCase());
    expect(referenceInLink(`${dashboard}?route=${route.toLowerCase()}`)).toBeUndefined();
  });

  test.each([
    ['another host', `https://evil.example/events/${id}`],
    ['a host that merely ends the same', `https://evilavanan.net/events/${id}`],
    ['a host that merely begins the same', `https://portal.checkpoint.com.evil.example/events/${id}`],
    ['a user name in front', `https://portal.checkpoint.com@evil.example/events/${id}`],
    ['credentials', `https://user:pass@portal.checkpoint.com/events/${id}`],
    ['another port', `https://portal.checkpoint.com:8443/events/${id}`],
    ['plain http', `http://portal.checkpoint.com/events/${id}`],
    ['another scheme', `javascript://portal.checkpoint.com/${id}`],
    ['the host of the end users’ quarantine', `https://email-security-portal.avanan.net/#/${id}`],
    ['no id', dashboard],
    ['a longer hex number', `https://portal.checkpoint.com/events/${id}00`],
    ['a broken route', `${dashboard}?route=%E0%A4%A`],
  ])('a link with %s is refused', (_title, link) => {
    expect(referenceInLink(link)).toBeUndefined();
  });

  test('any text can be read as a link without an error, and only portal hosts are accepted', () => {
    const hosts = fc.constantFrom(
      'https://portal.checkpoint.com/',
      'https://x.avanan.net/#',
      'https://evil.example/',
      '',
    );
    const paths = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(`/events/${'a'.repeat(32)}`));
    let references = 0;
    fc.assert(
      fc.property(hosts, paths, (host, rest) => {
        if (referenceInLink(host + rest) === undefined) return;
        references += 1;
        expect(portalUrl(host + rest)?.hostname).toMatch(/checkpoint\.com$|avanan\.net$/);
      }),
    );
    expect(references).toBeGreaterThan(0);
  });
});
