import { describe, expect, it } from 'vitest';
import { describeAction, likeliestFirst, readableName } from '../../src/actions/catalogue.ts';

describe('an action', () => {
  it.each([
    ['quarantine', undefined, 'Quarantine', 'primary'],
    ['restore', undefined, 'Restore', 'danger'],
    ['dismiss', { eventId: '7ded' }, 'Dismiss', 'danger'],
    ['severityChange', { newSeverity: 'High' }, 'Set severity: High', undefined],
    ['severity_change', { newSeverity: 'Highest' }, 'Set severity: Highest', undefined],
    ['severityChange', undefined, 'Set severity', undefined],
    ['severityChange', { newSeverity: 4 }, 'Set severity', undefined],
    ['sent to admin', { adminEmail: '' }, 'Send to admin', undefined],
    ['Send To Admin', { adminEmail: 'a@b.com' }, 'Send to admin: a@b.com', undefined],
    ['sent_to_admin', {}, 'Send to admin', undefined],
    ['decline_restore_request', undefined, 'Decline restore request', undefined],
    ['QUARANTINE', undefined, 'Quarantine', 'primary'],
    ['report_misclassification', { a: 1 }, 'Report misclassification', undefined],
    ['reportMisclassification', undefined, 'Report misclassification', undefined],
    ['constructor', undefined, 'Constructor', undefined],
    [' _ ', undefined, 'Action without a name', undefined],
  ])('%j with %j is called %j', (name, parameter, label, style) => {
    expect(describeAction({ name, parameter })).toEqual({ label, style });
  });

  it('with a name of 100 kB takes a moment', () => {
    const started = performance.now();
    for (const name of ['a', 'aB', '_', ' '].map((piece) => piece.repeat(100_000)))
      describeAction({ name, parameter: {} });
    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe('the likeliest actions', () => {
  it('come first, and those alike stay in order', () => {
    const names = ['other b', 'severityChange', 'dismiss', 'other a', 'restore', 'quarantine'];
    expect(likeliestFirst(names, (name) => ({ name, parameter: undefined }))).toEqual([
      'quarantine',
      'restore',
      'dismiss',
      'severityChange',
      'other b',
      'other a',
    ]);
  });
});

describe('a readable name', () => {
  it('keeps words that are written in capitals', () => {
    expect(readableName('malicious_URL-click')).toBe('Malicious URL click');
  });
});
