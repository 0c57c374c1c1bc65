import { describe, expect, test } from 'vitest';
import type { EmailVerdict } from '../../src/events/email.ts';
import { byStrength, isCleanVerdict, strongestReasons } from '../../src/events/email-reasons.ts';

function verdict(engine: string, given: string, reasons: [string | undefined, string][]): EmailVerdict {
  const categorised = reasons.map(([category, text]) => ({ category, text }));
  return { engine, verdict: given, reasons: categorised, matches: undefined };
}

const strongest = (verdicts: EmailVerdict[], most = 9) => strongestReasons({ verdicts }, most);

const phishing = verdict('ap', 'phishing', [
  [undefined, 'First Time Sender'],
  ['Machine Learning summary', 'Looks like phishing'],
  ['Email Headers', 'Missing DMARC'],
  ['Sender Reputation', 'Low-traffic domain'],
  ['Links', 'Link to a low-traffic site'],
  ['Links', 'Suspicious-looking link'],
  ['Email Text', 'Asks for a payment'],
  ['Brand new category', 'Something new'],
  ['Attack Analysis', 'Credentials Harvesting'],
]);

describe('the strongest reasons', () => {
  test('the attack comes first, then what is in the email, then who sends it, then what is general', () => {
    expect(strongest([phishing])).toEqual([
      'Credentials Harvesting',
      'Link to a low-traffic site',
      'Asks for a payment',
      'Low-traffic domain',
      'Missing DMARC',
      'Something new',
      'First Time Sender',
      'Looks like phishing',
      'Suspicious-looking link',
    ]);
  });

  test('all reasons of a verdict are in the same order, with each category whole', () => {
    expect(byStrength(phishing).map(({ category }) => category)).toEqual([
      'Attack Analysis',
      'Links',
      'Links',
      'Email Text',
      'Sender Reputation',
      'Email Headers',
      'Brand new category',
      undefined,
      'Machine Learning summary',
    ]);
  });

  test('as many as are asked for, one of each kind before the second of any', () => {
    expect(strongest([phishing], 2)).toEqual(['Credentials Harvesting', 'Link to a low-traffic site']);
    expect(strongest([phishing], 0)).toEqual([]);
  });

  test.each(['clean', 'Clean', 'approved', 'no_links_replaced', 'links replaced'])(
    'the reasons of a verdict that is %j don’t count',
    (given) => {
      expect(isCleanVerdict(given)).toBe(true);
      expect(strongest([verdict('ap', given, [['Links', 'x']])])).toEqual([]);
    },
  );

  test.each(['phishing', 'leak', 'hphsh', 'malicious_url', 'unclean', ''])('%j is not clean', (given) => {
    expect(isCleanVerdict(given)).toBe(false);
  });

  test('malware by its name comes before what an email says, and a rule that matched before who sent it', () => {
    const malware = verdict('av', 'malicious', [[undefined, 'Trojan.Gen']]);
    const leak = verdict('dlp', 'leak', [[undefined, 'Bank details']]);
    expect(strongest([phishing, leak, malware], 5)).toEqual([
      'Credentials Harvesting',
      'Trojan.Gen',
      'Link to a low-traffic site',
      'Asks for a payment',
      'Bank details',
    ]);
  });

  test('the same words of two engines are one reason', () => {
    const other = verdict('ms_defender', 'hphsh', [[undefined, 'asks for a payment ']]);
    expect(strongest([other, verdict('ap', 'phishing', [['Email Text', 'Asks for a payment']])])).toHaveLength(1);
  });
});
