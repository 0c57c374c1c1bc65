import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockProblems } from '../../../../playground/slack/block-kit.ts';
import { limits } from '../../../../src/slack/blocks/limits.ts';
import { type AuditLine, auditMessage } from '../../../../src/slack/features/audit/audit-message.ts';
import { arbitraryText } from '../../../support/arbitrary-event.ts';
import { expectHarmless, shownBy, totalLength, words } from '../../../support/cards/rendered.ts';
import { eventId } from '../../../support/cards/sample-event.ts';
import { at, shownAt } from '../../../support/cards/sample-run.ts';

const entry = (changes: Partial<AuditLine>): AuditLine => ({
  kind: 'lookup',
  at: at(1),
  userId: 'U012ABC',
  ...changes,
});
const lineOf = (changes: Partial<AuditLine>) => words(auditMessage(eventId, [entry(changes)])).split('\n')[2];

describe('an event’s audit trail', () => {
  test.each([
    [{}, 'Looked it up'],
    [{ kind: 'share', channelId: 'C012ABC' }, 'Shared it'],
    [{ kind: 'action', label: 'Quarantine' }, '*Quarantine* is running'],
    [{ kind: 'action', label: 'Quarantine', outcome: 'done' }, '*Quarantine* is done'],
    [
      { kind: 'action', label: 'Restore', outcome: 'not_sent', reason: 'not_offered', taskId: '16', reference: 'r-1' },
      '*Restore* wasn’t sent, not offered · task `16` · reference `r-1`',
    ],
    [{ kind: 'refusal', label: 'Restore', reason: 'not_responder' }, 'Refused *Restore*: not responder'],
    [{ kind: 'refusal', reason: 'guest' }, 'Refused: guest'],
    [{ kind: 'refusal' }, 'Refused'],
  ] as const)('the audit trail tells of %j', (changes, what) => {
    const where = 'channelId' in changes ? ' in <#C012ABC>' : '';
    expect(lineOf(changes)).toBe(`• ${shownAt(1)} · <@U012ABC>${where} · ${what}`);
  });

  test('the audit trail lists the newest first, twenty entries at most', () => {
    const entries = Array.from({ length: 23 }, (_, index) => entry({ at: at((index * 7) % 23) }));
    const lines = words(auditMessage(eventId, entries)).split('\n');
    expect(lines.slice(0, 2)).toEqual([`*Audit trail of event* \`${eventId}\``, '23 entries, newest first']);
    const shown = lines.slice(2, -1).map((line) => line.split(' · ')[0]);
    expect(shown).toEqual(Array.from({ length: 20 }, (_, index) => `• ${shownAt(22 - index)}`));
    expect(lines.at(-1)).toBe('and 3 more: `npm run audit`');
  });

  test('the audit trail says so when it is empty', () => {
    expect(words(auditMessage(eventId, []))).toBe(`*Audit trail of event* \`${eventId}\`\nNothing recorded`);
  });

  test('any audit trail is within every limit of Slack’s and holds nothing live', () => {
    const optionalText = fc.option(arbitraryText, { nil: undefined });
    const anyEntry: fc.Arbitrary<AuditLine> = fc.record({
      kind: fc.constantFrom('action', 'lookup', 'share', 'refusal'),
      at: fc.date({ noInvalidDate: false }),
      userId: arbitraryText,
      channelId: optionalText,
      label: optionalText,
      outcome: fc.constantFrom(undefined, 'done', 'still_working'),
      reason: optionalText,
      reference: optionalText,
      taskId: optionalText,
    });
    fc.assert(
      fc.property(arbitraryText, fc.array(anyEntry, { maxLength: 30 }), (id, entries) => {
        const message = auditMessage(id, entries);
        expect(blockProblems('message', message.blocks)).toEqual([]);
        expect(totalLength(shownBy(message))).toBeLessThan(limits.message.text);
        expectHarmless(message);
      }),
    );
  });
});
