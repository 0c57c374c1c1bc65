import { describe, expect, test } from 'vitest';
import { note, ok, wrong } from '../../../src/cli/doctor/finding.ts';
import { section, summary } from '../../../src/cli/doctor/report.ts';

const long = 'word '.repeat(40).trim();

describe('the doctor’s report', () => {
  test('the fix stands below the fault, and details have lines of their own', () => {
    const found = [
      ok('Slack', 'signed in.'),
      wrong('Slack scopes', 'the app lacks', 'Reinstall it.', ['a: one', 'b: two']),
    ];
    expect(section('Slack', found)).toBe(
      [
        'Slack',
        '  ok    Slack: signed in.',
        '  WRONG Slack scopes: the app lacks:',
        '        - a: one',
        '        - b: two',
        '        > Reinstall it.',
        '',
      ].join('\n'),
    );
  });

  test('a sentence that stands by itself does not begin with the heading above it, and a half one does', () => {
    const found = [
      wrong('Configuration', 'HEC_REGIN is not a setting.', undefined),
      note('Configuration', 'https_proxy is twice.'),
      ok('Configuration', 'complete.'),
      note('Policy', 'HEC_VIEWERS is empty.'),
    ];
    expect(section('Configuration', found).split('\n').slice(1, -1)).toEqual([
      '  WRONG HEC_REGIN is not a setting.',
      '  note  https_proxy is twice.',
      '  ok    Configuration: complete.',
      '  note  Policy: HEC_VIEWERS is empty.',
    ]);
  });

  test('no line is longer than 80 columns, but a path that can’t be broken stays whole', () => {
    const path = `/${'a'.repeat(100)}`;
    const lines = section('Long', [note(long, long, { details: [long], fix: `${long} ${path}` })]).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([`          ${path}`]);
    expect(lines.every((line) => line === line.trimEnd())).toBe(true);
  });

  test('the last line sums up: ready to start, or how many things are wrong and which', () => {
    expect(summary([ok('A', 'x.')])).toBe('Ready to start.');
    expect(summary([ok('A', 'x.'), note('B', 'y.')])).toBe('Ready to start. Read the note above.');
    expect(summary([wrong('Database', 'x.', undefined)])).toBe('1 thing is wrong: Database.');
    const three = [wrong('Configuration', 'x.', 'a'), wrong('Configuration', 'y.', 'b'), wrong('Slack', 'z.', 'c')];
    expect(summary(three)).toBe('3 things are wrong: Configuration (2); Slack.');
  });
});
