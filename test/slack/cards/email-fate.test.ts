import { describe, expect, test } from 'vitest';
import type { FateFact } from '../../../src/events/email-fate.ts';
import { fateLine } from '../../../src/slack/cards/email-fate.ts';
import { expectHarmless } from '../../support/cards/rendered.ts';
import { at, shownAt } from '../../support/cards/sample-run.ts';

describe('the line on what became of an email', () => {
  test.each<[FateFact[], string]>([
    [[], ''],
    [[{ kind: 'in_mailbox' }, { kind: 'read' }, { kind: 'reported' }], 'In the mailbox · read · reported by the user'],
    [
      [{ kind: 'in_quarantine' }, { kind: 'reached_mailbox' }, { kind: 'link_clicked' }],
      'In quarantine · reached the mailbox · a link was clicked',
    ],
    [
      [{ kind: 'not_in_quarantine' }, { kind: 'never_reached_mailbox' }],
      'Not in quarantine · did not reach the mailbox',
    ],
    [[{ kind: 'in_mailbox' }, { kind: 'click_blocked' }], 'In the mailbox · a click on a link was blocked'],
    [[{ kind: 'deleted' }, { kind: 'restored' }], 'Deleted · restored'],
    [[{ kind: 'in_junk' }, { kind: 'links_replaced' }], 'In the junk folder · links were replaced'],
    [[{ kind: 'hec_notice' }], 'HEC’s own notice about another email'],
    [[{ kind: 'request_declined', reason: 'Known scam' }], 'Restore request declined: “Known scam”'],
    [[{ kind: 'request_declined', reason: undefined }], 'Restore request declined'],
    [[{ kind: 'restore_requested', at: undefined, words: undefined }], 'Restore requested'],
    [
      [{ kind: 'in_quarantine' }, { kind: 'restore_requested', at: at(0), words: 'I ordered it' }],
      `In quarantine · restore requested ${shownAt(0)}: “I ordered it”`,
    ],
  ])('%j reads: %s', (facts, words) => {
    expect(fateLine(facts)).toBe(words);
  });

  test('what people wrote can’t end its quotes and go on as what became of the email', () => {
    const words = 'please” · restored · “reported by the user„';
    expect(fateLine([{ kind: 'restore_requested', at: undefined, words }])).toBe(
      'Restore requested: “please" · restored · "reported by the user"”',
    );
    expect(fateLine([{ kind: 'request_declined', reason: 'no” · restored · “' }])).toBe(
      'Restore request declined: “no" · restored · "”',
    );
  });

  test('what people wrote is cut, and nothing in it is live', () => {
    const hostile = '<!channel> *now* https://evil.example/x '.repeat(50);
    const text = fateLine([
      { kind: 'restore_requested', at: at(0), words: hostile },
      { kind: 'request_declined', reason: hostile },
    ]);
    expect(text.length).toBeLessThan(500);
    expectHarmless({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
  });
});
