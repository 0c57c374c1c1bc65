import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referencesInText } from '../../src/events/references.ts';
import { unwrapped } from '../../src/events/wrapped-links.ts';
import { cpuMsOf } from '../support/cpu-time.ts';

const id = '5c2e91b07d364fa8b1c04e6f9a7d3352';
const tenant = '3dd8961fe4884e608e11a82d994e183d';
const route = encodeURIComponent(Buffer.from(`profile/google_mail_email/${id}`).toString('base64'));
const portal = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
const elsewhere = 'https://portal.checkpoint.com.evil.example/#/profile/google_mail_email/x';
const ticket = `https://ticket.example/browse?event=${id}`;

const encoded = encodeURIComponent;
const secondForm = (link: string) => encoded(link).replaceAll('-', '-2D').replaceAll('%', '-').replaceAll('-2F', '_');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** By what wraps it. */
const wrappers: Record<string, (link: string) => string> = {
  'Safe Links': (link) =>
    `https://nam11.safelinks.protection.outlook.com/?url=${encoded(link)}&data=05%7C02%7Cana%40customer.com%7C4531c54354d54442d71808d774c02866%7C${tenant}%7C0%7C0%7C6385&sdata=Qq%3D&reserved=0`,
  'Safe Links in a page’s source': (link) =>
    `https://eur04.safelinks.protection.outlook.com/?url=${encoded(link)}&amp;data=04%7C01%7C${tenant}%7C1&amp;sdata=x`,
  'Safe Links with parameters in another order': (link) =>
    `https://gcc02.safelinks.protection.outlook.com/ap/b-59584e83/?data=05%7C${tenant}&url=${encoded(link)}`,
  'Safe Links in Teams': (link) =>
    `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${encoded(link)}&locale=en-us`,
  'URL Defense, first form': (link) =>
    `https://urldefense.proofpoint.com/v1/url?u=${encoded(link)}&k=oIvRg1%2BdGAgOoM1BIlLLqw%3D%3D%0A&r=${tenant}`,
  'URL Defense, second form': (link) =>
    `https://urldefense.proofpoint.com/v2/url?u=${secondForm(link)}&d=DwMFAg&c=${tenant}&e=`,
  'URL Defense, third form': (link) => `https://urldefense.com/v3/__${link}__;Jg!!AbC!dEf$`,
  'URL Defense, third form with replaced characters': (link) =>
    `https://urldefense.com/v3/__${link.replace('?', '*').replace('=', '*')}__;Pz0!!GqivPVa7Brio!O7Jg$`,
  'URL Defense, third form that lost a slash': (link) =>
    `https://urldefense.us/v3/__${link.replace('//', '/')}__;!!BClRuOV5cvtbuNI!F4$`,
  'Check Point’s click-time protection': (link) => `https://url.avanan.click/v2/r02/___${link}___.YXAzOmFjbWU6YTpv`,
  'Check Point’s click-time protection without a region': (link) =>
    `https://url.avanan.click/v2/___${link.replace('//', '/')}___.YXAz#top`,
  'Check Point’s click-time protection under its own name': (link) =>
    `https://protect.checkpoint.com/v2/r01/___${link.replaceAll('%', '*')}___.YzJ1Omu`,
  'Check Point’s click-time protection cut at the end of a line': (link) =>
    `https://protect.checkpoint.com/v2/r02/___${link}`,
  'Check Point’s first click-time protection': (link) =>
    `https://checkpoint.url-protection.com/v1/r07/url?o=${encoded(link).replaceAll('%2F', '/')}&amp;g=NjQ2ZjJk&amp;h=${tenant}`,
  Google: (link) => `https://www.google.com/url?sa=t&url=${encoded(link)}&usg=${tenant}`,
  'Google in another country': (link) => `http://www.google.co.uk/url?q=${encoded(link)}&sa=D`,
  Bing: (link) => `https://www.bing.com/ck/a?!&&p=${tenant}&u=a1${base64url(link)}&ntb=1`,
  Yahoo: (link) => `https://r.search.yahoo.com/_ylt=Awr/RV=2/RE=1/RO=10/RU=${encoded(link)}/RK=2/RS=${tenant}-`,
  DuckDuckGo: (link) => `https://duckduckgo.com/l/?uddg=${encoded(link)}&rut=${tenant}${tenant}`,
  Barracuda: (link) => `https://linkprotect.cudasvc.com/url?a=${encoded(link)}&c=E,1,x&typo=1`,
  Cisco: (link) => `https://secure-web.cisco.com/1${tenant}/${encoded(link)}`,
  'Trend Micro': (link) =>
    `https://imsva91-ctp.trendmicro.com:443/wis/clicktime/v1/query?url=${encoded(link)}&umid=${tenant}`,
  Sophos: (link) =>
    `https://eu-west-1.protection.sophos.com?d=x.example&u=${Buffer.from(link).toString('base64')}&i=NjU0&h=${tenant}&s=AVNP`,
  Symantec: (link) => `https://clicktime.symantec.com/3AbC?u=${encoded(link)}`,
  Trellix: (link) => `https://protect2.fireeye.com/v1/url?k=${tenant}&q=1&u=${encoded(link)}`,
  'Slack’s own redirect': (link) => `https://slack-redir.net/link?url=${encoded(link)}&v=3`,
};
const each = Object.entries(wrappers).map(([by, wrap]) => ({ by, wrap }));

describe('wrapped links', () => {
  test.each(each)('a portal link that $by wrapped is read, and nothing else in it', ({ wrap }) => {
    const entity = [{ kind: 'entity', id }];
    expect(referencesInText(wrap(portal))).toEqual(entity);
    expect(referencesInText(`See <${wrap(portal)}>, please`)).toEqual(entity);
  });

  test.each(each)('a link to elsewhere that $by wrapped is no portal link', ({ wrap }) => {
    expect(referencesInText(wrap(elsewhere))).toEqual([]);
    expect(referencesInText(wrap('https://shop.example/summer'))).toEqual([]);
  });

  test.each(each)('an id in a ticket’s link that $by wrapped counts as typed', ({ wrap }) => {
    expect(referencesInText(wrap(ticket))).toEqual([{ kind: 'typed', id }]);
  });

  test.each(each)('a link that was encoded again before $by wrapped it is read', ({ wrap }) => {
    expect(referencesInText(wrap(portal.replace(route, encoded(route))))).toEqual([{ kind: 'entity', id }]);
  });

  test('up to five wrappers around each other are taken off', () => {
    const some = Object.values(wrappers).filter((wrap) => !wrap(portal).includes('__'));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...some), { maxLength: 5 }), (chosen) => {
        const link = chosen.reduce((inner, wrap) => wrap(inner), portal);
        expect(referencesInText(link)).toEqual([{ kind: 'entity', id }]);
      }),
      { numRuns: 50 },
    );
  });

  test('a filter around a filter that leaves links readable is taken off, too', () => {
    const { 'Safe Links': outer, 'Check Point’s click-time protection': inner } = wrappers;
    expect(outer && inner && referencesInText(outer(inner(portal)))).toEqual([{ kind: 'entity', id }]);
    expect(outer && inner && referencesInText(inner(outer(portal)))).toEqual([{ kind: 'entity', id }]);
  });

  test('more wrappers than anybody’s filters make are not read', () => {
    const wrap = (link: string) => `https://slack-redir.net/link?url=${encoded(link)}`;
    expect(unwrapped(Array.from({ length: 6 }).reduce((link: string) => wrap(link), portal))).toBeUndefined();
  });

  test.each([
    `https://safelinks.protection.outlook.com.evil.example/?url=${encoded(portal)}`,
    `https://evilsafelinks.protection.outlook.com/?url=${encoded(portal)}`,
    `https://nam11.safelinks.protection.outlook.com@evil.example/?url=${encoded(portal)}`,
    `https://evil.example/?url=${encoded(portal)}`,
    `https://www.google.evil.example/url?q=${encoded(portal)}`,
    `https://www.google.com/search?q=${encoded(portal)}`,
  ])('what only looks like a filter wraps nothing: %s', (link) => {
    expect(referencesInText(link)).toEqual([]);
  });

  test.each([
    'https://portal.checkpoint.example/x',
    'https://portal.checkpoint.com.evil.example/x',
    'https://portal.checkpoint.com@evil.example/x',
    'https://user@portal.checkpoint.com/x',
    'http://portal.checkpoint.com/x',
    'https://portal-checkpoint.com/x',
    'https://email-security-portal.avanan.net/x',
    'javascript://portal.checkpoint.com/x',
  ])('a filter around %s makes no portal link of it', (host) => {
    for (const { wrap } of each) expect(referencesInText(wrap(`${host}?route=${route}`))).toEqual([]);
  });

  test.each([
    'https://nam11.safelinks.protection.outlook.com/',
    `https://nam11.safelinks.protection.outlook.com/?data=${id}`,
    `https://nam11.safelinks.protection.outlook.com/?url=${id}`,
    'https://nam11.safelinks.protection.outlook.com/?url=%E0%A4%A',
    `https://urldefense.com/v3/${id}`,
    `https://urldefense.com/v3/__${id}__;!!x$`,
    `https://url.avanan.click/v2/r01/${id}`,
    `https://www.bing.com/ck/a?u=a1${id}`,
    `https://us-east-2.protection.sophos.com/?d=rb.gy&b=${id}&q=4bPLHT_UUID_${tenant}&h=${tenant}`,
  ])('a filter’s link without a link in it means nothing: %s', (link) => {
    expect(referencesInText(link)).toEqual([]);
  });
});

describe('any link', () => {
  test('what nothing wrapped stays as it is', () => {
    for (const link of [portal, ticket, 'https://x.example/?u=1']) expect(unwrapped(link)).toBe(link);
  });

  test('any wrapped text is read without an error', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('*', '**A', '**_', '__;', '!', '___', '___.', '%25', '%', '-3A', '_', '&amp;', '#', portal, id),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(wrappers)), fc.array(piece), (wrap, pieces) => {
        for (const found of referencesInText(wrap(pieces.join('')))) expect(found.id).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });

  const hostile = [
    'https://urldefense.com/v3/__',
    'https://urldefense.com/v3/__https://a*__;',
    `https://urldefense.com/v3/__${'*'.repeat(4_000)}__;${'Kysr'.repeat(1_000)}!`,
    'https://url.avanan.click/v2/___',
    '___https://',
    'https://nam11.safelinks.protection.outlook.com/?url=',
    'https%3A%2F%2Fnam11.safelinks.protection.outlook.com%2F%3Furl%3D',
    `https://nam11.safelinks.protection.outlook.com/?url=${'https%253A%252F%252F'.repeat(200)} `,
    `https://slack-redir.net/link?url=${'%2525'.repeat(2_000)} `,
    'https://www.google.com/url?q=https%3A//&amp;amp;',
    'http%2525',
    '&amp;amp;',
    `https://portal.checkpoint.com/?${'route=%2525&'.repeat(300)} `,
    `${'a.'.repeat(2_000)}safelinks.protection.outlook.com/?url=x `,
    'a-',
    'ab12-',
    '\u{200B}',
    'a\u{200B}',
    '\u{FF41}',
    '\u{1D7F6}',
  ];
  test.each(hostile)('a message of %j over and over is read in a fraction of a second', (part) => {
    const text = part.repeat(Math.ceil(40_000 / part.length)).slice(0, 40_000);
    expect(cpuMsOf(() => [referencesInText(text), referencesInText(`${text} ${id}`)])).toBeLessThan(1_000);
  });
});
