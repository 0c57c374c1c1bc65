/** What cards tell of what was done: HEC's history and our own runs as one story, and what is running. */

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
  ] as const)('by a run that is %s is told with the person and the time', (outcome, words) => {
    expect(storyOf([], [sampleRun({ outcome })])).toEqual([`• ${words} · ${shownAt(2)}`]);
  });

  test('says what was chosen, and that it was done to the email itself', () => {
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

  test('is told newest first, whoever did it, five at most', () => {
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

  test('is told once, with the person, where HEC recorded the same thing', () => {
    const told = storyOf([entry('quarantine_email', at(3))], [sampleRun({ startedAt: at(1), endedAt: at(2) })]);
    expect(told).toEqual([`• Quarantined by <@U012ABC> · ${shownAt(3)}`]);
  });

  test.each(['doubtful', 'still_working', 'unchanged'] as const)(
    'is certain where HEC recorded a run that was %s',
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
  ] as const)('is told twice where HEC recorded %s', (_, recorded, changes) => {
    expect(storyOf([recorded], [sampleRun(changes)])).toHaveLength(2);
  });

  test('is told for each of two runs, of which HEC recorded one', () => {
    const runs = [sampleRun(), sampleRun({ id: 'run-2', userId: 'U034DEF' })];
    expect(storyOf([entry('quarantine_email', at(2))], runs)).toHaveLength(2);
  });
});

describe('a compact card', () => {
  test('names who did the last thing, as far as a line of 60 characters has room', () => {
    expect(lastLine([], [sampleRun()])).toBe('Office 365 Mail · last: Quarantined by <@U012ABC>');
    const severity = { actionName: 'severityChange', parameter: { newSeverity: 'Critical' } };
    expect(lastLine([], [sampleRun(severity)])).toBe('Office 365 Mail · last: Severity set to Critical');
    expect(lastLine([], [sampleRun({ outcome: 'still_working' })])).toBe(
      'last: Quarantine was still running after ten minutes',
    );
  });

  test('passes over what was never sent', () => {
    expect(lastLine([entry('restore_email', at(0))], [sampleRun({ outcome: 'not_sent' })])).toMatch(/Email restored$/);
  });
});

describe('while something is running', () => {
  const runs = [sampleRun(), sampleRunning('sending')];
  const card = eventCard(sampleSnapshot({ event: sampleEvent(), runs }));

  test('the card says near its top what, who and since when', () => {
    expect(shownBy({ blocks: card.blocks.slice(1, 2) }).mrkdwn).toEqual([
      `⏳ *Quarantine* is running, requested by <@U012ABC>, ${shownAt(1)}`,
    ]);
    const following = eventCard(sampleSnapshot({ event: sampleEvent(), runs: [sampleRunning('following')] }));
    expect(shownBy(following).mrkdwn[0]).toMatch(/UTC>\. HEC is working on it$/);
  });

  test('the notification says so', () => {
    expect(card.text).toMatch(/^🔴 Critical · Suspicious phishing · New · Quarantine is running: Phishing detected/);
  });

  test('both on the event and on its email, the card tells of both', () => {
    const email = sampleRunning('claimed', { target: 'email', label: 'Restore email', startedAt: at(9) });
    const shown = shownBy(eventCard(sampleSnapshot({ event: sampleEvent(), runs: [...runs, email] }))).mrkdwn[0]?.split(
      '\n',
    );
    expect(shown?.map((line) => line.split(' is ')[0])).toEqual(['⏳ *Restore email*', '⏳ *Quarantine*']);
  });

  test('a compact card says who asked, and keeps the way to the whole card', () => {
    const compact = compactCard(sampleSnapshot({ event: sampleEvent(), runs }));
    expect(shownBy(compact).mrkdwn[0]?.split('\n').at(-1)).toBe('⏳ *Quarantine* is running, requested by <@U012ABC>');
    expect(buttonsOf(compact.blocks).map(({ action_id: id }) => id)).toEqual(['event_details']);
  });
});
