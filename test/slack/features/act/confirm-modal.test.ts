import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewProblems } from '../../../../playground/slack/block-kit.ts';
import { describeAction, describeEmailAction } from '../../../../src/actions/registry.ts';
import { limits } from '../../../../src/slack/blocks/limits.ts';
import { confirmDialog } from '../../../../src/slack/cards/confirm-dialog.ts';
import { confirmCallbackId, confirmView } from '../../../../src/slack/features/act/confirm-modal.ts';
import { arbitraryAction, arbitrarySituation, arbitraryText } from '../../../support/arbitrary-event.ts';
import { expectHarmless, shownBy } from '../../../support/cards/rendered.ts';
import { sampleEmail } from '../../../support/cards/sample-email.ts';
import { bareEvent, sampleEvent } from '../../../support/cards/sample-event.ts';
import { sampleSnapshot } from '../../../support/cards/sample-snapshot.ts';

const quarantine = describeAction({ name: 'quarantine', parameter: undefined });
const metadata = '{"press":"p"}';

/** With the label that its button has. */
const ask = (description: typeof quarantine, about = sampleSnapshot()) =>
  confirmView({ label: description.label, description, about, metadata });

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
    const dialog = confirmDialog(description.label, description, sampleSnapshot());
    expect(view.title).toEqual(dialog.title);
    expect(view.submit).toEqual(dialog.confirm);
    expect(view.close).toEqual(dialog.deny);
    const asked = shownBy({ blocks: view.blocks }).mrkdwn.join('\n').replaceAll('*', '');
    for (const part of [description.confirmation.effect, sampleEvent().description, '7ded0371…']) {
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
    expect(shownBy({ blocks: ask(quarantine, sampleSnapshot({ event: bareEvent() })).blocks }).mrkdwn).toEqual([
      '⚫ *Unknown severity*, event 7ded0371…',
      '*Quarantine*\nMoves the email out of the mailbox.',
    ]);
  });

  test('the confirmation modal of any event and action is within every limit of Slack’s and holds nothing live', () => {
    const anything = fc.tuple(
      arbitrarySituation,
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
          about,
          metadata: 'm'.repeat(limits.modal.privateMetadata),
        });
        expect(viewProblems('modal', view)).toEqual([]);
        expectHarmless(view);
        const dialog = confirmDialog(label, description, about);
        expect(dialog.text.text.length).toBeLessThanOrEqual(limits.confirm.text);
        expectHarmless({ blocks: dialog });
        for (const text of shownBy(view).mrkdwn) expect(text).not.toMatch(/^\s*$/m);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a question about an email', () => {
  const about = (changes: Parameters<typeof sampleEmail>[0]) =>
    sampleSnapshot({ email: { kind: 'read', details: sampleEmail(changes) } });
  const fromIt = {
    subject: 'Action required: your mailbox is full',
    fromName: 'IT Support',
    fromEmail: 'it@harbour-fre1ght.example',
    recipients: ['ana@harbour.example', 'ben@harbour.example', 'cy@harbour.example'],
  };
  const asked = (changes: Parameters<typeof sampleEmail>[0]) =>
    confirmDialog('Quarantine', quarantine, about(changes)).text.text;

  test('a question names the email’s subject, sender and mailbox, and what happens to it', () => {
    expect(asked(fromIt).split('\n')).toEqual([
      'Moves the email out of the mailbox.',
      '“Action required: your mailbox is full”',
      'From IT Support · it@harbour-fre1ght.example',
      'To ana@harbour.example and 2 more',
      'Event 7ded0371…',
    ]);
    expect(shownBy({ blocks: ask(quarantine, about(fromIt)).blocks }).mrkdwn[0]).toMatch(
      /New, event 7ded0371…\n“Action required: your mailbox is full”\nFrom IT Support · it@harbour-fre1ght\.example\nTo ana@harbour\.example and 2 more$/,
    );
  });

  test('a question says nothing of what HEC does not know of the email', () => {
    const unknown = { fromName: undefined, fromEmail: undefined, recipients: [] };
    expect(
      asked({ ...fromIt, ...unknown })
        .split('\n')
        .slice(1, -1),
    ).toEqual(['“Action required: your mailbox is full”']);
    expect(asked({ ...fromIt, recipients: ['ana@harbour.example'] })).toContain('To ana@harbour.example\n');
    expect(asked({ ...fromIt, fromName: 'it@harbour-fre1ght.example' })).toContain('From it@harbour-fre1ght.example\n');
  });

  test('a question about an email that HEC could not tell of is in the event’s own words', () => {
    const nothing = { subject: undefined, fromName: undefined, fromEmail: undefined, recipients: [] };
    const ownWords = confirmDialog('Quarantine', quarantine, sampleSnapshot()).text.text;
    expect(ownWords.split('\n')).toEqual([
      'Moves the email out of the mailbox.',
      "Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
      'Event 7ded0371…',
    ]);
    expect(asked(nothing)).toBe(ownWords);
    expect(confirmDialog('Quarantine', quarantine, sampleSnapshot({ event: bareEvent() })).text.text).toContain(
      '⚫ Unknown severity',
    );
  });

  test('a question keeps its effect whole however long the email’s words are, and an address that is too long is its domain', () => {
    const effects = ['quarantine', 'restore', 'dismiss', 'decline_restore_request'].flatMap((name) => [
      describeAction({ name, parameter: undefined }),
      describeEmailAction(name),
    ]);
    const long = 'w'.repeat(500);
    const address = `${'a'.repeat(60)}@mail.evil.example`;
    for (const description of effects) {
      const changes = { subject: long, fromName: long, fromEmail: address, recipients: [address, address] };
      const { text } = confirmDialog('x', description, about(changes)).text;
      expect(text.startsWith(`${description.confirmation.effect}\n“www`)).toBe(true);
      expect(text).toMatch(
        /From w+… · mail\[\.]evil\[\.]example\nTo mail\[\.]evil\[\.]example and 1 more\nEvent 7ded0371…$/,
      );
    }
  });
});
