/** Which emails of a list are moved, and how it is counted. */
import { expect, test } from 'vitest';
import { countListed, hasCleanVerdict, startsChosen, verdictOf } from '../../src/campaigns/selection.ts';

const said = (...verdicts: string[]) => ({
  verdicts: verdicts.map((verdict) => ({ engine: 'ap', verdict, reasons: [], matches: undefined })),
});

test('a verdict is clean if engines looked and none found anything; no verdict is none', () => {
  expect(hasCleanVerdict(said('clean', 'no_links_replaced'))).toBe(true);
  expect(hasCleanVerdict(said('clean', 'phishing'))).toBe(false);
  expect(hasCleanVerdict(said())).toBe(false);
  expect(verdictOf(said('clean', 'phishing'))).toBe('phishing');
  expect(verdictOf(said('clean'))).toBe('clean');
});

test('what is clean, or in quarantine already, is not moved unless somebody says so', () => {
  expect(startsChosen({ isClean: false, isQuarantined: false })).toBe(true);
  expect(startsChosen({ isClean: true, isQuarantined: false })).toBe(false);
  expect(startsChosen({ isClean: false, isQuarantined: true })).toBe(false);
});

test('a list is counted with its mailboxes, and what is in quarantine is not counted as clean', () => {
  const email = { mailbox: 'ana', isRead: undefined, isClean: false, isQuarantined: false, isChosen: true };
  const counts = countListed([
    email,
    { ...email, isRead: true },
    { ...email, mailbox: 'bo', isClean: true, isQuarantined: true, isChosen: false },
    { ...email, mailbox: undefined, isClean: true, isChosen: false },
  ]);
  expect(counts).toEqual({
    emails: 4,
    mailboxes: 2,
    read: 1,
    quarantined: 1,
    clean: 1,
    chosen: 2,
    chosenMailboxes: 1,
  });
});
