import { describe, expect, test } from 'vitest';
import { type Command, type Options, readArguments } from '../../src/cli/arguments.ts';

const options = {
  since: { type: 'string', default: '7d', value: '<when>', does: 'how far back' },
  yes: { type: 'boolean', default: false, does: 'does it' },
} as const satisfies Options;

const command: Command<typeof options> = {
  name: 'audit',
  program: 'dist/audit.js',
  does: 'Does something.',
  options,
  argument: { value: '<whom>', does: 'somebody' },
  examples: [],
  exitCodes: {},
};

describe('a command', () => {
  test('takes its options in any order, and what was not given as it is by default', () => {
    expect(readArguments(command, ['--yes', 'ann'], {})).toEqual({
      options: { since: '7d', yes: true },
      argument: 'ann',
    });
    expect(readArguments(command, ['ann', '--since', '12h'], {})).toEqual({
      options: { since: '12h', yes: false },
      argument: 'ann',
    });
    expect(readArguments(command, [], {})).toEqual({ options: { since: '7d', yes: false }, argument: undefined });
  });

  test.each(['--help', '-h'])('that gets %s beside anything else only helps', (help) => {
    expect(readArguments(command, ['ann', '--yes', help], {})).toBe('help');
  });

  test.each([
    ['an option without its value', ['--since'], "Option '--since <value>' argument missing."],
    ['a value for an option without one', ['--yes=no'], "Option '--yes' does not take an argument."],
    ['several arguments', ['ann', 'bob'], 'One <whom> at a time, please.'],
  ])('tells %s in one sentence', (_, given, sentence) => {
    expect(() => readArguments(command, given, {})).toThrow(sentence);
  });

  test('that npm runs says so if npm kept an option, and takes its settings from nowhere else', () => {
    const env = { npm_lifecycle_event: 'audit', npm_config_since: '1d' };
    expect(() => readArguments(command, ['ann'], env)).toThrow('npm kept --since for itself.');
    expect(readArguments(command, ['ann'], { npm_config_since: '1d' })).toMatchObject({ options: { since: '7d' } });
  });
});
