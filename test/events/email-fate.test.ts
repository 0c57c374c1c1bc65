import { describe, expect, test } from 'vitest';
import { type EmailDetails, type EmailFate, silentEmail, unknownFate } from '../../src/events/email.ts';
import { fateFacts, isReportedByUser } from '../../src/events/email-fate.ts';

const nobody = { confidence: 'malicious', type: 'phishing' };

function factsOf(fate: Partial<EmailFate>, email: Partial<EmailDetails> = {}): string[] {
  return fateFacts({ ...silentEmail, ...email, fate: { ...unknownFate, ...fate } }, nobody).map(({ kind }) => kind);
}

const stays = { isQuarantined: false } as const;
const held = { isQuarantined: true } as const;

describe('what became of an email', () => {
  test.each<[string, Partial<EmailFate>, string[]]>([
    ['HEC says nothing', {}, []],
    ['HEC only says what did not happen', { isRead: false, isRestored: false, areLinksReplaced: false }, []],
    ['it is held', held, ['in_quarantine']],
    ['it is held and never reached anybody', { ...held, isExposed: false }, ['in_quarantine', 'never_reached_mailbox']],
    [
      'it was read before it was held',
      { ...held, isExposed: true, isRead: true },
      ['in_quarantine', 'reached_mailbox', 'read'],
    ],
    ['it is held and marked as deleted, as what is held is', { ...held, isDeleted: true }, ['in_quarantine']],
    ['it is marked as deleted and may be held', { isDeleted: true }, []],
    ['somebody deleted it', { ...stays, isDeleted: true, isExposed: true }, ['deleted', 'reached_mailbox']],
    ['it is in the mailbox', { ...stays, isDeleted: false }, ['in_mailbox']],
    ['it is in the mailbox, as being read proves', { ...stays, isRead: true }, ['in_mailbox', 'read']],
    ['it is in the junk folder', { ...stays, isJunk: true, isExposed: true }, ['in_junk', 'reached_mailbox']],
    ['it came to the junk folder', { ...stays, isJunk: true, isExposed: false }, ['in_junk']],
    ['all that is known is that it is not held', stays, ['not_in_quarantine']],
    [
      'it is neither held nor arrived',
      { ...stays, isDeleted: false, isExposed: false },
      ['not_in_quarantine', 'never_reached_mailbox'],
    ],
    ['it was let out', { ...stays, isExposed: true, isRestored: true }, ['in_mailbox', 'restored']],
    ['it was let out and is held again', { ...held, isRestored: true }, ['in_quarantine']],
    ['its links were replaced', { ...stays, areLinksReplaced: true }, ['not_in_quarantine', 'links_replaced']],
  ])('where %s, that and nothing else is said', (_title, fate, facts) => {
    expect(factsOf(fate)).toEqual(facts);
  });

  test('an email that its own service probably holds is not called delivered', () => {
    const arrived = { ...stays, isDeleted: false };
    expect(factsOf(arrived, { spamVerdict: '5' })).toEqual(['in_mailbox']);
    expect(factsOf(arrived, { spamVerdict: '9' })).toEqual([]);
    expect(factsOf({ ...arrived, isExposed: true }, { spamVerdict: '9' })).toEqual(['in_mailbox']);
  });

  test('an email that somebody sends out is in none of our mailboxes', () => {
    expect(factsOf({ ...stays, isDeleted: false }, { direction: 'outgoing' })).toEqual(['not_in_quarantine']);
  });

  test.each([
    [[false], 'link_clicked'],
    [[undefined], 'link_clicked'],
    [[true, false], 'link_clicked'],
    [[true, undefined], 'link_clicked'],
    [[true], 'click_blocked'],
    [[true, true], 'click_blocked'],
  ])('clicks of which HEC blocked %j are told as %s: only a blocked one reached nobody', (blocked, kind) => {
    expect(factsOf({}, { clicks: blocked.map((isBlocked) => ({ url: 'http://evil.example', isBlocked })) })).toEqual([
      kind,
    ]);
  });

  test('it is told that an email is a notice of HEC itself', () => {
    expect(factsOf({}, { isHecNotice: true })).toEqual(['hec_notice']);
  });

  test('a request to restore it is told with time and words, a declined one with the reason', () => {
    const asked = { kind: 'pending', at: new Date(0), words: 'Mine' } as const;
    const factsAbout = (restoreRequest: EmailFate['restoreRequest']) =>
      fateFacts({ ...silentEmail, fate: { ...unknownFate, ...held, restoreRequest } }, nobody).slice(1);
    expect(factsAbout(asked)).toEqual([{ kind: 'restore_requested', at: new Date(0), words: 'Mine' }]);
    expect(factsAbout({ kind: 'declined', reason: 'Scam' })).toEqual([{ kind: 'request_declined', reason: 'Scam' }]);
  });

  test.each([
    ['alert', 'alert', true],
    ['Alert', 'phishing', true],
    ['alert', 'malware', false],
    ['malicious', 'phishing', false],
    [undefined, 'alert', false],
  ])('an event with confidence %s and type %s was reported by a person: %s', (confidence, type, expected) => {
    expect(isReportedByUser({ confidence, type })).toBe(expected);
    const facts = fateFacts(silentEmail, { confidence, type });
    expect(facts).toEqual(expected ? [{ kind: 'reported' }] : []);
  });
});
