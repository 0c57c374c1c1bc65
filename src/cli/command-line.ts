/** What a command can be told, with what all commands have in common: help, examples, exit codes, and npm in front. */
import { stripVTControlCharacters } from 'node:util';
import { Command, CommanderError, type OptionValues } from '@commander-js/extra-typings';

/** The exit code. */
const mistyped = 2;

interface Described {
  /** Of the script: `npm run <name>`, or `npm start`. */
  name: 'start' | 'doctor' | 'audit' | 'erase' | 'demo' | 'bench';
  /** The program, from the app's directory, for whoever has no npm; undefined for what only runs in a checkout. */
  program?: string;
  /** In a few sentences, and what it prints where. */
  does: string;
  examples: readonly { type: string; does: string }[];
  exitCodes: Readonly<Record<number, string>>;
}

/** A command that takes `--help` alone. It throws a CommanderError once help or a mistake has been told. */
export function commandLine({ name, program, does, examples, exitCodes }: Described): Command {
  // npm keeps what stands before `--` for itself.
  const typed = name === 'start' ? 'npm start --' : `npm run ${name} --`;
  const withoutNpm = program === undefined ? '' : `\nWithout npm, as in a container: node ${program}`;
  return new Command(typed)
    .description(does.replaceAll('\n', ' '))
    .helpOption('-h, --help', 'print this, and do nothing else')
    .configureHelp({ helpWidth: 100 })
    .addHelpText('after', `\nExamples:\n${table(examples.map(({ type, does: what }) => [type, what]))}`)
    .addHelpText('after', `\nExit codes:\n${table(Object.entries(exitCodes))}`)
    .addHelpText('after', withoutNpm)
    .configureOutput({ outputError: (text, write) => write(withoutControls(text)) })
    .showHelpAfterError(`More: ${typed} --help`)
    .exitOverride();
}

/** False once `--help` is answered or a mistake is told: the exit code is set, and nothing is left to do. */
export function isWanted<Args extends unknown[], Given extends OptionValues>(command: Command<Args, Given>): boolean {
  try {
    parse(command, process.argv.slice(2), process.env);
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : mistyped;
    return false;
  }
}

/** @throws CommanderError once help or a mistake has been told; its exit code is 0 for help alone */
export function parse<Args extends unknown[], Given extends OptionValues>(
  command: Command<Args, Given>,
  given: readonly string[],
  env: Record<string, string | undefined>,
): void {
  if (!given.includes('--help')) refuseWhatNpmKept(command, given, env);
  // Without an action, commander would take an argument for the name of a command.
  command.action(() => {}).parse(given, { from: 'user' });
}

/** Without `--`, npm takes an option for one of its own, and the command would go on as if nobody had given it. */
function refuseWhatNpmKept<Args extends unknown[], Given extends OptionValues>(
  command: Command<Args, Given>,
  given: readonly string[],
  env: Record<string, string | undefined>,
): void {
  if (env.npm_lifecycle_event === undefined) return;
  const withValues = command.options.filter((option) => option.required);
  const kept = withValues.find((option) => env[`npm_config_${option.name()}`] !== undefined);
  if (kept !== undefined)
    command.error(
      `error: npm kept --${kept.name()} for itself. Put -- before it: ${command.name()} --${kept.name()} …`,
    );
  // Some it takes for the beginning of an option of its own without a value: then the value is left.
  const isValueLeft = given.length > 0 && given.every((word) => !word.startsWith('-'));
  const [option] = withValues;
  if (option !== undefined && command.registeredArguments.length === 0 && isValueLeft)
    command.error(`error: unexpected argument. Options stand behind --: ${command.name()} --${option.name()} …`);
}

/** Names of people and channels come from outside, and a terminal obeys control characters. */
export function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{C}\n]/gu, '');
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join('\n');
}
