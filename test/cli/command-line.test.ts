import { expect, test } from 'vitest';
import { commandLine, parse } from '../../src/cli/command-line.ts';

function aCommand() {
  const said: string[] = [];
  const described = { name: 'audit', program: 'dist/audit.js', does: 'Does\nsomething.', examples: [] } as const;
  const command = commandLine({ ...described, exitCodes: { 0: 'done' } })
    .argument('[whom]')
    .option('--since <when>', 'how far back', '7d')
    .option('--yes', 'does it')
    .configureOutput({ writeOut: (text) => said.push(text), writeErr: (text) => said.push(text) });
  return { command, said };
}

test.each([
  [['--yes', 'ann'], { since: '7d', yes: true }, 'ann'],
  [['ann', '--since', '12h'], { since: '12h' }, 'ann'],
  [[], { since: '7d' }, undefined],
])(
  'a command takes its options in any order, and what was not given as it is by default: %j',
  (given, options, whom) => {
    const { command } = aCommand();
    parse(command, given, {});
    expect([command.opts(), ...command.processedArgs]).toEqual([options, whom]);
  },
);

test.each(['--help', '-h'])('a command that gets %s beside anything else only helps', (help) => {
  const { command, said } = aCommand();
  expect(() => parse(command, ['ann', '--yes', help], {})).toThrow(expect.objectContaining({ exitCode: 0 }));
  expect(said.join('')).toMatch(/^Usage: npm run audit -- .*\n\nDoes something\./);
});

test.each([
  ['an option that is almost one', ['--sinse', '1d'], "unknown option '--sinse'\n(Did you mean --since?)"],
  ['an option without its value', ['--since'], "option '--since <when>' argument missing"],
  ['several arguments', ['ann', 'bob'], 'too many arguments'],
])('a command tells %s in one sentence, and where there is more', (_, given, sentence) => {
  const { command, said } = aCommand();
  expect(() => parse(command, given, {})).toThrow(expect.objectContaining({ exitCode: 1 }));
  expect(said.join('')).toContain(sentence);
  expect(said.join('')).toMatch(/\nMore: npm run audit -- --help\n$/);
});

test('a command that npm runs says so if npm kept an option, and takes its settings from nowhere else', () => {
  const { command, said } = aCommand();
  expect(() => parse(command, ['ann'], { npm_lifecycle_event: 'audit', npm_config_since: '1d' })).toThrow();
  expect(said.join('')).toContain('npm kept --since for itself. Put -- before it: npm run audit -- --since …');
  const { command: straight } = aCommand();
  parse(straight, ['ann'], { npm_config_since: '1d' });
  expect(straight.opts()).toEqual({ since: '7d' });
});

test('a command that takes no argument says where options stand if npm left it the value of one', () => {
  const said: string[] = [];
  const described = { name: 'audit', program: 'dist/audit.js', does: 'Does something.', examples: [] } as const;
  const command = commandLine({ ...described, exitCodes: { 0: 'done' } })
    .option('--format <format>', 'as what')
    .configureOutput({ writeErr: (text) => said.push(text) });
  expect(() => parse(command, ['json'], { npm_lifecycle_event: 'audit' })).toThrow(
    expect.objectContaining({ exitCode: 1 }),
  );
  expect(said.join('')).toContain('unexpected argument. Options stand behind --: npm run audit -- --format …');
});
