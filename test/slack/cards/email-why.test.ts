import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EmailDetails } from '../../../src/events/email.ts';
import { silentEmail } from '../../../src/events/email.ts';
import { fateFacts } from '../../../src/events/email-fate.ts';
import { emailWarnings } from '../../../src/events/email-warnings.ts';
import { fateLine } from '../../../src/slack/cards/email-fate.ts';
import { lookAlikeHint, warningLines, whyLine } from '../../../src/slack/cards/email-why.ts';
import { arbitraryEmail, arbitraryEvent } from '../../support/arbitrary-event.ts';
import { expectHarmless } from '../../support/cards/rendered.ts';

const whyOf = (email: EmailDetails, most: number) => whyLine(email, emailWarnings(email), most);
const why = (email: Partial<EmailDetails>, most = 3) => whyOf({ ...silentEmail, ...email }, most);

function because(...reasons: [string, string][]): Pick<EmailDetails, 'verdicts'> {
  const given = reasons.map(([category, text]) => ({ category, text }));
  return { verdicts: [{ engine: 'ap', verdict: 'phishing', reasons: given, matches: undefined }] };
}

const lookAlike = { fromEmail: 'it@harbour-fre1ght.example', recipients: ['ana@harbour-freight.example'] };

describe('why an email is suspected', () => {
  test('an email without reasons and warnings has no line', () => {
    expect(why({})).toBe('');
  });

  test('the strongest reasons come first, then what the email claims that doesn’t hold', () => {
    const email = { ...because(['Links', 'Link to a low-traffic site']), spf: 'fail', ...lookAlike };
    expect(why({ ...email, replyTo: 'box@other.example' })).toBe(
      'Link to a low-traffic site · reply-to differs · SPF failed',
    );
  });

  test('however many reasons there are, one place is for a warning', () => {
    const many = because(['Links', 'one'], ['Email Text', 'two'], ['Sender Reputation', 'three']);
    expect(why(many)).toBe('one · two · three');
    expect(why({ ...many, spf: 'softfail' })).toBe('one · two · SPF failed');
  });

  test('a malware’s name stands as people search for it, dots and all', () => {
    expect(why(because(['', 'Trojan.Wins.DiskImage.B']))).toBe('`Trojan.Wins.DiskImage.B`');
    expect(why(because(['', 'Found in evil.example'])).toString()).toBe('Found in evil[.]example');
  });

  test('a reason that is nothing but a link is told as one', () => {
    const link = 'https://evil.example/a';
    expect(why(because(['', link]))).toBe('Link to hxxps://evil[.]example/a');
    expect(why({ ...because(['', link], ['Links', 'Odd link']), spf: 'fail' })).toMatch(/Link to hxxps.*SPF failed/);
  });

  test('what is a reason and a warning is told once', () => {
    expect(why(because(['Email Headers', 'Missing DMARC']))).toBe('DMARC missing');
  });

  test.each<[Partial<EmailDetails>, string]>([
    [{ fromName: 'boss@harbour-freight.example' }, 'sender’s name holds another address'],
    [{ fromName: 'Harbour Freight' }, 'sender’s name is your organisation’s'],
  ])('a sender of %j reads: %s', (email, words) => {
    expect(why({ ...lookAlike, fromEmail: 'x@evil.example', ...email })).toBe(words);
  });

  test('whom a sender looks like stands behind the sender, not among the reasons', () => {
    const email = { ...silentEmail, ...lookAlike };
    expect(whyOf(email, 3)).toBe('');
    expect(lookAlikeHint(emailWarnings(email))).toBe('looks like `harbour-freight.example`');
    expect(lookAlikeHint(emailWarnings(silentEmail))).toBe('');
  });

  test('whatever HEC sends, why and fate are short lines with nothing live, and the warnings fit in a section', () => {
    fc.assert(
      fc.property(arbitraryEmail, arbitraryEvent, fc.integer({ min: 0, max: 5 }), (email, event, most) => {
        const lines = [whyOf(email, most), lookAlikeHint(emailWarnings(email)), fateLine(fateFacts(email, event))];
        const warnings = warningLines(email);
        for (const line of lines) expect(line).not.toContain('\n');
        expect(lines.join('').length).toBeLessThan(1_000);
        expect(warnings.length).toBeLessThan(3_000);
        const blocks = [...lines, warnings].map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } }));
        expectHarmless({ blocks });
      }),
    );
  });
});
