import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewProblems } from '../../../../playground/slack/block-kit.ts';
import { describeAction, describeEmailAction } from '../../../../src/actions/registry.ts';
import { limits } from '../../../../src/slack/blocks/limits.ts';
import { confirmDialog } from '../../../../src/slack/cards/confirm-dialog.ts';
import { confirmCallbackId, confirmView } from '../../../../src/slack/features/act/confirm-modal.ts';
import { arbitraryAction, arbitraryEvent, arbitraryText } from '../../../support/arbitrary-event.ts';
import { expectHarmless, shownBy } from '../../../support/cards/rendered.ts';
import { bareEvent, sampleEvent } from '../../../support/cards/sample-event.ts';

const event = sampleEvent();
const quarantine = describeAction({ name: 'quarantine', parameter: undefined });
const metadata = '{"press":"p"}';

/** With the label that its button has. */
const ask = (description: typeof quarantine, about = event) =>
  confirmView({ label: description.label, description, event: about, metadata });

describe('the confirmation modal', () => {
  test('the confirmation modal says what will happen and to which event, and carries back what was pressed', () => {
    expect(ask(quarantine)).toEqual({
      type: 'modal',
      callback_id: confirmCallbackId,
      private_metadata: metadata,
      title: { type: 'plain_text', text: 'Quarantine?', emoji: false },
      submit: { type: 'plain_text', text: 'Quarantine', emoji: false },
      close: { type: 'plain_text', text: 'Cancel', emoji: false },
      blocks: [
        expect.objectContaining({
          text: {
            type: 'mrkdwn',
            text: "🔴 *Critical* · Suspicious phishing · New, event 7ded0371…\nPhishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
            verbatim: true,
          },
        }),
        expect.objectContaining({
          text: { type: 'mrkdwn', text: '*Quarantine*\nMoves the email out of the mailbox.', verbatim: true },
        }),
      ],
    });
  });

  test.each([
    ['an action on the event', quarantine],
    ['an action with a parameter', describeAction({ name: 'severityChange', parameter: { newSeverity: 'High' } })],
    ['an action on the email', describeEmailAction('restore')],
    ['an unknown action', describeAction({ name: 'obliterate', parameter: { x: 'all' } })],
  ])('the confirmation modal for %s asks the same as a card’s dialog', (_, description) => {
    const view = ask(description);
    const dialog = confirmDialog(description.label, description, event);
    expect(view.title).toEqual(dialog.title);
    expect(view.submit).toEqual(dialog.confirm);
    expect(view.close).toEqual(dialog.deny);
    const asked = shownBy({ blocks: view.blocks }).mrkdwn.join('\n').replaceAll('*', '');
    for (const part of [description.confirmation.effect, 'Critical · Suspicious phishing · New, event 7ded0371…']) {
      expect(dialog.text.text).toContain(part);
      expect(asked).toContain(part);
    }
  });

  test('the confirmation modal shows a label in full if its title has no room for it', () => {
    const description = describeAction({ name: 'senttoadmin', parameter: { adminEmail: 'security@customer.com' } });
    const view = ask(description);
    expect(view.title.text.length).toBeLessThanOrEqual(limits.modal.title);
    expect(view.title.text).toMatch(/…\?$/);
    expect(shownBy({ blocks: view.blocks }).mrkdwn.join('\n')).toContain('*Send to admin: security@customer.com*');
  });

  test('the confirmation modal can ask about an event with only an id', () => {
    expect(shownBy({ blocks: ask(quarantine, bareEvent()).blocks }).mrkdwn).toEqual([
      '⚫ *Unknown severity*, event 7ded0371…',
      '*Quarantine*\nMoves the email out of the mailbox.',
    ]);
  });

  test('the confirmation modal of any event and action is within every limit of Slack’s and holds nothing live', () => {
    const anything = fc.tuple(
      arbitraryEvent,
      fc.oneof(
        arbitraryAction.map((action) => describeAction(action)),
        arbitraryText.map(describeEmailAction),
      ),
      fc.oneof(fc.constant(undefined), arbitraryText),
    );
    fc.assert(
      fc.property(anything, ([about, description, label = description.label]) => {
        const view = confirmView({
          label,
          description,
          event: about,
          metadata: 'm'.repeat(limits.modal.privateMetadata),
        });
        expect(viewProblems('modal', view)).toEqual([]);
        expectHarmless(view);
        for (const text of shownBy(view).mrkdwn) expect(text).not.toMatch(/^\s*$/m);
      }),
      { numRuns: 60 },
    );
  });
});
