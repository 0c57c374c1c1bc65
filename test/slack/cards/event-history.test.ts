/** What cards say was done: HEC's history and our own runs as one story, and what is running. */

import { describe, expect, test } from 'vitest';
import { reconcile } from '../../../src/actions/outcome.ts';
import type { ActionRun } from '../../../src/actions/run.ts';
import type { HistoryEntry } from '../../../src/events/security-event.ts';
import { compactCard } from '../../../src/slack/cards/compact-card.ts';
import { eventCard } from '../../../src/slack/cards/event-card.ts';
import { buttonsOf, shownBy } from '../../support/cards/rendered.ts';
import { sampleEvent } from '../../support/cards/sample-event.ts';
import { at, sampleRun, sampleRunning, shownAt } from '../../support/cards/sample-run.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';

const entry = (type: string, when: Date | undefined): HistoryEntry => ({ type, at: when, relatedEventId: undefined });

function storyOf(history: HistoryEntry[], runs: ActionRun[]): string[] {
  const texts = shownBy(
    eventCard(sampleSnapshot({ event: sampleEvent({ history }), ...reconcile(runs, history) })),
  ).mrkdwn;
  const [, ...lines] = texts.find((text) => text.includes('Done so far'))?.split('\n') ?? [];
  return lines;
}

const lastLine = (history: HistoryEntry[], runs: ActionRun[]) =>
  shownBy(compactCard(sampleSnapshot({ event: sampleEvent({ history }), ...reconcile(runs, history) })))
    .mrkdwn[0]?.split('\n')
    .at(-1);

describe('what was done', () => {
  test.each([
    ['done', 'Quarantined by <@U012ABC>'],
    ['unchanged', 'Quarantine by <@U012ABC> changed nothing'],
    ['failed', 'Quarantine by <@U012ABC> failed'],
    ['not_sent', 'Quarantine by <@U012ABC> wasn’t sent'],
    ['doubtful', 'Quarantine by <@U012ABC> may have been applied'],
    ['still_working', 'Quarantine by <@U012ABC> was still running after ten minutes'],
  ] as const)('a run that ended as %s is listed with the person and the time', (outcome, words) => {
    expect(storyOf([], [sampleRun({ outcome })])).toEqual([`• ${words} · ${shownAt(2)}`]);
  });

  test('the history says what was chosen, and what was done to the email itself', () => {
    const severity = sampleRun({
      actionName: 'severityChange',
      parameter: { newSeverity: 'Low' },
      label: 'Set severity',
    });
    const email = sampleRun({ target: 'email', actionName: 'restore', label: 'Restore email', endedAt: at(1) });
    expect(storyOf([], [severity, email])).toEqual([
      `• Severity set to Low by <@U012ABC> · ${shownAt(2)}`,
      `• Email restored by <@U012ABC> · ${shownAt(1)}`,
    ]);
  });

  test('HEC’s history and our runs are listed together, newest first and five at most', () => {
    const history = [entry('phishing_found_event', at(0)), entry('restore_email', at(20)), entry('odd', undefined)];
    const runs = [10, 30, 40].map((minute) => sampleRun({ startedAt: at(minute), endedAt: at(minute) }));
    expect(storyOf(history, runs)).toEqual([
      `• Quarantined by <@U012ABC> · ${shownAt(40)}`,
      `• Quarantined by <@U012ABC> · ${shownAt(30)}`,
      `• Email restored · ${shownAt(20)}`,
      `• Quarantined by <@U012ABC> · ${shownAt(10)}`,
      `• Phishing found · ${shownAt(0)}`,
      'and 1 more',
    ]);
  });

  test('what HEC recorded without a time or a name is still listed', () => {
    expect(storyOf([entry('odd', undefined), entry('', undefined)], [])).toEqual(['• Odd', '• Unnamed action']);
  });

  test('what is still running is not listed as done', () => {
    expect(storyOf([], [sampleRun(), sampleRunning('following')])).toHaveLength(1);
  });

  test('a run that HEC recorded too is listed once, with the person', () => {
    const told = storyOf([entry('quarantine_email', at(3))], [sampleRun({ startedAt: at(1), endedAt: at(2) })]);
    expect(told).toEqual([`• Quarantined by <@U012ABC> · ${shownAt(3)}`]);
  });

  test.each(['doubtful', 'still_working', 'unchanged'] as const)(
    'a run that ended as %s is listed as done if HEC recorded it',
    (outcome) => {
      expect(storyOf([entry('quarantine_email', at(3))], [sampleRun({ outcome })])).toEqual([
        `• Quarantined by <@U012ABC> · ${shownAt(3)}`,
      ]);
    },
  );

  test.each([
    ['something else', entry('restore_email', at(2)), {}],
    ['the same three minutes later', entry('quarantine_email', at(5)), {}],
    ['the same long before', entry('quarantine_email', new Date(0)), {}],
    ['the same at no known time', entry('quarantine_email', undefined), {}],
    ['what this run did not do', entry('quarantine_email', at(2)), { outcome: 'failed' }],
    ['what this run did not even send', entry('quarantine_email', at(2)), { outcome: 'not_sent' }],
  ] as const)('a run and HEC’s entry are both listed if HEC recorded %s', (_, recorded, changes) => {
    expect(storyOf([recorded], [sampleRun(changes)])).toHaveLength(2);
  });

  test('two runs are both listed if HEC recorded only one', () => {
    const runs = [sampleRun(), sampleRun({ id: 'run-2', userId: 'U034DEF' })];
    expect(storyOf([entry('quarantine_email', at(2))], runs)).toHaveLength(2);
  });
});

describe('a compact card', () => {
  test('a compact card names who acted last, if a line of 66 characters has room', () => {
    expect(lastLine([], [sampleRun()])).toBe('Office 365 Mail · last: Quarantined by <@U012ABC>');
    const severity = { actionName: 'severityChange', parameter: { newSeverity: 'Critical' }, userId: 'U012ABCDEFGHIJ' };
    expect(lastLine([], [sampleRun(severity)])).toBe('Office 365 Mail · last: Severity set to Critical');
    expect(lastLine([], [sampleRun({ outcome: 'still_working' })])).toBe(
      'last: Quarantine by <@U012ABC> was still running after ten minutes',
    );
  });

  test('a compact card passes over what was never sent', () => {
    expect(lastLine([entry('restore_email', at(0))], [sampleRun({ outcome: 'not_sent' })])).toMatch(/Email restored$/);
  });
});

describe('running actions', () => {
  const runs = [sampleRun(), sampleRunning('sending')];
  const card = () => eventCard(sampleSnapshot({ event: sampleEvent(), runs }));

  test('a card says near its top what is running, who requested it and since when', () => {
    expect(shownBy({ blocks: card().blocks.slice(1, 2) }).mrkdwn).toEqual([
      `⏳ *Quarantine* is running, requested by <@U012ABC>, ${shownAt(1)}`,
    ]);
    const following = eventCard(sampleSnapshot({ event: sampleEvent(), runs: [sampleRunning('following')] }));
    expect(shownBy(following).mrkdwn[0]).toMatch(/UTC>\. HEC is working on it$/);
  });

  test('a card’s notification says what is running', () => {
    expect(card().text).toMatch(/^🔴 Critical · Suspicious phishing · New · Quarantine is running: Phishing detected/);
  });

  test('a card shows actions running on both the event and its email', () => {
    const email = sampleRunning('claimed', { target: 'email', label: 'Restore email', startedAt: at(9) });
    const shown = shownBy(eventCard(sampleSnapshot({ event: sampleEvent(), runs: [...runs, email] }))).mrkdwn[0]?.split(
      '\n',
    );
    expect(shown?.map((line) => line.split(' is ')[0])).toEqual(['⏳ *Restore email*', '⏳ *Quarantine*']);
  });

  test('a compact card says who requested the running action, and still leads to the whole card', () => {
    const compact = compactCard(sampleSnapshot({ event: sampleEvent(), runs }));
    expect(shownBy(compact).mrkdwn[0]?.split('\n').at(-1)).toBe('⏳ *Quarantine* is running, requested by <@U012ABC>');
    expect(buttonsOf(compact.blocks).map(({ action_id: id }) => id)).toEqual(['event_details']);
  });
});
