import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockProblems, viewProblems } from '../../../../playground/slack/block-kit.ts';
import { limits } from '../../../../src/slack/blocks/limits.ts';
import { type AuditLine, auditMessage } from '../../../../src/slack/features/audit/audit-message.ts';
import { lookupsView } from '../../../../src/slack/features/audit/lookups-modal.ts';
import { arbitraryText } from '../../../support/arbitrary-event.ts';
import { expectHarmless, shownBy, totalLength, words } from '../../../support/cards/rendered.ts';
import { eventId } from '../../../support/cards/sample-event.ts';
import { at, shownAt } from '../../../support/cards/sample-run.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';

const entry = (changes: Partial<AuditLine>): AuditLine => ({
  kind: 'action',
  at: at(1),
  userId: 'U012ABC',
  label: 'Quarantine',
  outcome: 'done',
  ...changes,
});
const trail = (lines: AuditLine[], counts = {}) => auditMessage({ eventId, lines, counts });
const lineOf = (changes: Partial<AuditLine>) => words(trail([entry(changes)])).split('\n')[2];

describe('an event’s audit trail', () => {
  test.each([
    [{}, '*Quarantine* is done'],
    [{ outcome: undefined }, '*Quarantine* is running'],
    [{ label: undefined }, '*Unnamed action* is done'],
    [{ outcome: 'not_sent', reason: 'not_offered' }, '*Quarantine* wasn’t sent: HEC no longer offered it'],
    [{ outcome: 'doubtful', reason: 'hec_timeout' }, '*Quarantine* may have been applied: HEC didn’t answer in time'],
    [{ kind: 'share', channelId: 'C012ABC' }, 'Shared it'],
    [{ kind: 'refusal', label: 'Restore', reason: 'not_responder' }, '*Restore*: not a responder'],
    [{ kind: 'refusal', label: undefined, reason: 'guest' }, 'Refused: a guest'],
    [{ kind: 'refusal', label: undefined, reason: undefined }, 'Refused'],
    [{ kind: 'refusal', label: undefined, reason: 'slack:some_new_code' }, 'Refused: Slack didn’t allow the post'],
  ] as const)('the audit trail tells of %j', (changes, what) => {
    const where = 'channelId' in changes ? ' in <#C012ABC>' : '';
    expect(lineOf(changes)).toBe(`• ${what} · <@U012ABC>${where} · ${shownAt(1)}`);
  });

  test('the audit trail gives HEC’s reference only where something went wrong', () => {
    expect(lineOf({ outcome: 'failed', reference: 'r-1' })).toContain(' · reference `r-1`');
    expect(lineOf({ outcome: 'done', reference: 'r-1' })).not.toContain('r-1');
  });

  test('the audit trail says first what was done, then what was shared and refused, and how often it was looked up', () => {
    const lines = [entry({ kind: 'refusal' }), entry({ kind: 'share' }), entry({}), entry({ outcome: 'failed' })];
    const message = trail(lines, { action: 2, share: 1, refusal: 1, lookup: 37 });
    const [title, ...sections] = shownBy(message).mrkdwn;
    expect(title).toBe(`*Audit trail of event* \`${eventId}\``);
    expect(sections.map((text) => text.split('\n').map((line) => line.split(' · ')[0]))).toEqual([
      ['*Actions*', '• *Quarantine* is done', '• *Quarantine* failed'],
      ['*Shared*', '• Shared it'],
      ['*Refused*', '• *Quarantine*'],
      ['Looked up 37 times'],
    ]);
    expect(message.text).toContain(': 2 actions');
  });

  test('lookups are a count with a button that opens them', () => {
    expect(words(trail([], { lookup: 1 }))).toContain('Looked up once');
    const [button, ...others] = buttonsOf(trail([], { lookup: 1 }).blocks);
    expect(button).toMatchObject({ action_id: 'audit_lookups', value: JSON.stringify({ eventId }) });
    expect(others).toEqual([]);
    expect(buttonsOf(trail([entry({})], { action: 1 }).blocks)).toEqual([]);
  });

  test('the audit trail says how much more of each kind there is than it lists', () => {
    const shown = words(trail([entry({}), entry({ kind: 'share' })], { action: 12, share: 1, lookup: 900 }));
    expect(shown.match(/and \d+ more.*/g)).toEqual(['and 11 more: the app’s administrator can export them']);
  });

  test('the audit trail says so when it is empty', () => {
    expect(words(trail([]))).toBe(`*Audit trail of event* \`${eventId}\`\nNothing recorded.`);
  });

  test('any audit trail is within every limit of Slack’s and holds nothing live', () => {
    const optionalText = fc.option(arbitraryText, { nil: undefined });
    const anyEntry: fc.Arbitrary<AuditLine> = fc.record({
      kind: fc.constantFrom('action', 'share', 'refusal'),
      at: fc.date({ noInvalidDate: false }),
      userId: arbitraryText,
      channelId: optionalText,
      label: optionalText,
      outcome: fc.constantFrom(undefined, 'done', 'still_working'),
      reason: optionalText,
      reference: optionalText,
    });
    fc.assert(
      fc.property(arbitraryText, fc.array(anyEntry, { maxLength: 20 }), fc.nat(), (id, lines, lookup) => {
        const message = auditMessage({ eventId: id, lines, counts: { action: 99, share: 99, refusal: 99, lookup } });
        expect(blockProblems('message', message.blocks)).toEqual([]);
        expect(totalLength(shownBy(message))).toBeLessThan(limits.message.text);
        expectHarmless(message);
      }),
    );
  });
});

describe('the list of who looked an event up', () => {
  const person = (userId: string, count: number) => ({ userId, count, lastAt: at(1) });

  test('the list names each person once, with how often and when last', () => {
    expect(textOf(lookupsView([person('U012ABC', 12), person('U034DEF', 1)]).blocks).split('\n')).toEqual([
      `• <@U012ABC> · 12 times, last ${shownAt(1)}`,
      `• <@U034DEF> · ${shownAt(1)}`,
    ]);
  });

  test('the list says so if nobody looked, or if more did than it shows', () => {
    expect(textOf(lookupsView([]).blocks)).toContain('Nobody did');
    const people = Array.from({ length: 201 }, (_, index) => person(`U${index}ABC`, index));
    const shown = textOf(lookupsView(people).blocks);
    expect(shown.match(/^•/gm)).toHaveLength(200);
    expect(shown).toContain('Only the last 200 people are shown.');
  });

  test('any list is within every limit of Slack’s', () => {
    const anyone = fc.record({ userId: arbitraryText, count: fc.nat(), lastAt: fc.date({ noInvalidDate: false }) });
    fc.assert(
      fc.property(fc.array(anyone, { minLength: 190, maxLength: 201 }), (people) => {
        const view = lookupsView(people);
        expect(viewProblems('modal', view)).toEqual([]);
        expectHarmless(view);
      }),
      { numRuns: 20 },
    );
  });
});
