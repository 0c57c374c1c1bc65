/** What holds for every message about any event that HEC could send. */
import type { Button } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecurityEvent } from '../../../src/events/security-event.ts';
import { blockProblems, viewProblems } from '../../../src/playground/slack/block-kit.ts';
import { limits } from '../../../src/slack/limits.ts';
import { findOfferedAction, parseActionValue } from '../../../src/slack/messages/action-value.ts';
import { actionsView } from '../../../src/slack/messages/actions-modal.ts';
import { compactCard } from '../../../src/slack/messages/compact-card.ts';
import { eventCard } from '../../../src/slack/messages/event-card.ts';
import { previewCard } from '../../../src/slack/messages/preview.ts';
import { withHint } from '../../../src/slack/messages/private-hint.ts';
import { arbitraryEvent } from '../../support/arbitrary-event.ts';
import { buttonsOf, expectHarmless, shownBy, totalLength } from './rendered.ts';

const messages = {
  'the fullest card': (event: SecurityEvent) =>
    withHint(eventCard({ event, requestedBy: 'U012ABC', otherEvents: 3 }), 'unseen', 'U012APP'),
  'the compact card': (event: SecurityEvent) => compactCard({ event }),
  'the composer preview': (event: SecurityEvent) => previewCard({ event }),
};

function holdsForAnyEvent(check: (event: SecurityEvent) => void, numRuns = 100) {
  fc.assert(fc.property(arbitraryEvent, check), { numRuns });
}

const isAction = ({ action_id = '' }: Button) => action_id.startsWith('event_action:');

describe.each(Object.entries(messages))('%s of any event', (_, render) => {
  it('is within every limit of Slack’s, holds nothing live from outside, and has no empty lines', () => {
    holdsForAnyEvent((event) => {
      const message = render(event);
      expect(blockProblems('message', message.blocks)).toEqual([]);
      expect(blockProblems('unfurl', message.blocks)).toEqual([]);
      expect(message.text).not.toBe('');
      expect(totalLength(shownBy(message))).toBeLessThan(limits.message.text);
      expectHarmless(message);
      for (const text of shownBy(message).mrkdwn) expect(text).not.toMatch(/^\s*$|:\* *$/m);
    });
  });

  it('has buttons that lead back to what HEC offers, no two of them alike', () => {
    holdsForAnyEvent((event) => {
      const buttons = buttonsOf(render(event).blocks);
      expect(new Set(buttons.map(({ text }) => text.text.toLowerCase())).size).toBe(buttons.length);
      for (const button of buttons.filter(isAction)) {
        const value = parseActionValue(button.value ?? '');
        expect(value?.eventId).toBe(event.id);
        expect(value && event.availableActions).toContain(value && findOfferedAction(event, value));
      }
    }, 50);
  });
});

describe('the modal of any event', () => {
  it('is within every limit of Slack’s and holds nothing live', () => {
    holdsForAnyEvent((event) => {
      const view = actionsView(event);
      expect(viewProblems('modal', view)).toEqual([]);
      expect(totalLength(shownBy(view))).toBeLessThan(limits.message.text);
      expectHarmless(view);
    });
  });
});

describe('the compact card of any event', () => {
  it('is at most three lines of at most 60 characters, two actions and "More…"', () => {
    holdsForAnyEvent((event) => {
      const { blocks } = compactCard({ event });
      const lines = shownBy({ blocks }).mrkdwn.join('\n').split('\n');
      expect(lines.length).toBeLessThanOrEqual(3);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
      expect(buttonsOf(blocks).filter(isAction).length).toBeLessThanOrEqual(2);
    }, 200);
  });
});
