import { describe, expect, test } from 'vitest';
import { readSecurityResult } from '../../../src/hec/wire/verdicts.ts';

const readVerdicts = (result: unknown) => readSecurityResult(result).verdicts;
const readClicks = (result: unknown) => readSecurityResult(result).clicks;

/** One engine's answer, as an entity has it. */
const readEngine = (engine: string, verdict: string | null, scans: unknown) =>
  readVerdicts({ combinedVerdict: { [engine]: verdict }, [engine]: scans });
const reasonsOf = (engine: string, verdict: string, scans: unknown) =>
  readEngine(engine, verdict, scans).flatMap(({ reasons }) => reasons);
const textsOf = (engine: string, verdict: string, scans: unknown) =>
  reasonsOf(engine, verdict, scans).map(({ text }) => text);

describe('anti-phishing', () => {
  const recorded = {
    entityType: 'office365_emails_email',
    payload: {
      reasons_by_category_list: ['Email Headers'],
      reasons_by_category: {
        'Email Headers': [{ short_text: 'Missing DMARC', full_text: 'The email’s header suggests that it is missing' }],
        'Sender Reputation': [
          { short_text: 'Insignificant historical reputation with sender', full_text: 'It has none' },
          { short_text: "Low-traffic 'From'-domain", full_text: 'It has very low traffic' },
        ],
        'Attack Analysis': [{ name_text: 'Credentials Harvesting', short_text: 'Asks for a password', full_text: '' }],
      },
      reasons: ['First Time Sender'],
    },
    score: '275.646318',
    securityResultEntityType: 'avanan_ap_scan',
    statusCode: '0',
    statusDescription: null,
    verdict: 'phishing',
  };

  test('every reason is read with its category, also in categories that HEC’s own list leaves out', () => {
    expect(readEngine('ap', 'phishing', [recorded])).toEqual([
      {
        engine: 'ap',
        verdict: 'phishing',
        reasons: [
          { category: 'Email Headers', text: 'Missing DMARC' },
          { category: 'Sender Reputation', text: 'Insignificant historical reputation with sender' },
          { category: 'Sender Reputation', text: "Low-traffic 'From'-domain" },
          { category: 'Attack Analysis', text: 'Credentials Harvesting: Asks for a password' },
          { category: undefined, text: 'First Time Sender' },
        ],
        matches: undefined,
      },
    ]);
  });

  test('the reasons of a clean verdict are read too', () => {
    expect(textsOf('ap', 'clean', [{ ...recorded, verdict: 'clean' }])).toHaveLength(5);
  });

  test.each([
    [{ full_text: 'Only the long one' }, ['Only the long one']],
    [{ name_text: 'Extortion' }, ['Extortion']],
    [{ name_text: 'Extortion', short_text: 'Looks like extortion' }, ['Looks like extortion']],
    ['A text alone', ['A text alone']],
    [{}, []],
    [7, []],
    [null, []],
  ])('a reason given as %j is read as %j', (given, texts) => {
    expect(textsOf('ap', 'phishing', [{ payload: { reasons_by_category: { Links: [given] } } }])).toEqual(texts);
  });

  test.each([[null], ['x'], [['x']], [7], [{ Links: 'x' }], [{ Links: { short_text: 'x' } }], [{ Links: null }]])(
    'categories given as %j cost nothing else',
    (categories) => {
      const scan = { payload: { reasons_by_category: categories, reasons: ['Kept'] } };
      expect(textsOf('ap', 'phishing', [scan])).toContain('Kept');
    },
  );

  test('a reason that HEC gives twice is read once', () => {
    const twice = { Links: [{ short_text: 'x' }, { short_text: 'x' }], 'Email Text': [{ short_text: 'x' }] };
    const scan = { payload: { reasons_by_category: twice, reasons: ['x'] } };
    expect(reasonsOf('ap', 'phishing', [scan, scan])).toEqual([{ category: 'Links', text: 'x' }]);
  });

  test('a category named __proto__ is one like any other', () => {
    const payload: unknown = JSON.parse('{"reasons_by_category": {"__proto__": [{"short_text": "x"}]}}');
    expect(reasonsOf('ap', 'phishing', [{ payload }])).toEqual([{ category: '__proto__', text: 'x' }]);
  });
});

describe('anti-malware', () => {
  const scanOf = (verdict: string, statusDescription: string, details: string[] = []) => ({
    entityType: 'office365_emails_attachment',
    verdict,
    statusDescription,
    payload: { scan_details: details },
  });

  test('what was found in any of the attachments is read, not the scanner’s phrase for clean ones', () => {
    const scans = [
      scanOf('clean', 'request has been fully answered', ['nothing']),
      scanOf('malicious', 'Trojan.Gen', ['Trojan.Gen']),
      scanOf('malicious', 'Macro that downloads'),
    ];
    expect(textsOf('av', 'malicious', scans)).toEqual(['Trojan.Gen', 'Macro that downloads']);
    expect(textsOf('av', 'clean', [scanOf('clean', 'request has been fully answered')])).toEqual([]);
  });
});

describe('data leaks', () => {
  const found = 'DE89 **** **** 3000';
  const leak = {
    verdict: 'leak',
    statusDescription: 'DLP rule match: PII, Bank details',
    securityResultEntityType: 'avanan_dlp',
    payload: {
      matches_dlp_rules: ['PII', 'Bank details'],
      found_text: [found],
      scan_details: [`Bank details (very_likely): ${found}`],
      reasons: [found],
      hit_count: 3,
    },
  };
  const rules = [
    { category: undefined, text: 'PII' },
    { category: undefined, text: 'Bank details' },
  ];

  test('only which rules matched and how often is read, never what they found', () => {
    const verdicts = readEngine('dlp', 'leak', [leak]);
    expect(verdicts).toEqual([{ engine: 'dlp', verdict: 'leak', reasons: rules, matches: 3 }]);
    expect(JSON.stringify(verdicts)).not.toContain('3000');
  });

  test.each(['smart_dlp', 'somethingNew'])('what %s found is not read either: it may be the content', (engine) => {
    const { securityResultEntityType: _, ...unnamed } = leak;
    expect(JSON.stringify(readEngine(engine, 'leak', [unnamed]))).not.toContain('3000');
    const withoutRules = { ...unnamed, payload: { ...leak.payload, matches_dlp_rules: [] } };
    expect(JSON.stringify(readEngine(engine, 'leak', [withoutRules]))).not.toContain('3000');
    const bare = { verdict: 'leak', payload: { scan_details: leak.payload.scan_details } };
    expect(JSON.stringify(readEngine(engine, 'leak', [bare]))).not.toContain('3000');
  });

  test('rules that HEC only names in its status are read from there, and nothing else that stands there', () => {
    const silent = { ...leak, payload: {} };
    expect(reasonsOf('dlp', 'leak', [silent])).toEqual(rules);
    expect(reasonsOf('dlp', 'leak', [{ ...silent, statusDescription: `Found ${found}` }])).toEqual([]);
    expect(reasonsOf('dlp', 'leak', [{ ...silent, statusDescription: 'Rule match: PII' }])).toEqual(rules.slice(0, 1));
  });

  test('a clean scan has matched nothing', () => {
    const payload = { matches_dlp_rules: [], found_text: [], scan_details: [], hit_count: 0 };
    const clean = { verdict: 'clean', statusDescription: 'Clean', payload };
    expect(readEngine('dlp', 'clean', [clean])).toEqual([
      { engine: 'dlp', verdict: 'clean', reasons: [], matches: undefined },
    ]);
  });
});

describe('clicks on links', () => {
  const url = 'http://parcel.evil.example/confirm';
  const scan = { verdict: 'malicious_url', payload: { malicious_url_clicks: [url] } };
  const click = { verdict: 'malicious_url', payload: { link: url, result: { url: `${url}/`, event: 'block' } } };

  test('each click is read with whether it was blocked, and the scan tells the malicious link', () => {
    const result = {
      combinedVerdict: { clicktimeProtection: 'malicious_url' },
      clicktimeProtection: [scan, click, click],
    };
    expect(readClicks(result)).toEqual([
      { url, isBlocked: true },
      { url, isBlocked: true },
    ]);
    expect(readVerdicts(result)[0]?.reasons).toEqual([{ category: undefined, text: url }]);
  });

  test.each([
    [{ result: { url, event: 'allow' } }, [{ url, isBlocked: false }]],
    [{ link: url }, [{ url, isBlocked: undefined }]],
    [{ link: url, result: 'x' }, [{ url, isBlocked: undefined }]],
    [{ result: { event: 'block' } }, []],
    [{ malicious_url_clicks: [url] }, []],
    [null, []],
  ])('a record with %j is the proof of: %j', (payload, expected) => {
    expect(readClicks({ clicktimeProtection: [{ payload }] })).toEqual(expected);
  });

  test.each([[undefined], [null], ['x'], [[]], [{ clicktimeProtection: 7 }], [{ ap: [click] }]])(
    'there are none in %j',
    (result) => {
      expect(readClicks(result)).toEqual([]);
    },
  );
});

describe('other engines', () => {
  test('an engine with a result and no combined verdict has the worst of its own', () => {
    const scans = [{ verdict: 'clean' }, { verdict: 'hphsh', payload: { scl: 9, detection_reason: 'URL reputation' } }];
    expect(readVerdicts({ combinedVerdict: { ap: 'clean' }, ap: [], ms_defender: scans })).toEqual([
      { engine: 'ap', verdict: 'clean', reasons: [], matches: undefined },
      {
        engine: 'ms_defender',
        verdict: 'hphsh',
        reasons: [{ category: undefined, text: 'URL reputation' }],
        matches: undefined,
      },
    ]);
  });

  test('an engine that did not scan has no verdict', () => {
    expect(readVerdicts({ combinedVerdict: { ap: null }, ap: null, av: [], dlp: [{}] })).toEqual([]);
  });

  test('what Shadow IT repeats of the email is no reason', () => {
    expect(
      reasonsOf('shadowIt', 'clean', [
        { payload: { from: 'a@b.example', subject: 'x' }, statusDescription: 'Clean', verdict: 'clean' },
      ]),
    ).toEqual([]);
  });
});
