import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mrkdwnText, plainText } from '../../../src/slack/blocks/block-kit.ts';
import {
  channelMention,
  code,
  configured,
  dateTime,
  md,
  nameCode,
  outsidePlain,
  outsideText,
  plain,
  userMention,
} from '../../../src/slack/blocks/text.ts';
import { arbitraryText } from '../../support/arbitrary-event.ts';
import { expectInert } from '../../support/cards/rendered.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const max = 500;

describe('outside text', () => {
  test.each([
    ['a mention of everybody', '<!channel> <!here|x>', '&lt;!channel&gt; &lt;!here|x&gt;'],
    ['a mention of a person', '<@U123>', '&lt;＠U123&gt;'],
    ['a typed mention', '@channel, @here and @bob', '＠channel, ＠here and ＠bob'],
    ['a channel', '#general but invoice #12', '＃general but invoice #12'],
    ['markup that was already escaped', '&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
    ['a labelled link', '<https://evil.com|bank.com>', '&lt;hxxps://evil[.]com|bank[.]com&gt;'],
    ['a link', 'see https://evil.com/a?b=1', 'see hxxps://evil[.]com/a?b=1'],
    ['a link in capitals', 'HTTP://EVIL.COM', 'HxxP://EVIL[.]COM'],
    ['a link glued to a word', 'xhttp://evil.com', 'xhxxp://evil[.]com'],
    ['a link with backslashes', 'http:\\\\evil.com', 'hxxp:\\\\evil[.]com'],
    ['a file server', 'ftp://evil.com', 'fxp://evil[.]com'],
    ['a link with a user', 'https://user@evil.com/', 'hxxps://user@evil[.]com/'],
    ['a link with a password', 'https://a:b@evil.com', 'hxxps://a:b@evil[.]com'],
    ['a link with a quote in its user', "https://a'b@evil.com", "hxxps://a'b@evil[.]com"],
    ['a link into Slack', 'slack://open?x=y', 'slack[:]//open?x=y'],
    ['a script', 'javascript:alert(1)', 'javascript[:]alert(1)'],
    ['other schemes', 'data:text/html tel:+1 file:x', 'data[:]text/html tel[:]+1 file[:]x'],
    ['a mail link', 'mailto:a@b.com', 'mailto[:]a@b.com'],
    ['a bare domain', 'go to evil.com.', 'go to evil[.]com.'],
    ['a domain with subdomains', 'www.4chan.co.uk/x', 'www[.]4chan[.]co[.]uk/x'],
    ['a domain in another script', 'пример.рф', 'пример[.]рф'],
    ['a domain in punycode', 'xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd[.]xn--p1ai'],
    ['a domain of emoji', '💩.la', '💩[.]la'],
    ['a domain with a full stop of another script', 'evil。com', 'evil[.]com'],
    ['an IPv4 address with a path', '10.0.0.1/x', '10[.]0[.]0[.]1/x'],
    ['a domain that poses as an address', 'evil.com@x', 'evil[.]com@x'],
    ['an address with a path', 'user@evil.com/login', 'user@evil[.]com/login'],
    ['a file name glued to an address', 'invoice.pdf❤️user@customer.com', 'invoice[.]pdf❤️user@customer[.]com'],
    ['an address with a port', 'user@evil.com:8080', 'user@evil[.]com:8080'],
    ['bold, strike and code', '*b* ~s~ `c` ```p```', '∗b∗ ∼s∼ ˋcˋ ˋˋˋpˋˋˋ'],
    ['italics', '_it_ and __more__', 'ˍitˍ and ˍˍmoreˍˍ'],
    ['an emoji code', ':smile: :+1::skin-tone-2:', '∶smile: ∶+1:∶skin-tone-2:'],
    ['a quote', '> said', '› said'],
    ['line breaks, which could forge a line of the card', 'a\r\n\n*Severity:* Low', 'a ∗Severity:∗ Low'],
    ['a direction override', 'photo\u202egnp.exe', 'photognp[.]exe'],
    ['direction isolates', '\u2066a\u2069', 'a'],
    ['zero-width characters within a link', 'ht\u200btp://ev\u00adil.c\u2060om', 'hxxp://evil[.]com'],
    ['tag characters', 'a\u{e0041}\u{e0042}b', 'ab'],
    ['controls', 'a\u0000b\u001b[31m\u0085c', 'ab[31m c'],
    ['lone surrogates', 'a\ud83d b\udc38', 'a b'],
    ['a heap of accents', `e${'\u0301'.repeat(50)}`, 'e\u0301\u0301\u0301'],
  ])('outside text is made harmless: %s', (_, text, expected) => {
    expect(outsideText(text, max)).toBe(expected);
  });

  test.each([
    ['email addresses', 'from user@customer.com: first.last+tag@mail.customer.co.uk.'],
    ['names with underscores', 'office365_emails'],
    ['quotes, times, numbers, versions', `‘please see’ at 10:30:45, 3.5 of 1.2.3, TLS/1.2 e.g. C#`],
    ['composed emoji', '👩‍👩‍👧 ❤️ 👍🏽'],
    ['flags and keycaps', '🇵🇹 🏳️‍🌈 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 1️⃣ #️⃣'],
    ['the joiners of Indic words', 'क्\u200dष बि\u200cआ'],
    ['other scripts', 'Счёт 请看。'],
    ['what is already defanged', 'hxxps://evil[.]com'],
  ])('outside text keeps %s unchanged', (_, text) => {
    expect(outsideText(text, max)).toBe(text);
  });

  test('outside text written from right to left keeps its order and its joiners, and turns nothing around it', () => {
    expect(outsideText('می\u200cخواهم 12', max)).toBe('\u2068می\u200cخواهم 12\u2069');
    expect(outsidePlain('Re: שלום', max)).toBe('\u2068Re: שלום\u2069');
    expect(outsideText('\u202eשלום\u2069 x', max)).toBe('\u2068שלום x\u2069');
    for (const sharedOrOld of ['x \u0640', 'x \u061b', 'x \u061f', '\u{10900} 12']) {
      expect(outsideText(sharedOrOld, max)).toBe(`\u2068${sharedOrOld}\u2069`);
    }
    expect(outsideText('ש'.repeat(50), 20)).toHaveLength(20);
    expect(code('שלום', 20)).toBe('`שלום`');
  });

  test.each([
    ['between Latin letters', 'ht\u200ctp://evil.com', 'hxxp://evil[.]com'],
    ['two in a row', 'می\u200c\u200cخ', '\u2068میخ\u2069'],
    ['at an edge', 'می\u200c', '\u2068می\u2069'],
    ['a flag of tags that is none', '🏴\u{e0068}\u{e0069}\u{e007f}', '🏴'],
  ])('an invisible character that composes nothing is left out: %s', (_, text, expected) => {
    expect(outsideText(text, max)).toBe(expected);
  });

  test.each([
    ['invoice.pdf', '`invoice.pdf`'],
    ['a.`b`.pdf', '`a.ˋbˋ.pdf`'],
    ['www.evil.com', '`www[.]evil[.]com`'],
    ['evil.com/a', '`evil[.]com/a`'],
    ['https:evil.com', '`hxxps:evil[.]com`'],
    ['', ''],
  ])('the name of a file keeps its dots in code, and an address does not: %s', (name, expected) => {
    expect(nameCode(name, max)).toBe(expected);
  });

  describe('what counts as one character, however long', () => {
    test.each([
      ['letters that join', '', 'ᄀ'],
      ['joined emoji', '', '👩\u200d'],
      ['an emoji in many tones', '👍', '🏽'],
    ])('a text that begins with %s without end shows its rest', (_, first, part) => {
      for (const times of [100, 1_000, 50_000]) {
        const start = `${first}${part.repeat(times)}`;
        expect(outsideText(`${start} Your invoice`, 60)).toMatch(/Your invoice$/);
        expect(outsidePlain(`${start} Your invoice`, 60)).toMatch(/Your invoice$/);
      }
      expect(outsideText(`Re: ${first}${part.repeat(50)} Your invoice`, 60)).toMatch(/^Re: .*Your invoice$/);
    });

    test('a text that begins with a letter under 100,000 accents shows its rest', () => {
      expect(outsideText(`e${'\u0301'.repeat(100_000)} Your invoice`, 60)).toBe('… Your invoice');
    });

    test('an address behind an endless character is as dead as any other', () => {
      expect(outsideText(`${'ᄀ'.repeat(1_000)}https://evil.com`, 60)).toBe('…hxxps://evil[.]com');
      expect(outsideText(`ht${'ᄀ'.repeat(100)}tp://evil.com`, 60)).toBe('ht…tp[:]//evil[.]com');
    });

    test('an endless character costs no more than other texts', () => {
      const hostile = `${'ᄀ'.repeat(5_000_000)} x`;
      expect(cpuMsOf(() => outsideText(hostile, 60))).toBeLessThan(200);
    });
  });

  test('outside text is cut by its escaped length and never within an entity', () => {
    expect(outsideText('&&&&&', 25)).toBe('&amp;&amp;&amp;&amp;&amp;');
    expect(outsideText('&&&&&', 24)).toBe('&amp;&amp;&amp;&amp;…');
    expect(outsideText('&&&&&', 19)).toBe('&amp;&amp;&amp;…');
  });

  test('outside text is cut between what people see as characters', () => {
    expect(outsideText('ab👩‍👩‍👧cd', 11)).toBe('ab👩‍👩‍👧…');
    expect(outsideText('ab👩‍👩‍👧cd', 9)).toBe('ab…');
    expect(outsideText('😀😀', 3)).toBe('😀…');
  });

  test('outside text is cut before a space rather than after it', () => {
    expect(outsideText('hello world', 7)).toBe('hello…');
  });

  test('outside text is marked as cut even if the part that was read is invisible', () => {
    expect(outsideText(`${'\u200b'.repeat(100_000)}hello`, 10)).toBe('…');
  });

  test('outside text without anything visible comes out empty', () => {
    expect(outsideText(' \u200b\n', 10)).toBe('');
    expect(code(' \u200b\n', 10)).toBe('');
  });

  test.each([
    'a',
    '.',
    'a.b',
    'x@y.',
    '@',
    '<',
    '&',
    ':a',
    '_',
    '/',
    'http://',
    'ms-',
    '\u200b',
    'e\u0301',
    '\u0301',
    '\u1100',
    '👩‍',
  ])('100 kB of %j is made safe in a moment', (piece) => {
    const text = piece.repeat(100_000 / piece.length);
    expect(cpuMsOf(() => [outsideText(text, 3_000), outsidePlain(text, 3_000)])).toBeLessThan(2_000);
  });

  test('any outside text comes out harmless as mrkdwn', () => {
    fc.assert(
      fc.property(arbitraryText, fc.integer({ min: 1, max: 300 }), (text, limit) => {
        const shown = outsideText(text, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown.replace(/&(?:amp|lt|gt);/g, ' ')).not.toMatch(/[<>&*~`]|:[a-z_]+:|@channel/);
        expect(shown).toBe(shown.trim());
        expectInert(shown);
      }),
      { numRuns: 2_000 },
    );
  });

  test('outside text stays harmless when it is made safe twice', () => {
    fc.assert(
      fc.property(arbitraryText, (text) => {
        expectInert(outsideText(outsideText(text, max), max));
        expectInert(outsidePlain(outsidePlain(text, max), max));
      }),
    );
  });
});

describe('outside text as plain text', () => {
  test('plain outside text gets look-alikes in place of markup', () => {
    expect(outsidePlain('<!channel> R&D <https://evil.com|x>', max)).toBe('‹!channel› R&D ‹hxxps://evil[.]com|x›');
  });

  test('plain outside text cannot bring in entities that turn into markup', () => {
    expect(outsidePlain('&lt;!channel&gt;', max)).toBe('＆lt;!channel＆gt;');
  });

  test('any outside text comes out harmless as plain text', () => {
    fc.assert(
      fc.property(arbitraryText, fc.integer({ min: 1, max: 300 }), (text, limit) => {
        const shown = outsidePlain(text, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown).not.toMatch(/[<>*~`]|&lt;|&gt;/);
        expectInert(shown);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('simple text', () => {
  const harmless = fc.string({ unit: fc.constantFrom(...'aAzZ09 ,()-'), maxLength: 60 });

  test('the shortcut for simple text gives the same result as the long way', () => {
    fc.assert(
      fc.property(harmless, fc.integer({ min: 1, max: 70 }), (text, limit) => {
        // An invisible character, which that way takes out.
        const longWay = `\u200b${text}`;
        expect(outsideText(text, limit)).toBe(outsideText(longWay, limit));
        expect(outsidePlain(text, limit)).toBe(outsidePlain(longWay, limit));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('code', () => {
  test('code keeps what people copy', () => {
    expect(code('ext:user_1:*abc*', 60)).toBe('`ext:user_1:*abc*`');
  });

  test('text inside code cannot close it, link or mention', () => {
    expect(code('a` <!here> evil.com', 60)).toBe('`aˋ &lt;!here&gt; evil[.]com`');
  });

  test('the limit for code includes its backticks', () => {
    expect(code('abcdef', 6)).toBe('`abc…`');
  });
});

test('configured text keeps commands and addresses, but is still escaped', () => {
  expect(configured('Type /invite @HEC & see docs.example.com <now>', 100)).toBe(
    'Type /invite @HEC &amp; see docs.example.com &lt;now&gt;',
  );
});

test('text objects ask Slack to add no links, mentions or emoji of its own', () => {
  expect(mrkdwnText(md`a`)).toEqual({ type: 'mrkdwn', text: 'a', verbatim: true });
  expect(plainText(plain`a`)).toEqual({ type: 'plain_text', text: 'a', emoji: false });
});

test.each(['a@evil.com%/x', 'a@evil.com+/x', 'a@evil.com/x'])(
  'an email address glued to a possible path is defanged: %s',
  (text) => {
    expect(outsideText(text, 100)).toContain('a@evil[.]com');
  },
);

describe('cuts', () => {
  test('a cut inside an email address leaves no live host', () => {
    for (let max = 10; max < 40; max += 1) {
      expect(outsideText(`from evil.example@customer.example.com ${'x'.repeat(50)}`, max)).not.toMatch(
        /evil\.example(?!@customer\.example\.com)/,
      );
    }
  });

  test('a cut leaves nothing of an email address that isn’t whole', () => {
    const text = 'Detected phishing from k.brandt@nordlicht-logistik.example - in';
    for (let max = 24; max < 58; max += 1) expect(outsideText(text, max)).toBe('Detected phishing from…');
    expect(outsideText(text, 60)).toBe('Detected phishing from k.brandt@nordlicht-logistik.example…');
  });

  test('a cut inside a word leaves no underscore at its end', () => {
    expect(outsideText('rotating_light', 10)).toBe('rotating…');
  });

  test('a cut before the @ of an address leaves no live host, however much escaping lengthens the text before it', () => {
    for (let max = 10; max < 80; max += 1) {
      const shown = outsideText(`<<<<>> evil.example@customer.example.com ${'x'.repeat(80)}`, max);
      expect(shown).not.toMatch(/evil\.ex[a-z]*(?!@customer\.example\.com|[a-z])/);
    }
  });
});

describe('tokens that Slack resolves', () => {
  test('a person is mentioned by an id only', () => {
    expect(userMention('U012ABC')).toBe('<@U012ABC>');
    expect(userMention('U1> <!channel')).toBe('U1&gt; &lt;!channel');
  });

  test('a conversation is named by an id only', () => {
    expect(channelMention('C012ABC')).toBe('<#C012ABC>');
    expect(channelMention('D012ABC')).toBe('D012ABC');
    expect(channelMention('C1> <!channel')).toBe('C1&gt; &lt;!channel');
  });

  test('a time is shown in the reader’s zone, and in UTC where Slack cannot', () => {
    expect(dateTime(new Date('2020-07-24T20:58:27.073Z'))).toBe(
      '<!date^1595624307^{date_short_pretty} at {time}|2020-07-24 20:58 UTC>',
    );
    expect(dateTime(new Date(Number.NaN))).toBe('at an unknown time');
  });

  test.each([
    ['0001-01-01T00:00:00Z', '0001-01-01 00:00 UTC'],
    ['1969-12-31T23:59:59Z', '1969-12-31 23:59 UTC'],
    ['9999-12-31T23:59:59Z', '9999-12-31 23:59 UTC'],
    ['+012345-01-01T00:00:00Z', '+012345-01-01 00:00 UTC'],
  ])('%s, which Slack’s clients can’t count with, is written out', (date, written) => {
    expect(dateTime(new Date(date))).toBe(written);
  });
});
