/** The list of a search as Slack shows it: what it says of how far the search has come, and its rows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockProblems } from '../../../playground/slack/block-kit.ts';
import type { EmailDetails } from '../../../src/events/email.ts';
import { parse } from '../../../src/search/parse.ts';
import type { Found } from '../../../src/services/search/found.ts';
import type { Progress, Row, SearchPage } from '../../../src/services/search/search-page.ts';
import { md } from '../../../src/slack/blocks/text.ts';
import { searchBlocks } from '../../../src/slack/cards/search-list.ts';
import { arbitraryText } from '../../support/arbitrary-event.ts';
import { sampleEmail } from '../../support/cards/sample-email.ts';
import { sampleEvent } from '../../support/cards/sample-event.ts';
import { asOf, everything, foundEvent } from '../../support/fake-search.ts';
import { buttonsOf, textOf } from '../../support/read.ts';

const id = (index: number) => `${index}`.padStart(32, 'a');
const search = { query: everything, clock: { now: asOf, offsetSeconds: 0 }, page: 1, asked: undefined };

function page(given: Partial<SearchPage>): SearchPage {
  const rows = [1, 2].map((index) => ({ found: foundEvent(id(index), index), standing: 'matches' as const }));
  const found = { rows, total: 2, newer: 0, unsure: 0, hasNext: false, wholeFrom: undefined } as const;
  return { query: everything, asOf, page: 1, ...found, progress: { kind: 'whole', cut: undefined }, rows, ...given };
}

const shown = (given: Partial<SearchPage>, failure = { sentence: md`HEC didn’t answer in time.` }) =>
  searchBlocks({ search: { ...search, page: given.page ?? 1 }, found: page(given), failure });

describe('how far a search has come', () => {
  test.each<[string, Partial<SearchPage>, RegExp, string[]]>([
    ['is looking', { progress: { kind: 'looking' } }, /^\*2 events so far\*.*\n⏳ Still searching\.\n/, ['Update']],
    ['has ended', {}, /^\*2 events\* · All events, in the last 7 days\n/, []],
    [
      'ended where HEC lists no more',
      { total: 9_800, hasNext: true, progress: { kind: 'whole', cut: 'ceiling' } },
      /^\*9,800 or more events\*.*\nHEC lists about 10,000 at most\. Narrow/,
      ['Next'],
    ],
    [
      'ended with all that a list holds',
      { total: 10_034, hasNext: true, progress: { kind: 'whole', cut: 'list_full' } },
      /^\*10,000 or more events\*.*\nA list holds about 10,000 at most\. Narrow/,
      ['Next'],
    ],
    [
      'ended where HEC did not say how to go on',
      { total: 100, hasNext: true, progress: { kind: 'whole', cut: 'no_cursor' } },
      /^\*100 or more events\*.*\nHEC didn’t list all of them\. Try again later, or narrow the search\.\n/,
      ['Next'],
    ],
    [
      'failed, and the app had seen events before',
      { progress: { kind: 'failed', error: new Error('x'), knownAsOf: asOf } },
      /^\*2 events so far\*.*\n⚠️ HEC didn’t answer in time\. This is what the app had seen until <!date\^\d+/,
      ['Try again'],
    ],
    [
      'failed, and the app had seen too much before to look at all of it',
      { progress: { kind: 'failed', error: new Error('x'), knownAsOf: asOf, knownBackTo: asOf } },
      /This is what the app had seen until <!date\^\d+[^>]+>, looking back to <!date\^\d+[^>]+>\./,
      ['Try again'],
    ],
    [
      'failed with some of it found',
      { wholeFrom: asOf, progress: { kind: 'failed', error: new Error('x'), knownAsOf: undefined } },
      /⚠️ HEC didn’t answer in time\. This was found before\. Complete back to <!date\^\d+/,
      ['Try again'],
    ],
    [
      'was stopped by another',
      { progress: { kind: 'stopped', why: 'another' } },
      /\nStopped because you began another search\.\n/,
      ['Search again'],
    ],
    [
      'took too long',
      { progress: { kind: 'stopped', why: 'too_long' } },
      /\n⚠️ Stopped because it took too long\./,
      ['Search again'],
    ],
    ['has newer ones', { newer: 3 }, /\n3 newer ones came in\. Press \*Update\* below to see them\.\n/, ['Update']],
    ['found one', { total: 1 }, /^\*1 event\* /, []],
    ['has some that may not match', { unsure: 1 }, /\n1 of them may not match: HEC doesn’t tell enough of it\.\n/, []],
    ['is looking, and knows little yet', { unsure: 2, progress: { kind: 'looking' } }, /^(?!.*may not)/s, ['Update']],
    [
      'shows a row that matches no more',
      { total: 1, rows: [{ found: foundEvent(id(1), 1), standing: 'matches_no_more' }], hasNext: true },
      /^\*1 event\* .*\n.*\n_No longer matches_\n/,
      ['Next', 'Update'],
    ],
    ['is on a later page', { page: 2, total: 12 }, /\n11 to 12 of 12\n/, ['Previous']],
  ])('the list of a search that %s says so', (_, given, says, labels) => {
    const blocks = shown(given);
    expect(textOf(blocks)).toMatch(says);
    const beside = ['Open', 'Refine…', 'Share a summary'];
    expect(
      buttonsOf(blocks)
        .map(({ text }) => text.text)
        .filter((label) => !beside.includes(label)),
    ).toEqual(labels);
  });

  test('without anything found, a search that failed does not speak of what was found before', () => {
    const progress: Progress = { kind: 'failed', error: new Error('x'), knownAsOf: asOf };
    expect(textOf(shown({ rows: [], total: 0, progress }))).not.toMatch(/found before|had seen/);
  });

  test('where some was found before a search failed, “Try again” stands above the rows, once', () => {
    const progress: Progress = { kind: 'failed', error: new Error('x'), knownAsOf: asOf };
    const labels = buttonsOf(shown({ progress })).map(({ text }) => text.text);
    expect(labels[0]).toBe('Try again');
    expect(labels.filter((label) => label === 'Try again')).toHaveLength(1);
  });

  test.each<[string, Progress]>([
    ['failed', { kind: 'failed', error: new Error('x'), knownAsOf: undefined }],
    ['took too long', { kind: 'stopped', why: 'too_long' }],
  ])('a search that %s before anything was found never says that there is nothing', (_, progress) => {
    expect(textOf(shown({ rows: [], total: 0, progress }))).toMatch(/^\*Search incomplete\* · /);
  });

  test.each([
    ['saas:onedrive in:emails', ['Events instead']],
    ['saas:onedrive,slack in:emails invoice', ['Events instead', 'Any service']],
    ['-saas:office365_emails,google_mail,email subject:invoice', []],
  ])('where %s can find no email at all, the list says so, and offers no longer time', (text, labels) => {
    const typed = parse(text, search.clock);
    if (typed.kind === 'problems') throw new Error(typed.problems.join());
    const found = { ...page({ rows: [], total: 0 }), query: typed.query };
    const blocks = searchBlocks({ search: { ...search, query: typed.query }, found });
    expect(textOf(blocks)).toMatch(
      /\nNothing can match: emails are only in services for email, such as Microsoft 365 email\./,
    );
    expect(textOf(blocks)).not.toMatch(/longer time|wider/);
    expect(buttonsOf(blocks).map((button) => button.text.text)).toEqual([...labels, 'Refine…']);
  });

  test('a button to leave long words out still says so when Slack cuts it, and names keep their capitals', () => {
    const typed = parse(`in:emails hash:${'a'.repeat(32)} "${'long '.repeat(30)}words"`, search.clock);
    if (typed.kind === 'problems') throw new Error(typed.problems.join());
    const found = { ...page({ rows: [], total: 0 }), query: typed.query };
    const labels = buttonsOf(searchBlocks({ search: { ...search, query: typed.query }, found }));
    expect(labels.map(({ text }) => text.text)).toEqual([
      'In the last 30 days',
      expect.stringMatching(/^Leave out “long /),
      'Any MD5 of an attachment',
      'Refine…',
    ]);
  });
});

describe('a row', () => {
  const row = (found: Found, standing: Row['standing'] = 'matches') =>
    textOf(shown({ rows: [{ found, standing }] }).slice(1, 3));
  const rowOfEmail = (given: Partial<EmailDetails>) => {
    const details = sampleEmail({ subject: 'Delivery note', fromEmail: 'a@evil.example', cc: [], ...given });
    return row({ ...foundEvent(id(1), 1), email: { kind: 'read', details } });
  };

  test('says how bad, what and when, then the state, from whom and to whom', () => {
    expect(rowOfEmail({ recipients: ['w@x.example', 'b@x.example'] })).toMatch(
      /^🔴 \*Critical\* · “Delivery note” · <!date\^\d+[^>]*>\nOpen\nNew · a@evil\.example → w \+1$/,
    );
  });

  test('says to whom in plain words, however the mailbox is written', () => {
    expect(rowOfEmail({ recipients: ['ana.lopes@harbour.example'] })).toMatch(/ → ana lopes$/);
    expect(rowOfEmail({ recipients: ['evil.example'] })).toMatch(/ → evil example$/);
  });

  test.each([
    [{ fromEmail: `k.brandt@nordlicht-logistik.example` }, 'New · nordlicht-logistik[.]example → ana lopes'],
    [{ fromEmail: `k.brandt@${'n'.repeat(24)}.example` }, `New · k.brandt@${'n'.repeat(24)}.example`],
    [{ fromEmail: `${'k'.repeat(60)}@${'n'.repeat(24)}.example` }, `New · ${'n'.repeat(24)}[.]example`],
  ])('keeps to one line of small print on a phone, without a cut address: %j', (given, expected) => {
    const recipients = ['ana.lopes@harbour.example'];
    expect(
      rowOfEmail({ ...given, recipients })
        .split('\n')
        .at(-1),
    ).toBe(expected);
  });

  test('that no longer matches stays, and says so', () => {
    expect(row(foundEvent(id(1), 1), 'matches_no_more')).toMatch(/\n_No longer matches_\nOpen\n/);
    expect(row(foundEvent(id(1), 1), 'never_matched')).toMatch(/\n_Doesn’t match_\nOpen\n/);
  });

  test('of an email that no event is about says where the email is, and opens it', () => {
    const details = sampleEmail({ subject: 'Delivery note' });
    const found: Found = { kind: 'email', id: id(1), at: asOf, entityType: undefined, details, event: undefined };
    const blocks = shown({ rows: [{ found, standing: 'matches' }] });
    expect(buttonsOf(blocks)[0]?.value).toBe(JSON.stringify({ kind: 'email', entityId: id(1) }));
    expect(textOf(blocks)).toContain('“Delivery note”');
  });

  test('whatever stands in an event or an email, Slack takes the list, and nothing in it is live', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, arbitraryText, (one, other, third) => {
        const details = sampleEmail({ subject: one, fromEmail: other, recipients: [third, one] });
        const event = sampleEvent({ id: id(1), description: one, sender: other, state: third, entityName: undefined });
        const rows = [
          {
            found: { kind: 'event', id: id(1), at: asOf, event, email: { kind: 'read', details } },
            standing: 'matches_no_more',
          },
          { found: { kind: 'event', id: id(2), at: undefined, event, email: { kind: 'none' } }, standing: 'matches' },
          {
            found: { kind: 'email', id: id(3), at: asOf, entityType: one, details, event: undefined },
            standing: 'matches',
          },
        ] as const;
        const blocks = shown({ rows: [...rows], total: 30 });
        expect(blockProblems('modal', blocks)).toEqual([]);
        expect(textOf(blocks).replace(/<!date\^[^>]*>/g, '')).not.toMatch(/<[!@#]|https?:\/\//);
      }),
      { numRuns: 300 },
    );
  });
});
