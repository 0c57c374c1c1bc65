import { describe, expect, test } from 'vitest';
import { describe as describeQuery } from '../../src/search/describe.ts';
import { parse } from '../../src/search/parse.ts';
import type { Clock } from '../../src/search/query.ts';

/** A Sunday, at one in the afternoon for this person. */
const clock: Clock = { now: new Date('2026-11-29T12:00:00Z'), offsetSeconds: 3_600 };

/** What was understood, or the sentences about what wasn't. */
function answerTo(text: string): string | string[] {
  const parsed = parse(text, clock);
  return parsed.kind === 'query' ? describeQuery(parsed.query, clock) : parsed.problems;
}

describe('what people type is understood', () => {
  test.each([
    [
      'severity:high+ type:phishing from:parcel-point.example last:24h "delivery note"',
      'High or worse, phishing, from parcel-point.example, with “delivery note”, in the last 24 hours',
    ],
    ['severity:high,critical', 'High or worse, in the last 7 days'],
    ['severity:critical,low', 'Critical or low, in the last 7 days'],
    ['SEVERITY:Highest', 'Critical, in the last 7 days'],
    ['severity:4', 'High, in the last 7 days'],
    ['severity:high+ -severity:critical', 'High or worse, not critical, in the last 7 days'],
    ['type:suspicious,malware', 'Suspicious phishing or malware, in the last 7 days'],
    ['type:reported', 'Reported by a user, in the last 7 days'],
    ['type:"Shadow IT"', 'Shadow IT, in the last 7 days'],
    ['type:phishing -type:suspicious', 'Phishing, not suspicious phishing, in the last 7 days'],
    ['-type:dlp -type:spam', 'Not DLP or spam, in the last 7 days'],
    ['state:new saas:gmail', 'In the state new, in Gmail, in the last 7 days'],
    ['confidence:malicious', 'With confidence malicious, in the last 7 days'],
    ['from:"Ana Lund <Ana@Parcel-Point.example>"', 'From ana@parcel-point.example, in the last 7 days'],
    ['from:@parcel-point.example', 'From parcel-point.example, in the last 7 days'],
    ['from:*.parcel-point.example', 'From parcel-point.example, in the last 7 days'],
    ['to:ana@x.example type:phishing', 'Emails, phishing, to ana@x.example, in the last 7 days'],
    ['subject:don’t', "Emails, with “don't” in the subject, in the last 7 days"],
    ['-subject:newsletter', 'Emails, without “newsletter” in the subject, in the last 7 days'],
    ["Ana's and Bob's invoice", "With “Ana's”, “and”, “Bob's” and “invoice”, in the last 7 days"],
    ['url:evil.example', 'Emails, with a link to evil.example, in the last 7 days'],
    ['url:"https://evil.example/a,b"', 'Emails, with a link to https://evil.example/a,b, in the last 7 days'],
    [
      'hash:9E107D9D372BB6826BD81D3542A419D6',
      'Emails, with an attachment whose MD5 is 9e107d9d372bb6826bd81d3542a419d6, in the last 7 days',
    ],
    ['message-id:<Ab.1@x.example>', 'Emails, with the Message-ID “Ab.1@x.example”, in the last 7 days'],
    ['message_id:Ab.1@x.example', 'Emails, with the Message-ID “Ab.1@x.example”, in the last 7 days'],
    ['ip:203.0.113.7', 'Emails, sent by the server 203.0.113.7, in the last 7 days'],
    ['ip:2001:DB8:0::1', 'Emails, sent by the server 2001:db8::1, in the last 7 days'],
    ['in:emails invoice', 'Emails, with “invoice”, in the last 7 days'],
    ['in:events', 'All events, in the last 7 days'],
    ['invoice -march -"delivery note"', 'With “invoice”, without “march” or “delivery note”, in the last 7 days'],
    ['invoice invoice', 'With “invoice”, in the last 7 days'],
    ['invoice - march', 'With “invoice” and “march”, in the last 7 days'],
    ['"Re: invoice"', 'With “Re: invoice”, in the last 7 days'],
    ['"OR"', 'With “OR”, in the last 7 days'],
    ['C\\temp', 'With “C\\temp”, in the last 7 days'],
    ['subject:"say \\"hi\\""', 'Emails, with “say "hi"” in the subject, in the last 7 days'],
    ['请假 🎉', 'With “请假” and “🎉”, in the last 7 days'],
  ])('%s', (text, words) => {
    expect(answerTo(text)).toBe(words);
  });
});

describe('what people paste from Slack, from mails and from phones is understood', () => {
  test.each([
    ['from:<mailto:ana@x.example|ana@x.example>', 'From ana@x.example, in the last 7 days'],
    ['from:<http://x.example|x.example>', 'From x.example, in the last 7 days'],
    ['url:<https://x.example/a?b=c>', 'Emails, with a link to https://x.example/a?b=c, in the last 7 days'],
    ['url:<https://x.example/a|harmless>', 'Emails, with a link to https://x.example/a, in the last 7 days'],
    ['url:hxxps[:]//evil[.]example/a', 'Emails, with a link to https://evil.example/a, in the last 7 days'],
    ['from:ana[at]evil(dot)example', 'From ana@evil.example, in the last 7 days'],
    ['subject:“delivery note”', 'Emails, with “delivery note” in the subject, in the last 7 days'],
    ['subject:„delivery note“', 'Emails, with “delivery note” in the subject, in the last 7 days'],
    ["subject:'delivery note'", 'Emails, with “delivery note” in the subject, in the last 7 days'],
    ['severity：ｈｉｇｈ，low', 'High or low, in the last 7 days'],
    ['–type:dlp', 'Not DLP, in the last 7 days'],
    ['type:phishing\u00a0state:new', 'Phishing, in the state new, in the last 7 days'],
    ['type:phi\u200bshing\nstate:new', 'Phishing, in the state new, in the last 7 days'],
  ])('%s', (text, words) => {
    expect(answerTo(text)).toBe(words);
  });
});

describe('a mistake is told in a sentence, and nothing is searched for', () => {
  test.each([
    ['', /Say what to search for/],
    ['-', /Say what to search for/],
    ['severity: high', /severity: has an empty value/],
    ['severity :high', /A colon belongs right behind/],
    ['- type:dlp', /- belongs right in front of what it rules out: -type:…/],
    ['last 24h', /“last 24h” needs a colon: last:24h\./],
    ['severity=high', /“severity=high” needs a colon instead: severity:…/],
    ['severity >= high', /needs a colon/],
    ['severity:>=high', /To ask for high or worse, write severity:high\+\./],
    ['severity:bad', /severity: doesn’t know “bad”\. It takes critical, high, medium, low, lowest or highest\./],
    ['severity:hgih', /Did you mean severity:high\?/],
    ['severity:-1', /severity: doesn’t know “-1”/],
    ['sevrity:high', /“sevrity:” isn’t a filter\. Did you mean severity:\?/],
    ['frm:ana@x.example', /Did you mean from:\?/],
    ['form:ana@x.example', /“form:” isn’t a filter\. Did you mean from:\?/],
    ['Tpye:phishing', /“Tpye:” isn’t a filter\. Did you mean type:\?/],
    ['sender:ana@x.example', /Did you mean from:\?/],
    ['status:new', /Did you mean state:\?/],
    ['Re: invoice', /“Re:” isn’t a filter\. The filters are severity:, type:, .*put them in quotes: "Re:"\./],
    ['__proto__:x', /“__proto__:” isn’t a filter/],
    ['constructor:x', /“constructor:” isn’t a filter/],
    ['(type:phishing)', /Did you mean type:\?/],
    ['https://evil.example/', /write url:https:\/\/evil\.example\//],
    ['type:phising', /Did you mean type:phishing\?/],
    ['type:phishing, malware', /type: has an empty value/],
    ['saas:office', /Did you mean saas:office365_emails\?/],
    ['state:open', /It takes new, detected, pending, remediated, dismissed or exception\./],
    ['subject:""', /subject: has an empty value/],
    ['"" invoice', /nothing between the quotation marks/],
    ['subject:"delivery', /A quotation mark is not closed/],
    ['from:ana', /“ana” is neither an email address nor a domain/],
    ['from:<@U012ABC>', /is a mention in Slack/],
    ['from:203.0.113.77', /neither an email address nor a domain/],
    ['<ab.1@x.example>', /write message-id:<ab\.1@x\.example>\./],
    ['message-id:ab', /isn’t a Message-ID/],
    ['url:evil', /isn’t a URL/],
    ['url:https://x.example/a,b', /“b” isn’t a URL.*put a URL with commas or spaces in quotes/],
    ['url:https://x.example/map?at=52.4,13.5', /“13\.5” isn’t a URL.*put a URL with commas or spaces in quotes/],
    ['url:https://x.example/a,2', /“2” isn’t a URL/],
    ['hash:da39a3ee5e6b4b0d3255bfef95601890afd80709', /isn’t an MD5\. HEC knows attachments only by their MD5/],
    ['hash:abc', /32 digits/],
    ['ip:203.0.113.0/24', /is a range/],
    ['ip:300.1.1.1', /isn’t an IP address/],
    ['to:ana@x.example in:events', /to: finds only emails\. Leave out in:events\./],
    ['in:emails,events', /Write in: only once/],
    ['-in:emails', /in: can’t be ruled out/],
    ['phishing OR malware', /put a comma between values: type:phishing,malware.*quotes: "OR"/],
    ['phishing AND malware', /leave AND out/],
    ['NOT dlp', /put - in front of it/],
    ['a & b', /“&” can’t be searched for alone/],
  ])('%s', (text, sentence) => {
    expect(answerTo(text)).toEqual([expect.stringMatching(sentence)]);
  });

  test('every mistake is told at once, up to five', () => {
    expect(answerTo('frm:x severity:hi type:phising')).toHaveLength(3);
    expect(answerTo('a:1 b:2 c:3 d:4 e:5 f:6 g:7')).toHaveLength(5);
  });

  test('a sentence quotes the beginning of what is wrong, not all that was pasted', () => {
    const [sentence = ''] = answerTo(`from:${'x'.repeat(1_900)}`);
    expect(sentence.length).toBeLessThan(250);
    expect(sentence).toMatch(/x…”/);
  });
});

describe('a search that could find nothing is told rather than made', () => {
  test.each([
    ['severity:high -severity:high', 'severity'],
    ['severity:high,low -severity:low+', 'severity'],
    ['type:suspicious_phishing -type:phishing', 'type'],
    ['from:ana@mail.x.example -from:x.example', 'from'],
    ['from:mail.x.example -from:x.example', 'from'],
    ['subject:"delivery note" -subject:note', 'subject'],
    ['ip:203.0.113.7 -ip:203.0.113.7', 'ip'],
  ])('%s', (text, field) => {
    expect(answerTo(text)).toEqual([expect.stringMatching(`-${field}: rules out all that ${field}: asks for`)]);
  });

  test.each(['note -note', '"Delivery Note" -note'])('%s', (text) => {
    expect(answerTo(text)).toEqual([expect.stringMatching(/is both asked for and ruled out/)]);
  });

  test.each([
    'severity:high,low -severity:high',
    'type:phishing -type:suspicious_phishing',
    'type:dlp,spam -type:dlp',
    'from:x.example -from:ana@x.example',
    'from:evilx.example -from:x.example',
    'note -"delivery note"',
  ])('%s leaves something to find, and is searched for', (text) => {
    expect(parse(text, clock).kind).toBe('query');
  });
});

describe('more than a sensible size is told', () => {
  test.each([
    ['a'.repeat(3_001), /3,000 characters at most/],
    [`subject:${'a'.repeat(2_001)}`, /2,000 characters at most/],
    [Array.from({ length: 31 }, (_, at) => `w${at}`).join(' '), /30 values and words at most/],
    [`type:${'phishing,'.repeat(30)}phishing`, /30 values and words at most/],
  ])('%#', (text, sentence) => {
    expect(answerTo(text)).toEqual([expect.stringMatching(sentence)]);
  });

  test('30 values and words are searched for', () => {
    expect(parse(Array.from({ length: 30 }, (_, at) => `w${at}`).join(' '), clock).kind).toBe('query');
  });
});
