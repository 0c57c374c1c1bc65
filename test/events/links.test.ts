import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventId, linkOf, oneSpelling, portalUrl, referenceInLink } from '../../src/events/links.ts';
import { referencesInText } from '../../src/events/references.ts';

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

test('one id has one spelling', () => {
  expect(oneSpelling(id.toUpperCase())).toBe(id);
  expect(oneSpelling('3F2504E0-4F89-41D3-9A0C-0305E82C3301')).toBe('3f2504e0-4f89-41d3-9a0c-0305e82c3301');
  expect(oneSpelling('01BYE5RZ6QN3ZWBT')).toBe('01BYE5RZ6QN3ZWBT');
});

describe('portal links', () => {
  test.each([
    [
      'a route to an entity, as in real links,',
      `${dashboard}?route=${base64(`profile/google_mail_email/${id}`)}`,
      'entity',
    ],
    [
      'a route to a sign-in, as in real links,',
      `${dashboard}?route=${base64(`profile/google_event_login/${id}`)}`,
      'item',
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

  // Their base64 ends with no, one or two equals signs.
  test.each(['office365_emails_email', 'google_mail_email', 'office365_email', 'google_drive_file', 'dropbox_file'])(
    'a link to a %s is read however often it was encoded',
    (type) => {
      const route = base64(`profile/${type}/${id}`);
      const kind = type.endsWith('email') ? 'entity' : 'item';
      for (const times of [0, 1, 2, 3]) {
        const again = Array.from({ length: times }).reduce((text: string) => encodeURIComponent(text), route);
        expect(referenceInLink(`${dashboard}?route=${again}`), `${times} times`).toEqual({ kind, id });
        expect(referenceInLink(`${dashboard}#/?tab=1&amp;route=${again}.`), `${times} times`).toEqual({ kind, id });
      }
      const whole = `/dashboard/email%26collaboration/CGS1?route=${encodeURIComponent(route)}`;
      expect(referenceInLink(`https://portal.checkpoint.com/signin?next=${encodeURIComponent(whole)}`)).toEqual({
        kind,
        id,
      });
    },
  );

  test('a link of which everything is encoded is read', () => {
    const link = `${dashboard}?route=${base64(`profile/google_drive_file/${id}`)}`;
    expect(referencesInText(`see ${encodeURIComponent(link)}, please`)).toEqual([{ kind: 'item', id }]);
    expect(referencesInText(encodeURIComponent(encodeURIComponent(link)))).toEqual([{ kind: 'item', id }]);
  });

  test.each([
    ['office365_emails_user', '3F2504E0-4f89-41d3-9a0c-0305e82c3301', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    ['google_user', '108234567890123456789', '108234567890123456789'],
    ['o365_onedrive_file', '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K'],
    ['ms_teams_message', '19:4b1c7d@thread.example;1764000000000', '19:4b1c7d@thread.example;1764000000000'],
    ['ms_teams_user', `mt-prod-3:acme:${id}`, `mt-prod-3:acme:${id}`],
    ['office365_emails_attachment', `${id}01234567`, `${id}01234567`],
    ['x', '3f2504e0-4f89-41d3-9a0c-0305e82c3301', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ])('a portal link to a %s with the id %s is read', (type, written, id) => {
    const route = encodeURIComponent(base64(`profile/${type}/${written}`));
    expect(referenceInLink(`${dashboard}?route=${route}`)).toEqual({ kind: 'item', id });
    expect(referenceInLink(`https://acme.avanan.net/#/profile/email/${type}/${written}.`)).toEqual({
      kind: 'item',
      id,
    });
  });

  test.each(['profile/settings/general', 'profile/x/12', 'profile/x/a b1234567', `profile/x/1${'0'.repeat(300)}`])(
    'a portal link to %s has no id',
    (path) => {
      expect(referenceInLink(`${dashboard}?route=${base64(path)}`)).toBeUndefined();
    },
  );

  test('the route in a portal link is case-sensitive', () => {
    const route = base64(`profile/Google_Mail/${id}`);
    expect(route).not.toBe(route.toLowerCase());
    expect(referenceInLink(`${dashboard}?route=${route.toLowerCase()}`)).toBeUndefined();
  });

  test.each([
    ['another host', `https://evil.example/events/${id}`],
    ['a host that merely ends the same', `https://evilavanan.net/events/${id}`],
    ['a host that merely begins the same', `https://portal.checkpoint.com.evil.example/events/${id}`],
    ['a host with a letter of another alphabet', `https://portal.checkp\u{43E}int.com/events/${id}`],
    ['a host without a letter', `https://portal.chekpoint.com/events/${id}`],
    ['a host in a path', `https://evil.example/portal.checkpoint.com/events/${id}`],
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

test('a reference knows the portal link that it was read from, without what stood behind it', () => {
  const link = 'https://acme.avanan.net/#/events/7ded0371a3e1475c9a877e452f23a049';
  const [reference] = referencesInText(`see ${link}.`);
  expect(reference && linkOf(reference)).toBe(link);
  const [typed] = referencesInText('7ded0371a3e1475c9a877e452f23a049');
  expect(typed && linkOf(typed)).toBeUndefined();
});

test('of a pasted link, which others may follow, nothing is kept that only its owner should have', () => {
  const [path, route] = ['https://acme.avanan.net/dashboard/email', 'route=cHJvZmlsZS9lbWFpbC8xMjM0%2B'];
  const id = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
  const reference = referenceInLink(`${path}?token=secret&${route}&x=1#/events/${id}`);
  expect(reference && linkOf(reference)).toBe(`${path}?${route}#/events/${id}`);
});
