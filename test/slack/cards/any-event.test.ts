/** What holds for every message about any event that HEC could send, whatever actions were or are running on it. */
import type { Button } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockProblems, viewProblems } from '../../../playground/slack/block-kit.ts';
import { findOffered } from '../../../src/actions/offers.ts';
import { describeAction, describeEmailAction } from '../../../src/actions/registry.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import { readActionClick, revisionOf } from '../../../src/slack/cards/action-codec.ts';
import { cardOf } from '../../../src/slack/cards/card.ts';
import { compactCard } from '../../../src/slack/cards/compact-card.ts';
import { eventCard } from '../../../src/slack/cards/event-card.ts';
import { outcomeMessage } from '../../../src/slack/cards/outcome-message.ts';
import { actionsView } from '../../../src/slack/features/act/actions-modal.ts';
import { doubtView } from '../../../src/slack/features/act/doubt-modal.ts';
import { inputView } from '../../../src/slack/features/act/input-modal.ts';
import { busy, notOffered, outdated } from '../../../src/slack/features/act/run-notices.ts';
import { detailsLoadingView, detailsView } from '../../../src/slack/features/details/details-modal.ts';
import { withHint } from '../../../src/slack/features/lookup/why-not-public.ts';
import { previewCard } from '../../../src/slack/features/previews/composer-preview.ts';
import {
  arbitraryDetails,
  arbitrarySituation,
  arbitraryText,
  busySituation,
  endedRun,
  idleSituation,
  runningRun,
  type Situation,
} from '../../support/arbitrary-event.ts';
import { clickOn } from '../../support/cards/clicks.ts';
import { buttonsOf, expectHarmless, shownBy, totalLength } from '../../support/cards/rendered.ts';

const cards = {
  'the fullest card': (input: Situation) =>
    withHint(eventCard(input, { requestedBy: input.requestedBy, isFinal: true }), 'unseen', 'U012APP'),
  'the compact card': compactCard,
  'the composer preview': previewCard,
};

function holdsFor<Input>(inputs: fc.Arbitrary<Input>, check: (input: Input) => void, numRuns = 30) {
  fc.assert(fc.property(inputs, check), { numRuns });
}

const isAction = ({ action_id = '' }: Button) => /^(event|email)_action:|^more_actions$/.test(action_id);

describe.each(Object.entries(cards))('%s of any event', (_, render) => {
  test('any event’s card is within every limit of Slack’s, holds nothing live from outside, and has no empty lines', () => {
    holdsFor(arbitrarySituation, (input) => {
      const message = render(input);
      expect(blockProblems('message', message.blocks)).toEqual([]);
      expect(blockProblems('unfurl', message.blocks)).toEqual([]);
      expect(message.text).not.toBe('');
      expect(totalLength(shownBy(message))).toBeLessThan(limits.message.text);
      expectHarmless(message);
      for (const text of shownBy(message).mrkdwn) expect(text).not.toMatch(/^\s*$|:\* *$|^• *·/m);
    });
  });

  test('the buttons of any event’s card lead back to what is on offer, no two of them alike', () => {
    holdsFor(
      idleSituation,
      (input) => {
        const { event, emailOffers = [] } = input;
        const buttons = buttonsOf(render(input).blocks);
        expect(new Set(buttons.map(({ text }) => text.text.toLowerCase())).size).toBe(buttons.length);
        expect(new Set(buttons.map((button) => button.accessibility_label?.toLowerCase())).size).toBe(buttons.length);
        for (const button of buttons.filter(isAction)) {
          expect(button.value?.length).toBeLessThanOrEqual(limits.button.value);
          if (button.action_id === 'more_actions') continue;
          const clicked = readActionClick(clickOn(button));
          expect(clicked.eventId).toBe(event.id);
          if (clicked.action.target === 'event') {
            expect(button.action_id).toMatch(/^event_action:/);
            expect(event.availableActions).toContain(findOffered(event, clicked.action.offer));
          } else {
            expect(button.action_id).toMatch(/^email_action:/);
            const { entityId, entityType, name: actionName } = clicked.action;
            expect(emailOffers).toContainEqual({ entityId, entityType, actionName });
          }
        }
      },
      30,
    );
  });

  test('any event’s card asks before every action that takes no input, and carries its revision', () => {
    holdsFor(
      idleSituation,
      (input) => {
        const { blocks } = render(input);
        for (const block of blocks) {
          if (block.type !== 'actions' || !buttonsOf([block]).some(isAction)) continue;
          expect(revisionOf(block.block_id ?? '')).toBe(input.revision ?? '0');
        }
        for (const button of buttonsOf(blocks).filter(isAction)) {
          const clicked = button.action_id === 'more_actions' ? undefined : readActionClick(clickOn(button)).action;
          const offered = clicked?.target === 'event' ? findOffered(input.event, clicked.offer) : undefined;
          const hasInput = Object.values(Object(offered?.parameter)).includes('') && !Array.isArray(offered?.parameter);
          const isDecline = clicked?.target === 'email' && clicked.name === 'decline_restore_request';
          const isAsking = isDecline || (hasInput && typeof offered?.parameter === 'object');
          expect(button.confirm === undefined).toBe(isAsking || button.action_id === 'more_actions');
        }
      },
      30,
    );
  });

  test('no row of any event’s card has more than one red button', () => {
    holdsFor(idleSituation, (input) => {
      for (const block of render(input).blocks) {
        expect(buttonsOf([block]).filter(({ style }) => style === 'danger').length).toBeLessThanOrEqual(1);
      }
    });
  });

  test('any event’s card has no button to act while an action runs', () => {
    holdsFor(busySituation, (input) => {
      expect(buttonsOf(render(input).blocks).filter(isAction)).toEqual([]);
    });
  });
});

describe.each(Object.entries({ 'the card': (input: Situation) => eventCard(input), 'the compact card': compactCard }))(
  '%s of any event',
  (_, render) => {
    test('any event’s card says in its text and its notification that an action is running', () => {
      holdsFor(busySituation, (input) => {
        const message = render(input);
        expect(message.text).toMatch(/ is running/);
        expect(shownBy({ blocks: message.blocks }).mrkdwn.join('\n')).toMatch(/⏳ \*[^*]+\* is running/);
      });
    });
  },
);

describe('the full card under a note', () => {
  const longNote = fc.array(arbitraryText, { maxLength: 30 }).map((lines) => lines.join('\n').repeat(3));

  test('the full card under any note is within every limit of Slack’s and holds nothing live', () => {
    holdsFor(fc.tuple(arbitrarySituation, longNote), ([input, note]) => {
      const { text, blocks } = cardOf('full', input, { requestedBy: 'U012ABC', note });
      expect(blockProblems('message', blocks)).toEqual([]);
      expect(totalLength(shownBy({ text, blocks }))).toBeLessThan(limits.message.text);
      // The marks of the quote are ours.
      for (const line of shownBy({ blocks }).mrkdwn.flatMap((each) => each.split('\n'))) {
        expectHarmless({ blocks: [{ type: 'mrkdwn', text: line.replace(/^> /, '') }] });
      }
    });
  });
});

test('any event’s modals are within every limit of Slack’s and hold nothing live', () => {
  holdsFor(fc.tuple(arbitrarySituation, endedRun), ([input, run]) => {
    const { event } = input;
    const metadata = 'm'.repeat(limits.modal.privateMetadata);
    const asking = [
      ...event.availableActions.slice(0, 3).map((each) => describeAction(each)),
      describeEmailAction('decline_restore_request'),
    ].map((description) => inputView({ about: input, label: description.label, description, metadata }));
    for (const view of [actionsView(input), doubtView({ run, about: input, metadata }), ...asking]) {
      expect(viewProblems('modal', view)).toEqual([]);
      expectHarmless(view);
    }
  });
});

test('any event’s details are within every limit of Slack’s, hold nothing live from outside, and have no empty lines', () => {
  holdsFor(arbitraryDetails, (input) => {
    const view = detailsView(input);
    expect(viewProblems('modal', view)).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
    expect(view.private_metadata).toBe(input.metadata);
    expectHarmless(view);
    for (const text of shownBy(view).mrkdwn) expect(text).not.toMatch(/^\s*$|:\* *$|^• *·/m);
  });
});

test('every button is read aloud in words, wherever it stands', () => {
  holdsFor(arbitraryDetails, (input) => {
    const shown = [eventCard(input), compactCard(input), detailsView(input), actionsView(input), detailsLoadingView()];
    for (const { accessibility_label: label = '' } of shown.flatMap(({ blocks }) => buttonsOf(blocks))) {
      expect(label).toMatch(/[^\s…]/);
    }
  });
});

test('what people read about any run is within every limit of Slack’s and holds nothing live', () => {
  holdsFor(fc.tuple(arbitrarySituation, endedRun, runningRun), ([input, run, running]) => {
    const said = [outcomeMessage(run, input.event), outcomeMessage(run, undefined), busy(running)];
    for (const message of [...said, notOffered(input), outdated(run)]) {
      expect(blockProblems('message', message.blocks)).toEqual([]);
      expectHarmless(message);
      expect(totalLength(shownBy(message))).toBeLessThan(limits.message.text);
      for (const text of shownBy(message).mrkdwn) expect(text).not.toMatch(/^\s*$/m);
    }
  });
});

test('any event’s compact card has at most three lines of at most 66 characters, and at most two actions', () => {
  holdsFor(
    arbitrarySituation,
    (input) => {
      const { blocks } = compactCard(input);
      const lines = shownBy({ blocks: blocks.filter(({ type }) => type === 'section') })
        .mrkdwn.join('\n')
        .split('\n');
      expect(lines.length).toBeLessThanOrEqual(3);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(66);
      expect(buttonsOf(blocks).filter(isAction).length).toBeLessThanOrEqual(2);
    },
    200,
  );
});
