/** What `--help` prints. */
import { type Command, howToRun, type Options } from './arguments.ts';

export function helpOf<Given extends Options>({ name, program, does, ...command }: Command<Given>): string {
  const { argument, options, examples, exitCodes } = command;
  const taken = Object.entries(options).map(([option, { type, ...of }]) =>
    type === 'string' && 'value' in of ? `--${option} ${of.value}` : `--${option}`,
  );
  const lines = Object.values(options).map((option, at) => [taken[at] ?? '', option.does] as const);
  const given = [...taken.map((option) => `[${option}]`), argument?.value ?? ''].join(' ').trim();
  return [
    given === '' ? howToRun(name).replace(/ --$/, '') : `${howToRun(name)} ${given}`,
    does,
    table(argument === undefined ? [] : [[argument.value, argument.does]]),
    `Options:\n${table([...lines, ['--help', 'prints this, and does nothing else']])}`,
    `Examples:\n${table(examples.map(({ type, does }) => [type, does]))}`,
    `Exit codes:\n${table(Object.entries(exitCodes))}`,
    `Without npm, as in a container: node ${program}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join('\n');
}
